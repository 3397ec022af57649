import type { RateLimiter } from '../../src/index.ts'

/** What a limiter of rate-limiter-flexible answers. */
export interface FlexibleCount {
  /** Points since the window began. */
  readonly consumedPoints: number
  /** Milliseconds until the window ends. */
  readonly msBeforeNext: number
}

/** What is used of a limiter of rate-limiter-flexible: `RateLimiterRedis`, `RateLimiterPostgres`, `RateLimiterMySQL` and their like have it. */
export interface FlexibleLimiter {
  /** Adds points, whatever the limiter's own figure. */
  penalty(key: string, points: number, options: { readonly customDuration: number }): Promise<FlexibleCount>
  /** What was added; null for nothing. */
  get(key: string): Promise<FlexibleCount | null>
  /** Forgets a key. */
  delete(key: string): Promise<boolean>
}

/**
 * Counts with rate-limiter-flexible 11, in a store that all processes share: Redis, PostgreSQL, MySQL. Of the limiter's own
 * options `keyPrefix` and those of its store matter; its `points`, `duration` and `blockDuration` do not, for the figures
 * are the library's. Windows are rounded up to seconds. An `insuranceLimiter` counts on while the store is down; without one
 * guesses and mails are refused until it is back. (`RateLimiterMemory` keeps no counter for more than 24 days.)
 *
 * @example
 * const redis = new Redis({ enableOfflineQueue: false }) // a command fails at once while the connection is away
 * const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: 'invitekit', points: 1, duration: 1 })
 * createInviteService({
 *   baseUrl: 'https://app.example.com',
 *   storage: memoryStorage(),
 *   permissions,
 *   rateLimiter: flexibleRateLimiter(limiter),
 * })
 */
export function flexibleRateLimiter(limiter: FlexibleLimiter): RateLimiter {
  for (const method of ['penalty', 'get', 'delete'] as const)
    if (typeof limiter?.[method] !== 'function') throw new TypeError(`"limiter" must have a method "${method}"`)
  const counted = ({ consumedPoints, msBeforeNext }: FlexibleCount) => ({
    count: consumedPoints,
    resetsInMs: Math.max(0, msBeforeNext),
  })
  return {
    // `penalty` and not `consume`, which compares with the limiter's own figure and refuses by rejecting. A duration of
    // nought would never end.
    hit: async (key, points, windowMs) =>
      counted(await limiter.penalty(key, points, { customDuration: Math.max(1, Math.ceil(windowMs / 1000)) })),
    peek: async (key) => {
      const found = await limiter.get(key)
      return found && counted(found)
    },
    forget: async (key) => void (await limiter.delete(key)),
  }
}
