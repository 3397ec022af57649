import type { RecordKind } from '../../../src/index.ts'
import { createRows, type Rows } from '../memory/rows.ts'
import { type Entry, joined, type LogRow, type Rows as PlainRows } from './entry.ts'
import { erase } from './erase.ts'
import { createPeople, type Known } from './people-fold.ts'

/** What became of an entry: the same for everybody who reads the log. `void` came too late, or makes no sense. */
export interface Result {
  readonly outcome: 'committed' | 'conflict' | 'void'
  /** How many rows a purge took. */
  readonly gone: number
  /** Its place in the log. */
  readonly place: number
  /** The time of the log when it was decided. */
  readonly at: number
}

/** The state up to a place of the log, as data. */
export interface State {
  readonly upTo: number
  readonly at: number
  readonly rows: PlainRows
  readonly results: readonly (readonly [string, Result])[]
  readonly people: readonly (readonly [string, Known])[]
}

/** The state as the log says it, applied row by row. Everything here depends on the log alone, never on who reads it. */
export interface Fold {
  readonly rows: Rows
  readonly people: ReadonlyMap<string, Known>
  /** The place of the last row. */
  readonly upTo: number
  /** The latest time that a row says. */
  readonly at: number
  /** What comes at the next place, or after a gap that is settled. */
  apply(row: LogRow): void
  /** Of an entry of the last hour. */
  resultOf(id: string): Result | undefined
  /** The state as data; null in the middle of an entry of several rows. */
  state(): State | null
}

/**
 * An entry that Airtable made a row of later than this after it was decided is void: nobody waits for it any more. So is
 * one that says it was decided that much later: a clock is wrong.
 */
export const LATE = 5 * 60_000
const REMEMBERED = 60 * 60_000

interface Parts {
  readonly at: number
  readonly data: Map<number, string>
}

export function createFold(earlier: State | null = null): Fold {
  const rows = createRows(earlier?.rows)
  const people = createPeople(rows, earlier?.people ?? [])
  const results = new Map<string, Result>(earlier?.results)
  const unfinished = new Map<string, Parts>()
  let upTo = earlier?.upTo ?? 0
  let at = earlier?.at ?? 0

  function run(id: string, entry: Entry): Pick<Result, 'outcome'> & { readonly gone?: number } {
    if (entry.kind === 'change') return { outcome: rows.commit(entry.change) }
    if (entry.kind === 'purge') return { outcome: 'committed', gone: rows.purge(entry.before, entry.limit) }
    if (entry.kind === 'people') people.see(id, entry, at)
    else if (entry.kind !== 'erase') return { outcome: 'void' }
    else {
      erase(rows, id, entry)
      people.forget(entry.account)
    }
    return { outcome: 'committed' }
  }

  function decide(id: string, parts: Parts, createdAt: number): Result {
    try {
      const entry = joined([...parts.data].sort(([a], [b]) => a - b).map(([, data]) => data)) as Entry
      const isLate = !(Math.abs(createdAt - entry.at) <= LATE)
      return { gone: 0, place: upTo, at, ...(isLate ? { outcome: 'void' as const } : run(id, entry)) }
    } catch {
      // Typed by hand, or of a version that we do not know.
      return { outcome: 'void', gone: 0, place: upTo, at }
    }
  }

  return {
    rows,
    people: people.known,
    get upTo() {
      return upTo
    },
    get at() {
      return at
    },
    apply({ place, id, part, parts, data, createdAt }) {
      upTo = place
      at = Math.max(at, createdAt)
      forget(results, at)
      forget(unfinished, at)
      if (part < 1 || part > parts || results.has(id)) return
      const found = unfinished.get(id) ?? { at, data: new Map<number, string>() }
      found.data.set(part, data)
      unfinished.set(id, found)
      if (found.data.size < parts) return
      unfinished.delete(id)
      results.set(id, decide(id, found, createdAt))
    },
    resultOf: (id) => results.get(id),
    state: () =>
      unfinished.size > 0 ? null : { upTo, at, rows: plain(rows), results: [...results], people: [...people.known] },
  }
}

/** By the time of the log: everybody forgets the same. */
function forget(things: Map<string, { readonly at: number }>, now: number): void {
  for (const [id, { at }] of things) {
    if (at > now - REMEMBERED) return
    things.delete(id)
  }
}

const plain = ({ tables }: Rows): PlainRows =>
  Object.fromEntries(Object.entries(tables).map(([kind, table]) => [kind as RecordKind, [...table.values()]]))
