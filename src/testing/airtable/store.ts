import { byNameOrId, type Row, type Table } from './state.ts'

/** How much of the latest a read does not see. */
export interface Staleness {
  readonly writes: number
  /** Only writes of so many milliseconds. */
  readonly within: number
}

/** The tables now, and as they were a few writes ago. */
export interface Store {
  all(): readonly Table[]
  find(key: string): Table | undefined
  /** Takes the place of the table with the same key, or adds it. */
  put(table: Table, at: number): void
  /** The rows that a read sees. */
  visible(table: Table, at: number, stale: Staleness): readonly Row[]
}

/** How many writes a stale read can lag at most. */
const remembered = 50

export function createStore(first: readonly Table[]): Store {
  let tables = first
  const past: { readonly tables: readonly Table[]; readonly until: number }[] = []

  const asOf = (at: number, { writes, within }: Staleness): readonly Table[] => {
    const unseen = past.slice(Math.max(0, past.length - writes)).find(({ until }) => until > at - within)
    return writes > 0 && unseen ? unseen.tables : tables
  }
  return {
    all: () => tables,
    find: (key) => byNameOrId(tables, key),
    put: (table, at) => {
      past.push({ tables, until: at })
      if (past.length > remembered) past.shift()
      const isThere = tables.some(({ id }) => id === table.id)
      tables = isThere ? tables.map((one) => (one.id === table.id ? table : one)) : [...tables, table]
    },
    visible: (table, at, stale) => {
      const rows = asOf(at, stale).find(({ id }) => id === table.id)?.rows ?? table.rows
      return [...rows.values()].filter(({ visibleAt }) => visibleAt <= at)
    },
  }
}
