import { expect, it } from 'vitest'
import type { Count, RateLimiter } from '../../src/index.ts'

/** A limiter under test, and how time passes for it. */
export interface LimiterUnderTest {
  readonly limiter: RateLimiter
  /** Another one over the same counters, as in another process; the same where there is none. */
  readonly other: RateLimiter
  /** Lets so many milliseconds go by. */
  wait(milliseconds: number): Promise<void>
}

const MINUTE = 60_000
let made = 0
/** A key that no other run counts under. */
export const freshKey = (): string => `case.${made++}:${process.pid}${Date.now().toString(36)}`

/** What holds for every limiter. `open` may give the same one each time. */
export function limiterCases(open: () => LimiterUnderTest): void {
  const counts = (answers: readonly Count[]) => answers.map(({ count }) => count).sort((one, next) => one - next)
  const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)

  it('counts from the first, each key for itself', async () => {
    const { limiter } = open()
    const [one, two] = [freshKey(), freshKey()]
    expect(await limiter.peek(one)).toBeNull()
    expect((await limiter.hit(one, 1, MINUTE)).count).toBe(1)
    expect((await limiter.hit(one, 3, MINUTE)).count).toBe(4)
    expect((await limiter.peek(one))?.count).toBe(4)
    expect((await limiter.hit(two, 500, MINUTE)).count).toBe(500)
    expect((await limiter.peek(one))?.count).toBe(4)
  })

  it('says when a counter lapses, and a later point does not put that off', async () => {
    const { limiter, wait } = open()
    const key = freshKey()
    const first = (await limiter.hit(key, 1, MINUTE)).resetsInMs
    expect(first).toBeGreaterThan(MINUTE - 5000)
    expect(first).toBeLessThanOrEqual(MINUTE)
    await wait(20)
    expect((await limiter.hit(key, 1, 2 * MINUTE)).resetsInMs).toBeLessThan(first)
    expect((await limiter.peek(key))?.resetsInMs).toBeLessThan(first)
  })

  it('starts from nought when a counter has lapsed', async () => {
    const { limiter, wait } = open()
    const key = freshKey()
    await limiter.hit(key, 7, 1000)
    await wait(1200)
    expect(await limiter.peek(key)).toBeNull()
    expect((await limiter.hit(key, 1, 1000)).count).toBe(1)
  })

  it('forgets a counter, and what is not there', async () => {
    const { limiter } = open()
    const key = freshKey()
    await limiter.forget(key)
    await limiter.hit(key, 7, MINUTE)
    await limiter.forget(key)
    expect(await limiter.peek(key)).toBeNull()
    expect((await limiter.hit(key, 1, MINUTE)).count).toBe(1)
  })

  it('keeps a counter for a year', async () => {
    const { limiter, wait } = open()
    const key = freshKey()
    const year = 365 * 1440 * MINUTE
    expect((await limiter.hit(key, 1, year)).resetsInMs).toBeGreaterThan(year - 5000)
    await wait(50)
    expect((await limiter.hit(key, 1, year)).count).toBe(2)
  })

  it('CVE-2019-5421: gives each of many at once another count', async () => {
    const { limiter, other } = open()
    for (let round = 0; round < 5; round++) {
      const key = freshKey()
      const hits = upTo(64).map(async (n) => (n % 2 ? limiter : other).hit(key, 1, MINUTE))
      expect(counts(await Promise.all(hits))).toEqual(upTo(64))
    }
  })
}
