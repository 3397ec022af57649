import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { ownPostgres } from './own-postgres.ts'
import type { Server } from './server.ts'
import { addressOf, databaseOf, freshName, type Home, homeFrom, reached, urlOf } from './server-address.ts'

/** Runs a statement on a connection that is closed afterwards. */
async function byHand(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

interface Kind {
  readonly name: string
  /** In the pool of each process. */
  readonly connections: number
  find(): Promise<Home>
}

function postgres({ name, connections, find }: Kind): Server {
  const url = async () => urlOf(await find())
  return {
    name,
    sql: 'postgres',
    isShared: true,
    reach: async () =>
      reached(await find(), async (address) => {
        const [row] = await byHand(address, 'show server_version')
        return String(row?.['server_version']).replace(/ .*/, '')
      }),
    async create(settings = '') {
      const database = freshName()
      await byHand(await url(), `create database ${database} ${settings}`)
      return addressOf(await url(), database)
    },
    async access(address, isolation) {
      const pool = new pg.Pool({
        connectionString: address,
        max: connections,
        ...(isolation && { options: `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}` }),
      })
      // A connection that the server ends, idle or in the middle of a statement, is no reason to end the process.
      pool.on('error', () => undefined)
      pool.on('connect', (client) => void client.on('error', () => undefined))
      return { dialect: new PostgresDialect({ pool }) }
    },
    async drop(address) {
      await byHand(await url(), `drop database if exists ${databaseOf(address)} with (force)`)
    },
  }
}

/** PostgreSQL 18 from npm: it needs nothing of the machine. */
export const postgres18 = postgres({ name: 'PostgreSQL 18', connections: 16, find: ownPostgres })

/** The PostgreSQL server of the machine, of whichever version. */
export const postgresOfMachine = postgres({
  name: 'PostgreSQL of the machine',
  connections: 10,
  find: async () => homeFrom('INVITEKIT_POSTGRES_URL', 'postgres://postgres@127.0.0.1:5432/postgres'),
})
