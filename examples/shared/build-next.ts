// Builds the pages of an example with Next.js where they are older than their sources or the library. It runs in the example's folder,
// before `npm start`.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const example = process.cwd()
const made = ['node_modules', '.next', 'data', 'next-env.d.ts', 'README.md']

const changedAt = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** When anything in a folder, or a file, was changed last. */
function newest(path: string): number {
  if (!statSync(path).isDirectory()) return changedAt(path)
  const names = readdirSync(path).filter((name) => !made.includes(name))
  return Math.max(0, ...names.map((name) => newest(join(path, name))))
}

const besides = ['.', '../../dist'].map((path) => fileURLToPath(new URL(path, import.meta.url)))

if (changedAt(join(example, '.next/BUILD_ID')) < Math.max(...[example, ...besides].map(newest))) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' } as const
  const { status } = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    env,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}
