import type { Entry } from './entry.ts'
import type { Fold, Result } from './fold.ts'

/** Puts entries in one order that everybody agrees on, and hands them to the fold in that order. */
export interface Order {
  /** The state as it was read last. */
  readonly fold: Fold
  /** Reads what is new. Whatever was decided before this is called is seen when it is over. */
  catchUp(deadline: number): Promise<void>
  /**
   * Writes an entry down and waits for its result; null where the time was over first: it may still take effect. What it
   * throws took none.
   */
  append(id: string, entry: Entry, deadline: number): Promise<Result | null>
  /** The keys of rows of the log that a snapshot makes superfluous: up to its place, and made before it. */
  superfluous(upTo: number, before: number, deadline: number): Promise<readonly string[]>
}

/** Joins callers who want the same done: each gets a run that begins after it has asked. */
export function joinedRuns(run: (deadline: number) => Promise<void>): (deadline: number) => Promise<void> {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  const start = (deadline: number): Promise<void> => {
    const started = run(deadline).finally(() => {
      if (running === started) running = null
    })
    running = started
    return started
  }
  return (deadline) => {
    if (running === null) return start(deadline)
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null
        return start(deadline)
      })
    return next
  }
}
