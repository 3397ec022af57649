import type { AirtableLimits } from './emulator.ts'
import { type Answer, refusals } from './refusals.ts'

/** What lets requests through. */
export interface Limiter {
  /** Null where a request may pass, otherwise what it is answered. */
  admit(at: number, isSchema: boolean): Answer | null
  /** Nothing passes for 30 seconds. */
  silence(at: number): void
}

const second = 1000
const penalty = 30 * second

/**
 * More than 5 requests to a base, or 50 of a token, in one second: 429, and 30 seconds of silence (D). A request during the
 * silence does not prolong it (U). When the calls of the month are used up records are refused, the schema is not (R).
 */
export function createLimiter({ perBase, perToken, perMonth }: AirtableLimits): Limiter {
  const mostOf = [perBase, perToken].filter((limit) => limit !== null)
  const most = Math.min(...mostOf)
  const months = new Map<string, number>()
  let recent: readonly number[] = []
  let silentUntil = Number.NEGATIVE_INFINITY

  const silence = (at: number): void => {
    silentUntil = at + penalty
    recent = []
  }
  return {
    silence,
    admit: (at, isSchema) => {
      if (at < silentUntil) return refusals.rateLimited
      recent = recent.filter((one) => one > at - second)
      if (recent.length >= most) {
        silence(at)
        return refusals.rateLimited
      }
      recent = [...recent, at]
      const month = new Date(at).toISOString().slice(0, 7)
      const count = months.get(month) ?? 0
      if (isSchema) return null
      if (perMonth !== null && count >= perMonth) return refusals.monthlyCap
      months.set(month, count + 1)
      return null
    },
  }
}
