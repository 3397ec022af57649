import type { Capabilities } from '../../../../src/index.ts'

/** What the adapter declares, where its assumptions are accepted. */
export const capabilities = {
  accountKeys: 'application',
  atomicCommit: true,
  sessions: 'opaque',
  changeSize: 990_000,
} as const satisfies Capabilities
