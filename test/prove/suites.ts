import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Test files of which `npm test` runs a cut, because the whole is heavy or long. */
const files = ['test/http/runtimes.test.ts', 'test/http/next.test.ts', 'test/http/mutated-requests.test.ts']

/** Runs them whole; false where something failed. */
export function runSuites(): boolean {
  const args = ['run', '--project', 'unit', '--reporter', 'dot', ...files]
  const env = { ...process.env, INVITEKIT_HEAVY: '1' }
  return spawnSync('npx', ['--no-install', 'vitest', ...args], { cwd: root, env, stdio: 'inherit' }).status === 0
}
