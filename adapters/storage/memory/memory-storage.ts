import {
  type Change,
  fieldsOf,
  type Inputs,
  isRef,
  type Keys,
  type Listed,
  type Lookup,
  type Outcome,
  type Plan,
  purgeable,
  type Query,
  type RecordKind,
  recordKinds,
  type Snapshot,
  type Source,
  type Storage,
  uniqueOf,
  type Write,
} from '../../../src/index.ts'

type AnyRow = { readonly [field: string]: unknown }
type Tables = { readonly [K in RecordKind]: Map<string, AnyRow> }

/**
 * A storage in memory: the reference of the port, for tests and for trying things out. It yields at every verb like a
 * real one, so that races are honest; nothing outlives the process.
 *
 * @example
 * const service = createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions })
 */
export function memoryStorage(): Storage {
  const tables = Object.fromEntries(recordKinds.map((kind) => [kind, new Map()])) as Tables
  return {
    capabilities: { accountKeys: 'application', atomicCommit: true },

    async load(plan, inputs) {
      await turn()
      return inputs.map((input) => walk(tables, plan, input, {}))
    },

    async list<K extends RecordKind, W extends Plan>(query: Query<K, W>) {
      await turn()
      const rows = [...tables[query.record].values()]
        .filter((row) => inPage(row, query))
        .sort(query.leastFirst ? leastFirst(query.leastFirst) : newestFirst)
      return rows.slice(0, query.limit).map((row) => walk(tables, query.with, {}, { row }) as Listed<K, W>)
    },

    async commit(change) {
      await turn()
      return commit(tables, change)
    },

    async committed(id) {
      await turn()
      return committed(tables, id)
    },

    async purge(before, limit) {
      await turn()
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

/** Lets the others go first, as a network would. */
const turn = (): Promise<void> => Promise.resolve()

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

function find(tables: Tables, lookup: Lookup, inputs: Inputs, found: Record<string, AnyRow | null>): AnyRow | null {
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

function inPage(row: AnyRow, { where, after }: Query): boolean {
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

// One turn of the event loop from here on: nobody sees half of it.
function commit(tables: Tables, change: Change): Outcome {
  const done = committed(tables, change.id)
  if (done) return { outcome: 'committed', ...done }
  for (const { record, id, where } of change.guards) {
    const row = tables[record].get(id)
    if (row === undefined || !holds(row, where)) return { outcome: 'conflict' }
  }
  const touched: [RecordKind, string, AnyRow | null][] = []
  for (const write of change.writes) {
    const after = apply(tables, write)
    if (after === 'conflict') return { outcome: 'conflict' }
    touched.push(after)
  }
  if (touched.some(([kind, id, row]) => row !== null && !isUnique(tables, touched, kind, id, row)))
    return { outcome: 'conflict' }
  for (const [kind, id, row] of touched) row === null ? tables[kind].delete(id) : tables[kind].set(id, row)
  return { outcome: 'committed', keys: {} }
}

function apply(tables: Tables, write: Write): [RecordKind, string, AnyRow | null] | 'conflict' {
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
  const fields = Object.keys(fieldsOf(kind))
  if (fields.some((field) => copy[field] === undefined || isRef(copy[field])))
    throw new TypeError(`A row of "${kind}" is not whole`)
  return Object.freeze(copy)
}

function isUnique(
  tables: Tables,
  touched: readonly [RecordKind, string, AnyRow | null][],
  kind: RecordKind,
  id: string,
  row: AnyRow,
): boolean {
  const moved = touched.filter(([of]) => of === kind)
  const isMoved = new Set(moved.map(([, key]) => key))
  const others = [...tables[kind].values()].filter((other) => !isMoved.has(String(other['id'])))
  const rows: AnyRow[] = [
    ...others,
    ...moved.flatMap(([, key, after]) => (key === id || after === null ? [] : [after])),
  ]
  return uniqueOf(kind).every(
    (fields) =>
      fields.some((field) => row[field] === null) ||
      !rows.some((other) => fields.every((field) => other[field] === row[field])),
  )
}

function committed(tables: Tables, id: string): { readonly keys: Keys } | null {
  return tables.event.has(id) ? { keys: {} } : null
}
