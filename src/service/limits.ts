import { within } from '../defaults/within.ts'
import { clientNetwork } from '../domain/client-address.ts'
import { InviteError } from '../domain/errors.ts'
import { type Count, type LimitName, limitsOf, type Rate, waitBefore, waitOf } from '../domain/limits.ts'
import type { Policy } from '../domain/policy.ts'
import type { Clock } from '../ports/clock.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import { digest } from '../tokens/secret.ts'
import { createCrowds } from './crowds.ts'
import type { createObservers } from './observers.ts'

/** Where a request comes from. */
export interface RequestOptions {
  /** The client's address, from the socket or by the host's own rule for its proxies: log-ins and links that nobody made are counted by it. Left out, what is bound to an account or a mailbox counts alone. */
  readonly from?: string | null | undefined
}

/** Who or what is counted. */
export interface Subject {
  /** What tells it from others. It is hashed: the limiter's store keeps no address and no name. */
  readonly key: readonly (string | number)[]
  /** The id of the account that it is about, for observers. */
  readonly about?: string | null
  /** Counts so much at once; 1 when left out. */
  readonly points?: number
}

/** The client's address as a subject. */
export const client = (from: string): Subject => ({ key: [clientNetwork(from)] })

const isPromise = <T>(answer: T | Promise<T>): answer is Promise<T> =>
  typeof answer === 'object' && answer !== null && 'then' in answer

const isCount = (answer: Count | null): boolean => Number.isFinite(answer?.count) && Number.isFinite(answer?.resetsInMs)

const PATIENCE = 1000 // milliseconds: a limiter that hangs is as good as none
const RETRY_AFTER = 5 // seconds

interface Parts {
  readonly limiter: RateLimiter
  readonly policy: Policy
  readonly clock: Clock
  readonly observers: ReturnType<typeof createObservers>
}

/** The limits, over the host's limiter. */
export type Limiting = ReturnType<typeof limiting>

/** Null where the policy switched them off. */
export const createLimits = (parts: Parts): Limiting | null => (parts.policy.limits === null ? null : limiting(parts))

function limiting({ limiter, policy, clock, observers }: Parts) {
  const limits = limitsOf(policy)
  const enter = createCrowds()

  const ask = async <T>(question: () => T | Promise<T>, isSound: (answer: T) => boolean): Promise<T> => {
    try {
      const answer = question()
      // An answer that is there at once is not waited for: the limiter in memory costs no timer.
      const counted = isPromise(answer) ? await within(PATIENCE, Promise.resolve(answer)) : answer
      if (!isSound(counted)) throw new TypeError('The limiter gave no count')
      return counted
    } catch {
      observers.observe('limiter.down', clock.now())
      throw new InviteError('limiter_down', { retryAfterSeconds: RETRY_AFTER })
    }
  }
  const hit = (key: string, points: number, { window }: Rate) => ask(() => limiter.hit(key, points, window), isCount)
  const peek = (key: string) =>
    ask(
      () => limiter.peek(key),
      (answer) => answer == null || isCount(answer),
    )
  const eachOf = (name: LimitName, { key }: Subject) => {
    const hash = digest(JSON.stringify([name, ...key]))
    return limits[name].rates.map((rate, n) => ({ rate, key: `${name}.${n}:${hash}` }))
  }
  const count = async (name: LimitName, subject: Subject): Promise<number | null> => {
    const { points = 1 } = subject
    for (const { rate, key } of eachOf(name, subject)) {
      // Many at once are not counted when they are too many: fewer may still pass.
      const before = points === 1 ? null : waitBefore(rate, await peek(key), points)
      const wait = before ?? waitOf(rate, await hit(key, points, rate))
      if (wait !== null) return wait
    }
    return null
  }
  const tell = (name: LimitName, { about = null }: Subject, retryAfterSeconds: number) =>
    observers.observe('limited', clock.now(), { limit: name, retryAfterSeconds }, about)
  const refuse = (name: LimitName, subject: Subject, wait: number): never => {
    tell(name, subject, wait)
    throw new InviteError('rate_limited', { retryAfterSeconds: wait })
  }

  return {
    /** Counts, and refuses what is too much (`rate_limited`) or what cannot be counted (`limiter_down`). */
    async take(name: LimitName, subject: Subject): Promise<void> {
      const wait = await count(name, subject)
      if (wait !== null) refuse(name, subject, wait)
    },
    /** The same for what a success forgets: right ones refuse nobody, however many come at once. What it gives ends the attempt. */
    async begin(name: LimitName, subject: Subject): Promise<() => void> {
      const entered = await enter(JSON.stringify([name, ...subject.key]), () => count(name, subject))
      return 'leave' in entered ? entered.leave : refuse(name, subject, entered.wait)
    },
    /** Counts, and says whether it is too much; refuses what cannot be counted. */
    async exceeds(name: LimitName, subject: Subject): Promise<boolean> {
      const wait = await count(name, subject)
      if (wait !== null) tell(name, subject, wait)
      return wait !== null
    },
    /** Refuses where one more would be too much, or where that cannot be known; counts nothing. */
    async refuseFull(name: LimitName, subject: Subject): Promise<void> {
      for (const { rate, key } of eachOf(name, subject)) {
        const wait = waitBefore(rate, await peek(key))
        if (wait !== null) refuse(name, subject, wait)
      }
    },
    /** Ends the counters of a subject. A limiter that is down forgets nothing, and stops nobody. */
    async forget(name: LimitName, subject: Subject): Promise<void> {
      const forgotten = eachOf(name, subject).map(({ key }) =>
        ask(
          () => limiter.forget(key),
          () => true,
        ).catch(() => undefined),
      )
      await Promise.all(forgotten)
    },
  }
}
