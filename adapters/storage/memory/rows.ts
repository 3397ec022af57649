import {
  type Change,
  fieldsOf,
  type Inputs,
  isRef,
  type Keys,
  type Listed,
  type Listing,
  type Plan,
  purgeable,
  type Query,
  type RecordKind,
  recordKinds,
  type Snapshot,
  type Source,
  uniqueOf,
  type Write,
} from '../../../src/index.ts'

type AnyRow = { readonly [field: string]: unknown }
type Tables = { readonly [K in RecordKind]: Map<string, AnyRow> }
type Touched = [kind: RecordKind, id: string, after: AnyRow | null]

/** All rows of a storage that keeps them in memory. Each verb is one turn of the event loop: nobody sees half of it. */
export interface Rows {
  /** The rows of each record under their ids, in the order in which they were made. */
  readonly tables: { readonly [K in RecordKind]: ReadonlyMap<string, AnyRow> }
  load<P extends Plan>(plan: P, input: Inputs): Snapshot<P>
  list<K extends RecordKind, W extends Plan, P extends Plan>(query: Query<K, W, P>): Listing<K, W, P>
  commit(change: Change): 'committed' | 'conflict'
  committed(id: string): { readonly keys: Keys } | null
  purge(before: number, limit: number): number
}

/**
 * Rows in memory: what `memoryStorage` is, and what a storage keeps that replays a log. They can start from rows of
 * earlier.
 */
export function createRows(earlier: { readonly [K in RecordKind]?: readonly AnyRow[] } = {}): Rows {
  const tables = Object.fromEntries(
    recordKinds.map((kind) => [
      kind,
      new Map((earlier[kind] ?? []).map((row) => [String(row['id']), frozen(kind, row)])),
    ]),
  ) as Tables
  return {
    tables,
    load: (plan, input) => walk(tables, plan, input, {}),

    list<K extends RecordKind, W extends Plan, P extends Plan>(query: Query<K, W, P>): Listing<K, W, P> {
      const { record, also } = query
      const rows = [...tables[record].values()]
        .filter((row) => inPage(row, query))
        .sort(query.leastFirst ? leastFirst(query.leastFirst) : newestFirst)
        .slice(0, query.limit)
      return {
        rows: rows.map((row) => walk(tables, query.with, {}, { row }) as Listed<K, W>),
        also: (also ? walk(tables, also.plan, also.inputs, {}) : {}) as Snapshot<P>,
      }
    },

    commit: (change) => (tables.event.has(change.id) ? 'committed' : commit(tables, change)),
    committed: (id) => (tables.event.has(id) ? { keys: {} } : null),

    purge(before, limit) {
      let gone = 0
      for (const kind of recordKinds) {
        const dead = [...tables[kind].values()]
          .filter((row) => purgeable[kind].some((where) => holds(row, where(before))))
          .slice(0, limit)
        for (const row of dead) tables[kind].delete(String(row['id']))
        gone += dead.length
      }
      return gone
    },
  }
}

const newestFirst = (a: AnyRow, b: AnyRow): number => (String(a['id']) < String(b['id']) ? 1 : -1)

const leastFirst =
  (field: string) =>
  (a: AnyRow, b: AnyRow): number =>
    Number(a[field]) - Number(b[field]) || newestFirst(b, a)

function walk<P extends Plan>(
  tables: Tables,
  plan: P,
  inputs: Inputs,
  found: Record<string, AnyRow | null>,
): Snapshot<P> {
  for (const [name, lookup] of Object.entries(plan)) found[name] = find(tables, lookup, inputs, found)
  return found as Snapshot<P>
}

function find(
  tables: Tables,
  lookup: Plan[string],
  inputs: Inputs,
  found: Record<string, AnyRow | null>,
): AnyRow | null {
  const key: Record<string, unknown> = {}
  for (const [field, sources] of Object.entries<Source | readonly Source[]>(lookup.by)) {
    const value = [sources]
      .flat()
      .map((source) => sourceValue(source as Source, inputs, found))
      .find((one) => one !== null)
    if (value === undefined) return null
    key[field] = value
  }
  if (typeof key['id'] === 'string') return tables[lookup.record].get(key['id']) ?? null
  return [...tables[lookup.record].values()].find((row) => holds(row, key)) ?? null
}

