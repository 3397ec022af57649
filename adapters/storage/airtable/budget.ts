import { unavailable } from './airtable-error.ts'
import { type Time, wait } from './time.ts'

const SECOND = 1000
const PENALTY = 30_000 // milliseconds of silence after a 429
const JITTER = 5000

/** When a request was or will be sent, and then when it was answered. */
interface Sent {
  at: number
  readonly answered: Promise<void>
}

/** How many requests a process sends to one base, and when it sends none at all. */
export interface Budget {
  /**
   * Waits for a place, at most until the deadline; refuses at once where there is none, or where the breaker is open.
   * Resolves to what is to be called when the answer is there.
   */
  take(deadline: number): Promise<() => void>
  /** Opens the breaker; it closes by itself. Gives the milliseconds until then. */
  open(milliseconds?: number): number
}

export function createBudget(time: Time, perSecond: number): Budget {
  // The latest requests. One more may go a second after the first of them was answered: nobody knows how long a request was
  // on its way, and what is late comes together with what follows.
  const latest: Sent[] = []
  let closedFrom = 0
  const refuseWhileOpen = (): void => {
    if (time.now() < closedFrom) throw unavailable(closedFrom - time.now())
  }
  return {
    async take(deadline) {
      refuseWhileOpen()
      const now = time.now()
      const before = latest.length < perSecond ? undefined : latest[0]
      const { promise: answered, resolve } = Promise.withResolvers<void>()
      const mine = { at: before ? Math.max(now, before.at + SECOND) : now, answered }
      if (mine.at > deadline) throw unavailable(mine.at - now)
      latest.push(mine)
      if (before) latest.shift()
      const leave = (at: number) => {
        mine.at = at
        resolve()
      }
      try {
        if (before) await aSecondAfter(before, time, deadline)
        refuseWhileOpen()
      } catch (error) {
        // What was not sent leaves its place to the next, who waits for the one before.
        if (before) void before.answered.then(() => leave(before.at))
        else leave(mine.at)
        throw error
      }
      return () => leave(time.now())
    },
    open(milliseconds = PENALTY + time.random() * JITTER) {
      closedFrom = Math.max(closedFrom, time.now() + milliseconds)
      return closedFrom - time.now()
    },
  }
}

/** Waits until a second after the answer to a request; refuses where that takes longer than there is time. */
async function aSecondAfter(before: Sent, time: Time, deadline: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const cancel = time.after(deadline - time.now(), () => resolve('late'))
  const isLate = (await Promise.race([before.answered, late])) === 'late'
  cancel()
  const until = before.at + SECOND
  if (isLate || until > deadline) throw unavailable(SECOND)
  if (time.now() < until) await wait(time, until - time.now())
}

const budgets = new WeakMap<typeof fetch, Map<string, Budget>>()

/** The budget of a base: all storages of a process that reach it in one way share it. */
export function budgetOf(fetch: typeof globalThis.fetch, base: string, time: Time, perSecond: number): Budget {
  const ofFetch = budgets.get(fetch) ?? new Map<string, Budget>()
  budgets.set(fetch, ofFetch)
  const budget = ofFetch.get(base) ?? createBudget(time, perSecond)
  ofFetch.set(base, budget)
  return budget
}
