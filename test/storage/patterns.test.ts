import fc from 'fast-check'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import type { Mapping } from '../../adapters/storage/kysely/mapping.ts'
import { type AnyGuard, type Change, isRef, type Write } from '../../src/domain/change.ts'
import { type Field, fieldsOf, type RecordKind, recordKinds } from '../../src/domain/records.ts'
import type { Storage } from '../../src/ports/storage.ts'
import { choir } from '../support/hosts/choir.ts'
import { garage } from '../support/hosts/garage.ts'
import { radio } from '../support/hosts/radio.ts'

// A commit is compiled once for its pattern, and then only its values are put in. What a storage that has seen many
// changes sends must be what a new one sends, to the letter.

interface Sent {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

type Open = (mapping: Mapping | undefined, sent: (query: Sent) => void) => Storage

type Executed = (query: CompiledQuery) => Promise<{ rows: never[] }>

/** A database that is asked and never answers more than nothing. */
function emptyDatabase(
  parts: Pick<Dialect, 'createAdapter' | 'createQueryCompiler' | 'createIntrospector'>,
  executeQuery: Executed,
) {
  const nothing = async () => undefined
  const streamQuery = () => {
    throw new Error('Nothing is streamed')
  }
  const createDriver = () => ({
    init: nothing,
    acquireConnection: async () => ({ executeQuery, streamQuery }) as DatabaseConnection,
    beginTransaction: nothing,
    commitTransaction: nothing,
    rollbackTransaction: nothing,
    releaseConnection: nothing,
    destroy: nothing,
  })
  return new Kysely<unknown>({ dialect: { ...parts, createDriver } })
}

/** PostgreSQL takes a commit as one statement: it is noted in place of being run. */
const onPostgres: Open = (mapping, sent) => {
  const parts = {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  }
  const db = emptyDatabase(parts, async ({ sql, parameters }) => {
    sent({ sql, parameters })
    return { rows: [] }
  })
  return kyselyStorage(db, { ...(mapping && { mapping }) })
}

/** SQLite takes it as a batch. */
const onSqlite: Open = (mapping, sent) => {
  const parts = {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  }
  const db = emptyDatabase(parts, async () => {
    throw new Error('Only batches are run')
  })
  return kyselyStorage(db, {
    ...(mapping && { mapping }),
    batch: async (statements) => {
      for (const statement of statements) sent(statement)
      return statements.map(() => ({ rows: [] }))
    },
  })
}

const keys = ['1', '2', '3', 'nobody', "'; drop"]
const key = fc.constantFrom(...keys)
const ref = fc.constant({ ref: 'account', name: 'made' } as const)

/** Values of a field: few, so that they are often the same, and some that a host's column has no room for. */
function valuesOf({ type, null: isNullable, oneOf }: Field): readonly unknown[] {
  const values = (): readonly unknown[] => {
    if (oneOf) return oneOf
    if (type === 'id') return keys
    if (type === 'json')
      return [{}, { name: 'Ada' }, { name: 'Eve', age: 3 }, { name: 4 }, { ref: 'account', name: 'x' }]
    if (type === 'flags') return [[], ['a'], ['a', 'b']]
    if (type === 'int') return [0, 1, 2, 3]
    if (type === 'time') return [0, 1, 1_700_000_000_000, 1_700_000_000_001]
    return ['*', 'team', '[]', '{}', '0', '', '$1', '?', 'ada@example.com']
  }
  return isNullable ? [null, ...values()] : values()
}

const rowOf = (kind: RecordKind) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fieldsOf(kind)).map(([name, field]) => [name, fc.constantFrom(...valuesOf(field))]),
    ),
  )

const someOf = (kind: RecordKind) =>
  fc
    .tuple(rowOf(kind), fc.subarray(Object.keys(fieldsOf(kind)).filter((name) => name !== 'id')))
    .map(([row, names]) => Object.fromEntries(names.map((name) => [name, row[name]])))

/** Conditions; a number may be asked to be greater. */
const whereOf = (kind: RecordKind) =>
  fc.tuple(someOf(kind), fc.boolean()).map(([where, isMore]) => {
    const more = ([name, value]: [string, unknown]) => [name, typeof value === 'number' ? { gt: value } : value]
    return isMore ? Object.fromEntries(Object.entries(where).map(more)) : where
  })

/** Hosts have tables for some of them, where most can go wrong. */
const mapped = ['account', 'membership', 'invitation', 'challenge'] as const
const ofKind = <T>(make: (kind: RecordKind) => fc.Arbitrary<T>) =>
  fc.constantFrom(...recordKinds, ...mapped, ...mapped).chain(make)

const guards = ofKind((record) =>
  fc.record({ record: fc.constant(record), id: key, where: whereOf(record) }).map((one) => one as AnyGuard),
)

