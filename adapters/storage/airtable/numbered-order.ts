import { airtableError, isUnknown } from './airtable-error.ts'
import { type Entry, type LogRow, logFields, readRow, rowsOf } from './entry.ts'
import { createFold, LATE } from './fold.ts'
import { greaterThan } from './formula.ts'
import { joinedRuns, type Order } from './order.ts'
import type { Snapshots } from './snapshots.ts'
import type { Table } from './table.ts'
import { pause, type Time } from './time.ts'

const VISIBLE = 60_000 // A2: a row is seen by every read that begins so much later
// What the log itself must show to have passed: A2, and half a minute for times that are rounded and listings that take long.
const PASSED = 90_000
// Whoever has a clock that is further off than this makes void entries only (see the fold).
const CLOCKS = LATE + 10_000
// So many numbers are not burned: rows were deleted, and no snapshot has them.
const MISSING = 100
const SLEPT = 12 * 60 * 60_000

interface Waiting {
  readonly row: LogRow
  /** When this process first saw it, by its own clock. */
  readonly since: number
}

const latestOf = (ahead: ReadonlyMap<number, Waiting>): number =>
  Math.max(...[...ahead.values()].map(({ row }) => row.createdAt))

/** The order of Airtable's own numbers: decided when one's own row and every lower number have been seen. */
export function createNumberedOrder(log: Table, snapshots: Snapshots, time: Time): Order {
  let fold = createFold()
  let isStarted = false
  let readAt = time.now()
  const ahead = new Map<number, Waiting>()

  async function restart(deadline: number): Promise<void> {
    const [newest] = (await snapshots.read(deadline)).whole
    if (newest && newest.upTo > fold.upTo) fold = createFold(newest.state)
    for (const number of ahead.keys()) if (number <= fold.upTo) ahead.delete(number)
    isStarted = true
  }

  const catchUp = joinedRuns(async (deadline) => {
    // Whoever has slept may find that rows which it has not read are gone.
    if (!isStarted || time.now() - readAt > SLEPT) await restart(deadline)
    const since = time.now()
    const formula = greaterThan(logFields.seq, fold.upTo)
    const rows = await log.list({ fields: Object.values(logFields), formula, sort: logFields.seq }, deadline)
    readAt = since
    for (const found of rows) keep(readRow(found, found.fields[logFields.seq]))
    // A listing that took long was not of one moment: what its last page shows says nothing of when its first was read.
    const latest = time.now() - since < PASSED - VISIBLE ? latestOf(ahead) : 0
    advance()
    if (ahead.size === 0 || !isSettled(lowest(), since, latest)) return
    // The rows of the gap may have gone into a snapshot; else there are none, and never will be.
    await restart(deadline)
    advance()
    if (ahead.size > 0 && lowest() - fold.upTo > MISSING)
      throw airtableError('the log', 'ROWS_MISSING', null, 'refused')
    while (ahead.size > 0 && isSettled(lowest(), since, latest)) advance(lowest())
  })

  function keep(row: LogRow): void {
    const known = ahead.get(row.place)
    if (known && known.row.record !== row.record) throw airtableError('the log', 'NUMBERS_NOT_UNIQUE', null, 'refused')
    if (!known && row.place > fold.upTo) ahead.set(row.place, { row, since: time.now() })
  }

  const lowest = (): number => Math.min(...ahead.keys())

  /** Applies what is contiguous from a place on. */
  function advance(from = fold.upTo + 1): void {
    for (let next = ahead.get(from); next; next = ahead.get(fold.upTo + 1)) {
      ahead.delete(next.row.place)
      fold.apply(next.row)
    }
  }

  /** Whether every number below this one has been seen, as far as it exists. */
  function isSettled(place: number, readSince: number, latest: number): boolean {
    const found = ahead.get(place)
    if (!found) return false
    const { row, since } = found
    return (
      readSince - since >= VISIBLE || latest - row.createdAt >= PASSED || readSince - row.createdAt >= VISIBLE + CLOCKS
    )
  }

  return {
    get fold() {
      return fold
    },
    catchUp,

    async append(id, entry, deadline) {
      await write(log, time, id, entry, deadline)
      for (let tries = 0; ; tries++) {
        try {
          await catchUp(deadline)
        } catch {
          // The row is there, or may be: whoever asks again meets the error.
          return null
        }
        const result = fold.resultOf(id)
        if (result) return result
        if (!(await pause(time, tries, deadline))) return null
      }
    },

    async superfluous(upTo, _, deadline) {
      const rows = await log.list({ fields: [logFields.seq], sort: logFields.seq }, deadline)
      return rows.filter(({ fields }) => Number(fields[logFields.seq]) <= upTo).map(({ id }) => id)
    },
  }
}

/**
 * Makes the rows of an entry, again and again with the same name while nobody knows whether they are there. True where
 * they are for sure, false where it stays unknown; what it throws made none.
 */
export async function write(log: Table, time: Time, id: string, entry: Entry, deadline: number): Promise<boolean> {
  const rows = rowsOf(id, entry)
  let isOpen = false
  for (let tries = 0; ; tries++) {
    try {
      await log.create(rows, deadline)
      return true
    } catch (error) {
      isOpen ||= isUnknown(error)
      if (!isOpen) throw error
      if (!isUnknown(error) || !(await pause(time, tries, deadline))) return false
    }
  }
}
