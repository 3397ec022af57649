import { INVITATIONS_PER_DAY } from '../domain/limits.ts'
import type { Policy } from '../domain/policy.ts'

/** The figures that are the host's to choose. */
export interface LimitOptions {
  /** Invitations that one person may make in a day, each row of a bulk: 1,000 by default, 1 to 1,000,000. */
  readonly invitationsPerDay?: number
}

/** Resolves the option: on unless it says `false`, and never switched off by another value that means no. */
export function limitOptions(given: unknown): Policy['limits'] {
  if (given === false) return null
  if (given !== undefined && (typeof given !== 'object' || given === null))
    throw new TypeError('"limits" must be figures, such as { invitationsPerDay: 200 }, or false to count nothing')
  const { invitationsPerDay = INVITATIONS_PER_DAY }: LimitOptions = given ?? {}
  if (!Number.isInteger(invitationsPerDay) || invitationsPerDay < 1 || invitationsPerDay > 1_000_000)
    throw new TypeError('"limits.invitationsPerDay" must be a whole number, 1 to 1,000,000')
  return { invitationsPerDay }
}
