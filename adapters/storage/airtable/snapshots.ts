import { chunks, joined, PARTS, partOf, readPart } from './entry.ts'
import type { State } from './fold.ts'
import { type AirtableRow, BATCH, type Table } from './table.ts'

/** The fields of the table of snapshots. */
export const snapshotFields = { id: 'snapshot_id', upTo: 'up_to', part: 'part', data: 'data' } as const

/** A state that was written down, in as many rows as it takes. */
export interface Snapshot {
  readonly upTo: number
  readonly createdAt: number
  readonly records: readonly string[]
  readonly state: State
}

/** States that were written down, so that nobody has to read the log from its beginning. */
export interface Snapshots {
  /** Those that are there with all their rows, the newest first, and the keys of rows that belong to none. */
  read(deadline: number): Promise<{ readonly whole: readonly Snapshot[]; readonly rest: readonly AirtableRow[] }>
  write(id: string, state: State, deadline: number): Promise<void>
  remove(records: readonly string[], deadline: number): Promise<void>
}

const { id: ID, upTo: UP_TO, part: PART, data: DATA } = snapshotFields
const ROWS = Math.min(BATCH, PARTS)

export function createSnapshots(table: Table): Snapshots {
  return {
    async read(deadline) {
      const rows = await table.list({ fields: Object.values(snapshotFields) }, deadline)
      const groups = [...Map.groupBy(rows, ({ fields }) => String(fields[ID])).values()]
      const whole = groups.flatMap((group) => snapshotOf(group) ?? []).sort((a, b) => b.upTo - a.upTo)
      const used = new Set(whole.flatMap(({ records }) => records))
      return { whole, rest: rows.filter((row) => !used.has(row.id)) }
    },

    async write(id, state, deadline) {
      const cells = chunks(state).map((data, n, all) => ({
        [ID]: id,
        [UP_TO]: state.upTo,
        [PART]: partOf(n + 1, all.length),
        [DATA]: data,
      }))
      for (let from = 0; from < cells.length; from += ROWS) await table.create(cells.slice(from, from + ROWS), deadline)
    },

    remove: (records, deadline) => table.remove(records, deadline),
  }
}

/** The rows of one snapshot together; null as long as one is missing, or where somebody has changed one. */
function snapshotOf(rows: readonly AirtableRow[]): Snapshot | null {
  const parts = new Map(rows.map(({ fields }) => [readPart(fields[PART])?.part, String(fields[DATA])]))
  const { parts: count } = readPart(rows[0]?.fields[PART]) ?? { parts: 0 }
  const data = Array.from({ length: count }, (_, n) => parts.get(n + 1))
  if (count === 0 || data.includes(undefined)) return null
  try {
    const state = joined(data as readonly string[]) as State
    const upTo = Number(rows[0]?.fields[UP_TO])
    if (state.upTo !== upTo || typeof state.rows !== 'object') return null
    const createdAt = Math.max(...rows.map(({ createdTime }) => Date.parse(createdTime)))
    return { upTo, createdAt, records: rows.map(({ id }) => id), state }
  } catch {
    return null
  }
}
