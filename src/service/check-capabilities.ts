import type { Capabilities } from '../ports/storage.ts'
import type { InviteOptions } from './options.ts'

/** Refuses a storage that cannot keep what the options promise. */
export function checkCapabilities(capabilities: Capabilities, { sessions }: Pick<InviteOptions, 'sessions'>): void {
  const { atomicCommit, unaccepted = [] } = capabilities
  if (!atomicCommit) throw new TypeError('"storage" cannot commit several rows at once: the service needs that')
  if (capabilities.sessions === 'opaque' && sessions?.jwt !== undefined)
    throw new TypeError('"storage" keeps opaque sessions only: leave "sessions.jwt" out')
  if (unaccepted.length > 0)
    throw new TypeError(
      `"storage" rests on what nobody promises: name it in its option "acceptAssumptions" (${unaccepted.join(', ')})`,
    )
}
