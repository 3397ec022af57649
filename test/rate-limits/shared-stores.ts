import mysql from 'mysql2'
import pg from 'pg'
import { RateLimiterMySQL, RateLimiterPostgres, RateLimiterRedis } from 'rate-limiter-flexible'
import { flexibleRateLimiter } from '../../adapters/rate-limits/index.ts'
import type { RateLimiter } from '../../src/index.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { reach } from '../support/engines/reachable.ts'
import { connectRedis, reachRedis } from '../support/engines/redis.ts'
import type { Reach } from '../support/engines/server.ts'
import { databaseOf } from '../support/engines/server-address.ts'

/** A limiter over a store, in whichever process. */
export interface OpenLimiter {
  readonly limiter: RateLimiter
  close(): Promise<void>
}

/** A store that several processes share. */
export interface SharedStore {
  readonly name: string
  reach(): Promise<Reach>
  /** Makes a place for counters, and gives its address. */
  create(): Promise<string>
  open(address: string): Promise<OpenLimiter>
  drop(address: string): Promise<void>
}

// In the pool of each process: the servers are shared with the tests that run beside these.
const CONNECTIONS = 4

// None of these figures matters: the library's count.
const options = { points: 1, duration: 1, blockDuration: 60 }

/** The library makes its table when it starts. */
const ready = <L>(make: (done: (error?: Error) => void) => L): Promise<L> =>
  new Promise((made, failed) => {
    const limiter: L = make((error) => (error ? failed(error) : queueMicrotask(() => made(limiter))))
  })

const redis: SharedStore = {
  name: 'Redis',
  reach: reachRedis,
  create: async () => `invitekit-test-${process.pid}-${Date.now().toString(36)}`,
  async open(keyPrefix) {
    const storeClient = connectRedis()
    await storeClient.connect()
    const limiter = new RateLimiterRedis({ ...options, storeClient, keyPrefix })
    return { limiter: flexibleRateLimiter(limiter), close: async () => storeClient.disconnect() }
  },
  async drop(keyPrefix) {
    const client = connectRedis()
    await client.connect()
    const keys = await client.keys(`${keyPrefix}:*`)
    if (keys.length > 0) await client.del(...keys)
    client.disconnect()
  },
}

const postgres: SharedStore = {
  name: 'PostgreSQL',
  reach: () => reach(postgres18),
  create: () => postgres18.create(),
  async open(address) {
    const storeClient = new pg.Pool({ connectionString: address, max: CONNECTIONS })
    storeClient.on('error', () => undefined)
    const limiter = await ready(
      (done) => new RateLimiterPostgres({ ...options, storeClient, tableName: 'rate_limits' }, done),
    )
    return { limiter: flexibleRateLimiter(limiter), close: () => storeClient.end() }
  },
  drop: (address) => postgres18.drop(address),
}

const mysqlOrMariadb: SharedStore = {
  name: 'MariaDB',
  reach: () => reach(mariadb),
  create: () => mariadb.create(),
  async open(address) {
    const storeClient = mysql.createPool({ uri: address, connectionLimit: CONNECTIONS })
    const dbName = databaseOf(address)
    const limiter = await ready(
      (done) => new RateLimiterMySQL({ ...options, storeClient, dbName, tableName: 'rate_limits' }, done),
    )
    const close = () => new Promise<void>((done) => storeClient.end(() => done()))
    return { limiter: flexibleRateLimiter(limiter), close }
  },
  drop: (address) => mariadb.drop(address),
}

/** The stores that rate-limiter-flexible is tested on. */
export const sharedStores: readonly SharedStore[] = [redis, postgres, mysqlOrMariadb]
