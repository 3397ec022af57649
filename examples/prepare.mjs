// Makes an example start with one command in a fresh clone: installs what is missing, builds the library where its sources are
// newer, and then the example's front. It runs in the example's folder, before `npm start`.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const example = process.cwd()
const library = fileURLToPath(new URL('..', import.meta.url))

const npm = (cwd, ...command) => {
  console.log(`> npm ${command.join(' ')} (in ${cwd})`)
  // `npm --prefix examples/radio start` hands its prefix on, and an npm below it would work there and not in `cwd`. What is
  // built is the same wherever it is asked for: in a test, or for production.
  const { npm_config_prefix: _, npm_config_local_prefix: __, NODE_ENV: ___, ...env } = process.env
  const { status } = spawnSync('npm', command, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0)

const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((time, { parentPath, name }) => Math.max(time, changedAt(join(parentPath, name))), 0)

const isOlder = (built, ...sources) => changedAt(built) < Math.max(...sources)

for (const folder of [library, example]) if (!existsSync(join(folder, 'node_modules'))) npm(folder, 'ci')

const built = join(library, 'dist/index.js')
if (isOlder(built, newest(join(library, 'src')), newest(join(library, 'adapters')))) npm(library, 'run', 'build')

const front = join(example, 'front')
if (existsSync(front) && isOlder(join(example, 'dist/index.html'), newest(front), changedAt(built)))
  npm(example, 'run', 'build')
