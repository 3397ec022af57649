import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Test files of which `npm test` runs a cut, because the whole of them is heavy or long. */
const files = ['runtimes', 'next', 'hono', 'express', 'fetch-handler'].map((name) => `test/http/${name}.test.ts`)

/** Runs them whole; false where something failed. */
export function runSuites(): boolean {
  const vitest = `${root}/node_modules/vitest/vitest.mjs`
  const args = [vitest, 'run', '--project', 'unit', '--reporter', 'dot', ...files]
  const env = { ...process.env, INVITEKIT_HEAVY: '1' }
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0
}
