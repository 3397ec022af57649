import type { Clock } from '../ports/clock.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import { systemClock } from './clock.ts'

/** How a limiter in memory is made. */
export interface MemoryRateLimiterOptions {
  /** The time; the machine's by default. */
  readonly clock?: Clock
  /** Counters that are kept at most, 50,000 by default (some 10 MB). */
  readonly maximum?: number
}

interface Counter {
  count: number
  readonly lapsesAt: number
  readonly window: number
}

/**
 * Counts in the memory of this process: right where there is one process, and what the service does by default. Several
 * processes allow so many times as much. With too many counters those go that have lapsed, then the oldest of the kind that
 * there are most of: whoever floods it drives out what they brought.
 *
 * @throws TypeError when `maximum` is no whole number from 1 on.
 *
 * @example
 * createInviteService({
 *   baseUrl: 'https://app.example.com',
 *   storage: memoryStorage(),
 *   permissions,
 *   rateLimiter: memoryRateLimiter(), // said aloud: one process is all there is
 * })
 */
export function memoryRateLimiter({
  clock = systemClock,
  maximum = 50_000,
}: MemoryRateLimiterOptions = {}): RateLimiter {
  if (!Number.isInteger(maximum) || maximum < 1) throw new TypeError('"maximum" must be a whole number from 1 on')
  const counters = new Map<string, Counter>()
  // The keys by the length of their window, oldest first: those that lapse next are at the front.
  const queues = new Map<number, Set<string>>()

  const drop = (key: string, { window }: Counter): void => {
    counters.delete(key)
    const queue = queues.get(window)
    queue?.delete(key)
    if (queue?.size === 0) queues.delete(window)
  }
  const live = (key: string, now: number): Counter | null => {
    const counter = counters.get(key)
    if (counter === undefined) return null
    // A clock that was set back makes nobody wait for longer than the window.
    if (counter.lapsesAt > now && counter.lapsesAt - now <= counter.window) return counter
    drop(key, counter)
    return null
  }
  const makeRoom = (now: number): void => {
    for (const queue of queues.values()) for (const key of queue) if (live(key, now)) break
    if (counters.size < maximum) return
    const [longest] = [...queues.values()].sort((one, other) => other.size - one.size)
    for (const key of longest ?? []) {
      const counter = counters.get(key)
      if (counter) drop(key, counter)
      break
    }
  }
  const seen = ({ count, lapsesAt }: Counter, now: number) => ({ count, resetsInMs: lapsesAt - now })

  return {
    hit(key, points, windowMs) {
      const now = clock.now()
      const known = live(key, now)
      if (known) {
        known.count += points
        return seen(known, now)
      }
      if (counters.size >= maximum) makeRoom(now)
      const counter = { count: points, lapsesAt: now + windowMs, window: windowMs }
      counters.set(key, counter)
      queues.set(windowMs, (queues.get(windowMs) ?? new Set()).add(key))
      return seen(counter, now)
    },
    peek(key) {
      const now = clock.now()
      const known = live(key, now)
      return known && seen(known, now)
    },
    forget(key) {
      const known = counters.get(key)
      if (known) drop(key, known)
    },
  }
}
