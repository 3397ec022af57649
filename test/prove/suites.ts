import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Test files of which `npm test` runs a cut, because the whole of them is heavy or long. */
const files = [
  ...['runtimes', 'next', 'hono', 'express', 'fetch-handler'].map((name) => `test/http/${name}.test.ts`),
  'test/testing/mapped.test.ts',
]

function run(some: readonly string[], settings: Readonly<Record<string, string>>): boolean {
  const vitest = `${root}/node_modules/vitest/vitest.mjs`
  const args = [vitest, 'run', '--project', 'unit', '--reporter', 'dot', ...some]
  const env = { ...process.env, ...settings }
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0
}

/** Runs them whole; false where something failed. */
export const runSuites = (): boolean => run(files, { INVITEKIT_HEAVY: '1' })

/** Runs the races of one refresh token over time, stolen ones included, for so many rounds; false where something failed. */
export const runRefreshes = (rounds: number): boolean =>
  run(['test/races/refresh.test.ts'], { INVITEKIT_RACE_ROUNDS: String(rounds) })
