import { unavailable } from './airtable-error.ts'
import { type Entry, joined, type LogRow, logFields, readRow } from './entry.ts'
import { createFold } from './fold.ts'
import { oneOf } from './formula.ts'
import { write } from './numbered-order.ts'
import { joinedRuns, type Order } from './order.ts'
import type { Snapshots } from './snapshots.ts'
import type { Table } from './table.ts'
import { pause, type Time } from './time.ts'

/**
 * What decides in place of Airtable's numbers: a list of names to which each name is added once, at the next position, and
 * from which nothing ever goes. Without a time-out: a position that became free again would have two owners.
 *
 * @example
 * // In memory, for a test: nothing is lost with the process only where Redis or SQL has it.
 * const names: string[] = []
 * const register: Register = {
 *   claim: async (position, id) => (names[position - 1] ??= id),
 *   read: async (from) => names.slice(from - 1),
 * }
 */
export interface Register {
  /**
   * Gives a position to a name, if nobody has it: atomically, for good. Resolves to the name that has it now; the same call
   * again gives the same answer.
   */
  claim(position: number, id: string): Promise<string>
  /** The names from a position on, in order, up to the first position that nobody has; some of them where there are many. */
  read(from: number): Promise<readonly string[]>
}

const AGAIN = 5000 // milliseconds after which a person may try again
const ASKED = 50 // names in one formula: the URL stays far below 16,000 characters

/** The order of a register: Airtable keeps the entries, and neither its numbers nor its speed matter (A1, A2). */
export function createRegisteredOrder(log: Table, snapshots: Snapshots, time: Time, register: Register): Order {
  let fold = createFold()
  let isStarted = false
  let claims: Promise<unknown> = Promise.resolve()
  let next = 1

  async function restart(deadline: number): Promise<void> {
    const [newest] = (await snapshots.read(deadline)).whole
    if (newest && newest.upTo > fold.upTo) fold = createFold(newest.state)
    isStarted = true
  }

  const catchUp = joinedRuns(async (deadline) => {
    if (!isStarted) await restart(deadline)
    for (;;) {
      const names = await read(fold.upTo + 1, deadline)
      if (names.length === 0) return
      // Asked anew each time: a snapshot may have taken the state further than these names.
      await applyAll(names.slice(0, ASKED), deadline)
    }
  })

  async function read(from: number, deadline: number): Promise<readonly string[]> {
    for (let tries = 0; ; tries++) {
      try {
        return await register.read(from)
      } catch (error) {
        if (!(await pause(time, tries, deadline))) throw unavailable(AGAIN, error)
      }
    }
  }

  /** Applies entries that the register has placed: they were written before, so they will be seen. */
  async function applyAll(names: readonly string[], deadline: number): Promise<void> {
    for (let tries = 0; ; tries++) {
      const known = new Set(names)
      const rows = await log.list(
        { fields: [logFields.id, logFields.part, logFields.data], formula: oneOf(logFields.id, names) },
        deadline,
      )
      const found = Map.groupBy(
        rows.map((row) => readRow(row, 0)).filter(({ id }) => known.has(id)),
        ({ id }) => id,
      )
      if (names.every((name) => isWhole(found.get(name)))) {
        for (const name of names) place(found.get(name) ?? [])
        return
      }
      // Deleted rows are in a snapshot that this process has not read.
      const before = fold.upTo
      await restart(deadline)
      if (fold.upTo > before) return
      if (!(await pause(time, tries, deadline))) throw unavailable(AGAIN)
    }
  }

  /**
   * Claims the next free position, one entry of this process after the other. False where none was asked for; an answer
   * that is lost is the same when it is asked for again.
   */
  function claim(id: string, deadline: number): Promise<boolean> {
    const claimed = claims.then(async () => {
      let isAsked = false
      next = Math.max(next, fold.upTo + 1)
      for (let failed = 0; time.now() <= deadline; ) {
        try {
          isAsked = true
          const owner = await register.claim(next++, id)
          if (owner === id) break
        } catch {
          next--
          if (!(await pause(time, failed++, deadline))) break
        }
      }
      return isAsked
    })
    claims = claimed
    return claimed
  }

  function place(rows: readonly LogRow[]): void {
    const position = fold.upTo + 1
    const parts = new Map(rows.map((row) => [row.part, row]))
    const createdAt = timeOf([...parts].sort(([a], [b]) => a - b).map(([, { data }]) => data)) ?? fold.at
    for (const row of parts.values()) fold.apply({ ...row, place: position, createdAt })
  }

  return {
    get fold() {
      return fold
    },
    catchUp,

    async append(id, entry, deadline) {
      // Without a claim a row takes no effect: where nobody knows whether it is there, nothing has happened.
      if (!(await write(log, time, id, entry, deadline))) throw unavailable(AGAIN)
      if (!(await claim(id, deadline))) throw unavailable(AGAIN)
      for (let tries = 0; ; tries++) {
        // What fails here is asked again: the entry may have its position.
        await catchUp(deadline).catch(() => undefined)
        const result = fold.resultOf(id)
        if (result || !(await pause(time, tries, deadline))) return result ?? null
      }
    },

    async superfluous(upTo, before, deadline) {
      const later = new Set<string>()
      for (let from = upTo + 1; ; ) {
        const names = await read(from, deadline)
        if (names.length === 0) break
        for (const name of names) later.add(name)
        from += names.length
      }
      const rows = await log.list({ fields: [logFields.id] }, deadline)
      return rows
        .filter(
          ({ fields, createdTime }) => Date.parse(createdTime) < before && !later.has(String(fields[logFields.id])),
        )
        .map(({ id }) => id)
    },
  }
}

/** Whoever claims is waiting for it: no entry is late, and its own time is the time of the log. */
function timeOf(data: readonly string[]): number | null {
  try {
    const { at } = joined(data) as Entry
    return typeof at === 'number' ? at : null
  } catch {
    return null
  }
}

function isWhole(rows: readonly LogRow[] = []): boolean {
  const parts = new Set(rows.map(({ part }) => part))
  return rows.length > 0 && parts.size === rows[0]?.parts
}
