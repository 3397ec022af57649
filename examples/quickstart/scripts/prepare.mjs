// Makes a fresh clone start with one command: installs what is missing, and builds the library where its sources are newer.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('..', import.meta.url))
const library = fileURLToPath(new URL('../../..', import.meta.url))

const npm = (cwd, ...command) => {
  console.log(`> npm ${command.join(' ')} (in ${cwd})`)
  // `npm --prefix examples/quickstart start` hands its prefix on, and an npm below it would work there and not in `cwd`.
  const { npm_config_prefix: _, npm_config_local_prefix: __, ...env } = process.env
  const { status } = spawnSync('npm', command, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

const changedAt = (file) => statSync(file).mtimeMs

const newest = (folder) =>
  readdirSync(join(library, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((time, { parentPath, name }) => Math.max(time, changedAt(join(parentPath, name))), 0)

const isStale = () => {
  const built = join(library, 'dist/index.js')
  return !existsSync(built) || Math.max(newest('src'), newest('adapters')) > changedAt(built)
}

for (const folder of [library, example]) if (!existsSync(join(folder, 'node_modules'))) npm(folder, 'ci')
if (isStale()) npm(library, 'run', 'build')
