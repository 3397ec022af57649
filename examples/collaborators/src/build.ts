// Builds the pages where they are older than their sources or the library. Runs before `npm start`.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const inExample = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

const changedAt = (file: string): number => (existsSync(file) ? statSync(file).mtimeMs : 0)

const newest = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((time, { parentPath, name }) => Math.max(time, changedAt(join(parentPath, name))), 0)

const folders = ['app', 'components', 'pages', 'src', '../shared', '../../dist'].map((folder) =>
  newest(inExample(folder)),
)
const files = ['instrumentation.ts', 'next.config.ts', 'package-lock.json', 'proxy.ts'].map((file) =>
  changedAt(inExample(file)),
)

if (changedAt(inExample('.next/BUILD_ID')) < Math.max(...folders, ...files)) {
  const next = inExample('node_modules/next/dist/bin/next')
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' } as const
  const { status } = spawnSync(process.execPath, [next, 'build'], { cwd: inExample('.'), env, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
