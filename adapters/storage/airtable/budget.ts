import { unavailable } from './airtable-error.ts'
import { type Time, wait } from './time.ts'

const SECOND = 1000
const PENALTY = 30_000 // milliseconds of silence after a 429
const JITTER = 5000

/** How many requests a process sends to one base, and when it sends none at all. */
export interface Budget {
  /** Waits for a place, at most until the deadline; refuses at once where there is none, or where the breaker is open. */
  take(deadline: number): Promise<void>
  /** Opens the breaker; it closes by itself. Gives the milliseconds until then. */
  open(milliseconds?: number): number
}

export function createBudget(time: Time, perSecond: number): Budget {
  // When the latest requests were or will be sent: one more may go a second after the first of them.
  const sent: number[] = []
  let closedFrom = 0
  const refuseWhileOpen = (): void => {
    if (time.now() < closedFrom) throw unavailable(closedFrom - time.now())
  }
  return {
    async take(deadline) {
      refuseWhileOpen()
      const now = time.now()
      const at = sent.length < perSecond ? now : Math.max(now, (sent[0] ?? now) + SECOND)
      if (at > deadline) throw unavailable(at - now)
      sent.push(at)
      if (sent.length > perSecond) sent.shift()
      if (at > now) await wait(time, at - now)
      refuseWhileOpen()
    },
    open(milliseconds = PENALTY + time.random() * JITTER) {
      closedFrom = Math.max(closedFrom, time.now() + milliseconds)
      return closedFrom - time.now()
    },
  }
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
