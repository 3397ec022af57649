import { describe, expect, it } from 'vitest'
import { memoryRateLimiter } from '../../src/defaults/memory-rate-limiter.ts'
import { limiterCases } from '../rate-limits/limiter-cases.ts'
import { testClock } from '../support/service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('the limiter in memory', () => {
  limiterCases(() => {
    const clock = testClock()
    const limiter = memoryRateLimiter({ clock })
    return { limiter, other: limiter, wait: async (milliseconds) => clock.advance(milliseconds) }
  })

  const countsOf = async (limiter: ReturnType<typeof memoryRateLimiter>, keys: readonly string[]) =>
    Promise.all(keys.map(async (key) => (await limiter.peek(key))?.count ?? 0))

  it('keeps no more than its maximum: what has lapsed goes first', async () => {
    const clock = testClock()
    const limiter = memoryRateLimiter({ clock, maximum: 3 })
    await limiter.hit('long', 1, HOUR)
    await limiter.hit('short', 1, MINUTE)
    clock.advance(2 * MINUTE)
    await limiter.hit('new', 1, MINUTE)
    await limiter.hit('newer', 1, MINUTE)
    expect(await countsOf(limiter, ['long', 'short', 'new', 'newer'])).toEqual([1, 0, 1, 1])
  })

  it('whoever floods it drives out what they brought, the oldest first', async () => {
    const limiter = memoryRateLimiter({ clock: testClock(), maximum: 100 })
    await limiter.hit('stop', 99, 365 * 24 * HOUR)
    for (let n = 0; n < 10; n++) await limiter.hit(`day ${n}`, 1, 24 * HOUR)
    for (let n = 0; n < 1000; n++) await limiter.hit(`flood ${n}`, 1, MINUTE)
    expect(
      await countsOf(limiter, ['stop', 'day 0', 'day 9', 'flood 0', 'flood 910', 'flood 911', 'flood 999']),
    ).toEqual([99, 1, 1, 0, 0, 1, 1])
  })

  it('makes nobody wait for longer than the window when the clock is set back', async () => {
    const clock = testClock()
    const limiter = memoryRateLimiter({ clock })
    await limiter.hit('key', 9, MINUTE)
    clock.advance(-24 * HOUR)
    expect(await limiter.hit('key', 1, MINUTE)).toEqual({ count: 1, resetsInMs: MINUTE })
  })

  it('holds at least one', () => {
    for (const maximum of [0, -1, 1.5, Number.NaN])
      expect(() => memoryRateLimiter({ maximum })).toThrow(new TypeError('"maximum" must be a whole number from 1 on'))
  })
})
