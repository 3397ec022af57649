import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type {
  RateLimiterMySQL,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterSQLite,
  RateLimiterValkey,
} from 'rate-limiter-flexible'
import { RateLimiterMemory, RateLimiterRedis as Redis } from 'rate-limiter-flexible'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { type FlexibleLimiter, flexibleRateLimiter } from '../../adapters/rate-limits/index.ts'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { connectRedis } from '../support/engines/redis.ts'
import { goodPassword, person, refusalOf, testService } from '../support/service.ts'
import type { Job } from './hitting-process.ts'
import { freshKey, limiterCases } from './limiter-cases.ts'
import { type OpenLimiter, sharedStores } from './shared-stores.ts'

const PROCESSES = 4
const TIMES = 32
const script = fileURLToPath(new URL('./hitting-process.ts', import.meta.url))

const found = await Promise.all(sharedStores.map(async (store) => ({ store, reach: await store.reach() })))

// What is left out shows as a skipped test; in CI it is a failure, unless the variable of its server says `none`.
describe('the servers that limiters run on', () => {
  it.for(found)('$store.name', ({ store, reach }, { skip }) => {
    if ('version' in reach) return
    if (process.env['CI'] && !reach.isRefused) throw new Error(reach.missing)
    console.info(`Left out: ${store.name}. ${reach.missing}`)
    skip(reach.missing)
  })
})

const there = found.flatMap(({ store, reach }) => ('version' in reach ? [store] : []))

describe.each(there)('rate-limiter-flexible on $name', (store) => {
  let address: string
  let opened: readonly [OpenLimiter, OpenLimiter]
  beforeAll(async () => {
    address = await store.create()
    opened = [await store.open(address), await store.open(address)]
  })
  afterAll(async () => {
    for (const { close } of opened) await close()
    await store.drop(address)
  })

  limiterCases(() => {
    const [{ limiter }, { limiter: other }] = opened
    return { limiter, other, wait: async (milliseconds) => void (await pause(milliseconds)) }
  })

  it('gives each of many at once another count, from several processes', async () => {
    const running: ChildProcess[] = []
    try {
      for (let n = 0; n < PROCESSES; n++) {
        const execArgv = process.features.typescript ? [] : ['--experimental-strip-types']
        const child = fork(script, [store.name, address], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
        running.push(child)
      }
      await Promise.all(running.map((child) => once(child, 'message')))
      for (let round = 0; round < 5; round++) {
        const answers = Promise.all(running.map(async (child): Promise<number[]> => (await once(child, 'message'))[0]))
        const job: Job = { key: freshKey(), times: TIMES }
        for (const child of running) child.send(job)
        const counts = (await answers).flat().sort((one, next) => one - next)
        expect(counts).toEqual(Array.from({ length: PROCESSES * TIMES }, (_, n) => n + 1))
      }
    } finally {
      for (const child of running) child.kill()
    }
  })

  it('F14: two services over it allow together what one allows', async () => {
    const storage = memoryStorage()
    const [one, two] = opened.map(({ limiter }) => testService(storage, { rateLimiter: limiter }))
    if (one === undefined || two === undefined) throw new TypeError('Two are wanted')
    await person(one, 'ada@example.com', 'member')
    const wrong = Array.from({ length: 16 }, (_, n) =>
      refusalOf((n % 2 ? one : two).service.sessions.login({ login: 'ada@example.com', password: `wrong ${n}` })),
    )
    const codes = (await Promise.all(wrong)).sort()
    expect(codes).toEqual([...Array(5).fill('login_failed'), ...Array(11).fill('rate_limited')])
    expect(await refusalOf(two.service.sessions.login({ login: 'ada@example.com', password: goodPassword }))).toBe(
      'rate_limited',
    )
  })
})

describe('flexibleRateLimiter', () => {
  it('takes the limiters of the library', () => {
    expectTypeOf<RateLimiterRedis>().toExtend<FlexibleLimiter>()
    expectTypeOf<RateLimiterValkey>().toExtend<FlexibleLimiter>()
    expectTypeOf<RateLimiterPostgres>().toExtend<FlexibleLimiter>()
    expectTypeOf<RateLimiterMySQL>().toExtend<FlexibleLimiter>()
    expectTypeOf<RateLimiterSQLite>().toExtend<FlexibleLimiter>()
    expectTypeOf<RateLimiterMemory>().toExtend<FlexibleLimiter>()
  })

  it('refuses what is none', () => {
    expect(() => flexibleRateLimiter({} as FlexibleLimiter)).toThrow('"limiter" must have a method "penalty"')
  })

  it('rounds a window up: one of less than a second ends all the same', async () => {
    const durations: number[] = []
    const limiter = flexibleRateLimiter({
      penalty: async (_, points, { customDuration }) => {
        durations.push(customDuration)
        return { consumedPoints: points, msBeforeNext: customDuration * 1000 }
      },
      get: async () => null,
      delete: async () => false,
    })
    for (const window of [1, 999, 1000, 1001]) await limiter.hit('key', 1, window)
    expect(durations).toEqual([1, 1, 1, 2])
  })

  it('fails where its store is away, unless another is to count meanwhile', async () => {
    const storeClient = connectRedis()
    storeClient.disconnect()
    const options = { storeClient, points: 1, duration: 1, rejectIfRedisNotReady: true }
    const alone = flexibleRateLimiter(new Redis(options))
    await expect(alone.hit('key', 1, 60_000)).rejects.toThrow()
    await expect(alone.peek('key')).rejects.toThrow()
    const insuranceLimiter = new RateLimiterMemory({ points: 1, duration: 1 })
    const insured = flexibleRateLimiter(new Redis({ ...options, insuranceLimiter }))
    expect((await insured.hit('key', 1, 60_000)).count).toBe(1)
    expect((await insured.hit('key', 1, 60_000)).count).toBe(2)
    expect((await insured.peek('key'))?.count).toBe(2)
  })
})