function sourceValue(source: Source, inputs: Inputs, found: Record<string, AnyRow | null>): unknown {
  if ('fixed' in source) return source.fixed
  return 'input' in source ? (inputs[source.input] ?? null) : (found[source.of]?.[source.field] ?? null)
}

function inPage(row: AnyRow, { where, after }: Pick<Query, 'where' | 'after'>): boolean {
  return holds(row, where) && (after === null || String(row['id']) < after)
}

function holds(row: AnyRow, where: { readonly [field: string]: unknown }): boolean {
  return Object.entries(where).every(([field, wanted]) => {
    const value = row[field]
    if (typeof wanted !== 'object' || wanted === null) return value === wanted
    if ('gt' in wanted) return value !== null && Number(value) > Number(wanted.gt)
    if ('atMost' in wanted) return value !== null && Number(value) <= Number(wanted.atMost)
    return JSON.stringify(value) === JSON.stringify(wanted)
  })
}

function commit(tables: Tables, change: Change): 'committed' | 'conflict' {
  for (const { record, id, where } of change.guards) {
    const row = tables[record].get(id)
    if (row === undefined || !holds(row, where)) return 'conflict'
  }
  const touched: Touched[] = []
  for (const write of change.writes) {
    const after = apply(tables, write)
    if (after === 'conflict') return 'conflict'
    touched.push(after)
  }
  if (!areUnique(tables, touched)) return 'conflict'
  for (const [kind, id, row] of touched) row === null ? tables[kind].delete(id) : tables[kind].set(id, row)
  return 'committed'
}

function apply(tables: Tables, write: Write): Touched | 'conflict' {
  const table = tables[write.record]
  if (write.write === 'insert') {
    const row = frozen(write.record, write.values)
    const id = String(row['id'])
    return table.has(id) ? 'conflict' : [write.record, id, row]
  }
  const row = table.get(write.id)
  if (row === undefined || !holds(row, write.where)) return 'conflict'
  if (write.write === 'remove') return [write.record, write.id, null]
  if (write.write === 'update') return [write.record, write.id, frozen(write.record, { ...row, ...write.set })]
  const sum = Number(row[write.field]) + write.by
  return sum > Number(row[write.upTo])
    ? 'conflict'
    : [write.record, write.id, frozen(write.record, { ...row, [write.field]: sum })]
}

/** A row as a database would keep it: the fields of its record, and a copy of what the caller still holds. */
function frozen(kind: RecordKind, values: object): AnyRow {
  const copy: Record<string, unknown> = { ...structuredClone(values) }
  const fields = Object.entries(fieldsOf(kind))
  if (fields.some(([field, { type }]) => copy[field] === undefined || (type !== 'json' && isRef(copy[field]))))
    throw new TypeError(`A row of "${kind}" is not whole`)
  return Object.freeze(copy)
}

function areUnique(tables: Tables, touched: readonly Touched[]): boolean {
  return recordKinds.every((kind) => {
    const moved = touched.filter(([of]) => of === kind)
    const rows = moved.map(([, , row]) => row).filter((row) => row !== null)
    if (rows.length === 0) return true
    const isMoved = new Set(moved.map(([, id]) => id))
    return uniqueOf(kind).every((fields) => {
      const wanted = new Set(rows.flatMap((row) => keyOf(row, fields) ?? []))
      const isTwice = wanted.size < rows.filter((row) => keyOf(row, fields) !== null).length
      if (isTwice || wanted.size === 0) return !isTwice
      for (const [id, row] of tables[kind]) {
        const key = isMoved.has(id) ? null : keyOf(row, fields)
        if (key !== null && wanted.has(key)) return false
      }
      return true
    })
  })
}

/** The value of a key as text; null where one of its fields is null: such rows are apart. */
function keyOf(row: AnyRow, fields: readonly string[]): string | null {
  const values = fields.map((field) => row[field])
  return values.includes(null) ? null : JSON.stringify(values)
}
