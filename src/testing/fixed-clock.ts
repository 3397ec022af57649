import { type Duration, milliseconds } from '../domain/duration.ts'
import type { Clock } from '../ports/clock.ts'

/** A clock that stands still until it is told otherwise. */
export interface FixedClock extends Clock {
  /** Moves the time ahead. A duration that is none is a `TypeError`. */
  advance(duration: Duration): void
}

/**
 * A clock in a test's hands: "expires in 7 days" is tested without sleeping.
 *
 * @param start The time that it shows at first: 2026-01-01 00:00 UTC where nothing is said.
 *
 * @example
 * const clock = fixedClock(new Date('2026-05-01T09:00:00Z'))
 * clock.advance('7d')
 * clock.advance({ minutes: 1 })
 * console.log(new Date(clock.now()).toISOString()) // 2026-05-08T09:01:00.000Z
 */
export function fixedClock(start: Date = new Date(Date.UTC(2026, 0, 1))): FixedClock {
  let now = start.getTime()
  if (Number.isNaN(now)) throw new TypeError('"start" must be a valid date')
  return {
    now: () => now,
    advance: (duration) => {
      const length = milliseconds(duration)
      if (length === null) throw new TypeError(`"duration" must be a duration, such as '7d' or { hours: 48 }`)
      now += length
    },
  }
}
