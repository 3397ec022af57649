import { Redis } from 'ioredis'
import type { Reach } from './server.ts'
import { homeFrom, reached, urlOf } from './server-address.ts'

const home = () => homeFrom('INVITEKIT_REDIS_URL', 'redis://127.0.0.1:6379')

/** A connection to the Redis server of the machine; a command fails at once while the connection is away. */
export const connectRedis = (): Redis => {
  const redis = new Redis(urlOf(home()), { maxRetriesPerRequest: 1, lazyConnect: true, connectTimeout: 3000 })
  redis.on('error', () => undefined)
  return redis
}

/** The Redis server of the machine: its version, or why there is none. */
export const reachRedis = (): Promise<Reach> =>
  reached(home(), async () => {
    const redis = connectRedis()
    try {
      await redis.connect()
      return /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown'
    } finally {
      redis.disconnect()
    }
  })
