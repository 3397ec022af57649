import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryRateLimiter } from '../../src/defaults/memory-rate-limiter.ts'
import { limitsOf, type Rate, waitBefore, waitOf } from '../../src/domain/limits.ts'
import { testClock } from '../support/service.ts'

const MINUTE = 60_000
const rates = fc.record({
  points: fc.integer({ min: 1, max: 50 }),
  window: fc.integer({ min: 1, max: 100 }).map((seconds) => seconds * 1000),
})

describe('a rate', () => {
  it('lets so many through in a window and no more, whenever they come', () => {
    fc.assert(
      fc.property(rates, fc.array(fc.nat(5000), { maxLength: 200 }), (rate, pauses) => {
        const clock = testClock()
        const limiter = memoryRateLimiter({ clock })
        const passed: number[] = []
        let begun = Number.NEGATIVE_INFINITY
        for (const pause of pauses) {
          clock.advance(pause)
          if (clock.now() >= begun + rate.window) begun = clock.now()
          const counted = limiter.hit('key', 1, rate.window)
          if (counted instanceof Promise) throw new TypeError('memory answers at once')
          if (waitOf(rate, counted) === null) passed.push(begun)
        }
        for (const window of new Set(passed))
          expect(passed.filter((one) => one === window).length).toBeLessThanOrEqual(rate.points)
      }),
    )
  })

  it('says when to come again: then it lets through, and not a second before', async () => {
    await fc.assert(
      fc.asyncProperty(rates, fc.nat(60_000), fc.integer({ min: 1, max: 20 }), async (rate, late, more) => {
        const clock = testClock()
        const limiter = memoryRateLimiter({ clock })
        await limiter.hit('key', rate.points, rate.window)
        clock.advance(late % rate.window)
        const wait = waitOf(rate, await limiter.hit('key', more, rate.window)) ?? 0
        expect(wait).toBeGreaterThan(0)
        expect(wait * 1000).toBeLessThan(rate.window + 1000)
        clock.advance((wait - 1) * 1000)
        expect(waitOf(rate, await limiter.hit('key', 1, rate.window))).toBe(1)
        clock.advance(1000)
        expect(waitOf(rate, await limiter.hit('key', 1, rate.window))).toBeNull()
      }),
    )
  })

  it('says before as it says after', () => {
    fc.assert(
      fc.property(rates, fc.nat(60), fc.integer({ min: 1, max: 20 }), (rate, count, more) => {
        const counted = { count, resetsInMs: rate.window / 2 }
        const after = waitOf(rate, { ...counted, count: count + more })
        expect(waitBefore(rate, counted, more)).toBe(after)
      }),
    )
  })

  it('never says longer than its window, whatever a limiter says', () => {
    const rate: Rate = { points: 1, window: MINUTE }
    expect(waitOf(rate, { count: 2, resetsInMs: 1e12 })).toBe(60)
    expect(waitOf(rate, { count: 2, resetsInMs: -1 })).toBe(1)
  })
})

describe('the figures', () => {
  const policy = { limits: { invitationsPerDay: 7 }, resets: { lifetime: 10 * MINUTE } } as const
  const limits = limitsOf({ ...policy, resets: { ...policy.resets, issuedLifetime: MINUTE, invited: 'nothing' } })

  it('are the host’s where the host has a say', () => {
    expect(limits.invite.rates).toEqual([{ points: 7, window: 1440 * MINUTE }])
    expect(limits.forgotSpare.rates).toEqual([{ points: 1, window: 10 * MINUTE }])
  })

  it('have a source each, and grow with their windows: what a shorter one lets through a longer one can count', () => {
    for (const { source, what, rates } of Object.values(limits)) {
      expect(source && what).not.toBe('')
      for (const [n, rate] of rates.entries()) {
        expect(rate.window % 1000).toBe(0)
        const next = rates[n + 1]
        if (next) expect(next.points > rate.points && next.window > rate.window).toBe(true)
      }
    }
  })

  it('NIST SP 800-63B-4, 3.2.2: at most 100 wrong passwords one after the other', () => {
    expect(limits.passwordStop.rates[0]?.points).toBeLessThanOrEqual(100)
  })
})
