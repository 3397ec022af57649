import { InviteError } from '../domain/errors.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'

/** How many hashes may be under way, in one process. */
export interface HasherLimits {
  /** Computed at once; at least 1. More than 2 gains nothing: they share a small thread pool with DNS and WebCrypto. */
  readonly concurrent: number
  /** Waiting for their turn, first come, first served; at least 0. */
  readonly waiting: number
}

/**
 * A hasher that computes at most `limits.concurrent` hashes at once, those of `hash` and `verify` together, and lets
 * `limits.waiting` more wait. What comes on top is refused at once with `busy`, without work: a storm of log-ins then
 * costs neither memory nor the time of others.
 *
 * @throws TypeError if a limit is not a whole number, or too small.
 */
export function boundHasher(hasher: PasswordHasher, limits: HasherLimits): PasswordHasher {
  const { concurrent, waiting } = limits
  if (!Number.isSafeInteger(concurrent) || concurrent < 1) throw new TypeError('"concurrent" must be 1 or more')
  if (!Number.isSafeInteger(waiting) || waiting < 0) throw new TypeError('"waiting" must be 0 or more')
  const queue: (() => void)[] = []
  let running = 0

  async function takePlace(): Promise<void> {
    if (running < concurrent) {
      running += 1
      return
    }
    if (queue.length >= waiting) throw new InviteError('busy', { retryAfterSeconds: 1 })
    const { promise, resolve } = Promise.withResolvers<void>()
    queue.push(resolve)
    await promise
  }

  // A place is handed over, not given back: nobody can slip in before the first one who waits.
  function leavePlace(): void {
    const next = queue.shift()
    if (next) next()
    else running -= 1
  }

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    await takePlace()
    try {
      return await work()
    } finally {
      leavePlace()
    }
  }

  return {
    hash: (password) => inTurn(() => hasher.hash(password)),
    verify: (password, hash) => inTurn(() => hasher.verify(password, hash)),
  }
}