const writes: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 3,
    arbitrary: ofKind((record) => rowOf(record).map((values) => ({ write: 'insert', record, values }) as Write)),
  },
  fc
    .tuple(key, ref, rowOf('account'))
    .map(([email, id, values]) => ({ write: 'insert', record: 'account', values: { ...values, id, email } }) as Write),
  fc.tuple(ref, rowOf('membership')).map(([accountId, values]) => {
    return { write: 'insert', record: 'membership', values: { ...values, accountId } } as Write
  }),
  ofKind((record) =>
    fc
      .record({ id: key, where: whereOf(record), set: someOf(record).filter((set) => Object.keys(set).length > 0) })
      .map((one) => ({ write: 'update', record, ...one }) as Write),
  ),
  ofKind((record) =>
    fc.tuple(key, whereOf(record)).map(([id, where]) => ({ write: 'remove', record, id, where }) as Write),
  ),
  fc.tuple(key, fc.integer({ min: 1, max: 3 })).map(([id, by]): Write => {
    return { write: 'add', record: 'invitation', id, where: {}, field: 'used', by, upTo: 'seats' }
  }),
)

/** Some share an object, as a rule may that guards two rows alike. */
const changes: fc.Arbitrary<Change> = fc
  .record({
    id: fc.uuid(),
    writes: fc.array(writes, { minLength: 1, maxLength: 4 }),
    guards: fc.array(guards, { maxLength: 3 }),
    isShared: fc.boolean(),
  })
  .map(({ isShared, guards: [first, ...rest], ...change }) => ({
    ...change,
    guards: first
      ? [first, ...rest.map((one) => (isShared && one.record === first.record ? { ...one, where: first.where } : one))]
      : [],
  })) as fc.Arbitrary<Change>

/** The same writes and guards with other values, some of them: most of those are of the same pattern. */
function varied({ writes: given, guards: all }: Change, id: string, next: () => number): Change {
  const kept = [50, 80, 95][next() % 3] ?? 0
  const other = (field: Field | undefined, value: unknown): unknown => {
    if (field !== undefined && field.type !== 'json' && isRef(value)) return { ...value, name: `made by ${id}` }
    if (field === undefined || next() < kept) return value
    if (typeof value === 'object' && value !== null && 'gt' in value) return { gt: other(field, value.gt) }
    const values = valuesOf(field).filter((one) => value === null || one !== null)
    return values[next() % values.length]
  }
  const fields = (record: RecordKind, of: object) =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, other(fieldsOf(record)[name], value)]))
  const write = (one: Write) => ({
    ...one,
    ...('id' in one && { id: other({ type: 'id' }, one.id) }),
    ...('where' in one && { where: fields(one.record, one.where) }),
    ...('set' in one && { set: fields(one.record, one.set) }),
    ...('values' in one && { values: fields(one.record, one.values) }),
  })
  const guard = (one: AnyGuard) => ({ ...one, id: other({ type: 'id' }, one.id), where: fields(one.record, one.where) })
  return { id, writes: given.map(write) as Write[], guards: all.map(guard) as AnyGuard[] }
}

/** The statements of a commit, or why there are none. */
async function sentBy(storage: Storage, queries: Sent[], change: Change): Promise<unknown> {
  queries.length = 0
  const error = await storage.commit(change).then(
    () => null,
    (thrown: unknown) => String(thrown),
  )
  return error ?? [...queries]
}

describe.each([
  ['PostgreSQL, statement', onPostgres, 'postgres'],
  ['SQLite, batch', onSqlite, 'sqlite'],
] as const)('on %s', (_, open, engine) => {
  it.each([
    ['tables of ours', undefined],
    ["radio's tables", radio.mapping(engine)],
    ["garage's tables", garage.mapping(engine)],
    ["the choir's tables", choir.mapping(engine)],
  ])('a storage that has seen many changes says what a new one says, in %s', async (__, mapping) => {
    const known: Sent[] = []
    const warm = open(mapping, (query) => known.push(query))
    let compiled = 0
    await fc.assert(
      fc.asyncProperty(changes, fc.infiniteStream(fc.nat(99)), async (change, chance) => {
        const next = () => Number(chance.next().value)
        const like = [1, 2, 3, 4, 5, 6].map((n) => varied(change, `${n}`, next))
        for (const one of [change, ...like]) {
          const fresh: Sent[] = []
          const said = await sentBy(warm, known, one)
          expect(said).toEqual(
            await sentBy(
              open(mapping, (query) => fresh.push(query)),
              fresh,
              one,
            ),
          )
          if (Array.isArray(said) && said.length > 0) compiled++
        }
      }),
      { numRuns: 400 },
    )
    expect(compiled).toBeGreaterThan(100)
  })
})

it('values of one pattern stand in their own places, also where two writes shared an object before', async () => {
  const queries: Sent[] = []
  const storage = onPostgres(undefined, (query) => queries.push(query))
  const changeOf = (id: string, one: object, other: object): Change => ({
    id,
    writes: [],
    guards: [
      { record: 'account', id: 'ada', where: one },
      { record: 'account', id: 'eve', where: other },
    ],
  })
  const shared = { epoch: 5 }
  await storage.commit(changeOf('a', shared, shared))
  await storage.commit(changeOf('b', { epoch: 6 }, { epoch: 7 }))
  const [first, second] = queries
  expect(second?.sql).toBe(first?.sql)
  expect(first?.parameters).toEqual(['ada', 5, 'eve', 5])
  expect(second?.parameters).toEqual(['ada', 6, 'eve', 7])
})
