import type { NewInvitation } from '../people/api/peopleApi.ts'

/** A list that is being sent: everything that is needed to go on after a reload. */
export interface Job {
  readonly id: string
  readonly rows: readonly NewInvitation[]
  /** How many rows have an answer. */
  readonly next: number
  readonly sent: number
  /** Rows that were refused since the check. */
  readonly left: readonly { readonly email: string; readonly detail: string }[]
}

export const ROWS_OF_A_CALL = 500

/** The rows of the next call, and the key that makes it one call however often it is sent. */
export const nextCall = ({ id, rows, next }: Job) => ({
  rows: rows.slice(next, next + ROWS_OF_A_CALL),
  idempotencyKey: `${id}-${next}`,
})

const keyOf = (account: string) => `events.bulk.${account}`

/** Each account has its own list in this browser, until it is done. */
export function keptJob(account: string): Job | null {
  try {
    const kept = localStorage.getItem(keyOf(account))
    return kept === null ? null : (JSON.parse(kept) as Job)
  } catch {
    return null
  }
}

export function keepJob(account: string, job: Job | null): void {
  try {
    if (job === null) localStorage.removeItem(keyOf(account))
    else localStorage.setItem(keyOf(account), JSON.stringify(job))
  } catch {
    // A browser that keeps nothing sends all the same; only a reload would not go on.
  }
}
