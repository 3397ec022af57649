import { type Kysely, sql } from 'kysely'
import { type AnyGuard, fieldsOf, type RecordKind, recordKinds, type Write } from '../../../src/index.ts'
import { encode, type Scalar } from './codec.ts'
import type { Database, Engine } from './engine.ts'
import { columnOf, tableOf } from './names.ts'
import { compile, type Statement, slot } from './statement.ts'
import { shapeOf, termsOf, valuesOf, whereSql } from './where.ts'

const MAX_GUARDS = 100 // in one statement: SQLite's expressions are at most 1,000 deep
const MAX_CACHED = 16 // guards: longer lists hardly ever come again in the same shape
const MAX_PARAMETERS = 8000 // well below what any engine takes in one statement

/** One statement of a commit, and how many rows it must find or change. */
type Step = readonly [rows: number, statement: Statement, values: readonly Scalar[]]

/** Compiles the guards and writes of a change, once for each shape. */
export function createChangeStatements(db: Kysely<Database>, engine: Engine) {
  const cache = new Map<string, Statement>()
  const cached = (key: string, make: () => Statement, isCommon = true): Statement => {
    if (!isCommon) return make()
    const known = cache.get(key) ?? make()
    cache.set(key, known)
    return known
  }

  /** One statement for the guards of each record, in the order of the records; where nothing is locked, one for all. */
  const guards = (all: readonly AnyGuard[]): readonly Step[] => {
    if (all.length === 0) return []
    const groups = recordKinds.map((kind) =>
      all.filter((guard) => guard.record === kind).sort((a, b) => (a.id < b.id ? -1 : 1)),
    )
    return engine.shareLock === null ? inChunks(groups.flat()).map(guardAll) : groups.flatMap(inChunks).map(guardLocked)
  }

  const termsAndId = ({ record, id, where }: AnyGuard) => [...termsOf(record, { id }), ...termsOf(record, where)]

  const guardAll = (all: readonly AnyGuard[]): Step => {
    const terms = all.map(termsAndId)
    const statement = cached(
      `guards ${all.map(({ record }, n) => `${record} ${shapeOf(terms[n] ?? [])}`).join('; ')}`,
      () => {
        let first = 0
        const counts = all.map(({ record }, n) => {
          const where = whereSql(terms[n] ?? [], first)
          first += terms[n]?.length ?? 0
          return sql`(select count(*) from ${sql.table(tableOf(record))} where ${where})`
        })
        return compile(db, sql`select ${sql.join(counts, sql` + `)} as n`)
      },
      all.length <= MAX_CACHED,
    )
    return [all.length, statement, terms.flatMap(valuesOf)]
  }

  const guardLocked = (group: readonly AnyGuard[]): Step => {
    const terms = group.map(termsAndId)
    const record = group[0]?.record ?? 'account'
    const statement = cached(
      `guard ${record} ${terms.map(shapeOf).join(' or ')}`,
      () => {
        let first = 0
        const rows = terms.map((one) => {
          const where = whereSql(one, first)
          first += one.length
          return sql`(${where})`
        })
        return compile(
          db,
          sql`select 1 as n from ${sql.table(tableOf(record))} where ${sql.join(rows, sql` or `)} order by id${engine.shareLock}`,
        )
      },
      group.length <= MAX_CACHED,
    )
    return [group.length, statement, terms.flatMap(valuesOf)]
  }

  /** In the order of the records; in each what changes rows comes before what makes them, so that a key is free again in time. */
  const writes = (all: readonly Write[]): readonly Step[] =>
    recordKinds.flatMap((kind) => {
      const own = all.filter((write) => write.record === kind)
      const changed = own.filter((write) => write.write !== 'insert').sort((a, b) => (a.id < b.id ? -1 : 1))
      const inserted = own.flatMap((write) => (write.write === 'insert' ? [write.values] : []))
      return [...changed.map(changeRow), ...inserts(kind, inserted)]
    })

  const changeRow = (write: Exclude<Write, { write: 'insert' }>): Step => {
    const { record, id, where } = write
    const table = sql.table(tableOf(record))
    const terms = [...termsOf(record, { id }), ...termsOf(record, where)]
    const shape = `${write.write} ${record} ${shapeOf(terms)}`
    if (write.write === 'remove')
      return [
        1,
        cached(shape, () => compile(db, sql`delete from ${table} where ${whereSql(terms, 0)}`)),
        valuesOf(terms),
      ]
    if (write.write === 'add') {
      const statement = cached(`${shape} ${write.field} ${write.upTo}`, () => {
        const [field, upTo] = [sql.ref(columnOf(write.field)), sql.ref(columnOf(write.upTo))]
        return compile(
          db,
          sql`update ${table} set ${field} = ${field} + ${slot(terms.length)} where ${whereSql(terms, 0)} and ${field} + ${slot(terms.length)} <= ${upTo}`,
        )
      })
      return [1, statement, [...valuesOf(terms), write.by]]
    }
    const set = encoded(record, write.set)
    const statement = cached(`${shape} set ${set.map(([field]) => field).join()}`, () => {
      const columns = set.map(([field], n) => sql`${sql.ref(columnOf(field))} = ${slot(terms.length + n)}`)
      return compile(db, sql`update ${table} set ${sql.join(columns)} where ${whereSql(terms, 0)}`)
    })
    return [1, statement, [...valuesOf(terms), ...set.map(([, value]) => value)]]
  }

  const inserts = (kind: RecordKind, rows: readonly object[]): readonly Step[] => {
    const fields = Object.entries(fieldsOf(kind))
    const most = Math.floor(MAX_PARAMETERS / fields.length)
    if (rows.length > most) return [...inserts(kind, rows.slice(0, most)), ...inserts(kind, rows.slice(most))]
    if (rows.length === 0) return []
    const statement = cached(`insert ${kind} ${rows.length}`, () => {
      const columns = fields.map(([field]) => sql.ref(columnOf(field)))
      const tuples = rows.map((_, row) => sql`(${sql.join(fields.map((_field, n) => slot(row * fields.length + n)))})`)
      return compile(db, sql`insert into ${sql.table(tableOf(kind))} (${sql.join(columns)}) values ${sql.join(tuples)}`)
    })
    const values = rows.flatMap((row) =>
      fields.map(([field, type]) => encode(type, (row as Record<string, unknown>)[field] ?? null)),
    )
    return [[rows.length, statement, values]]
  }

  return { guards, writes }
}

function encoded(kind: RecordKind, set: object): readonly (readonly [string, Scalar])[] {
  const fields = fieldsOf(kind)
  return Object.entries(set).map(([field, value]) => [field, encode(fields[field] ?? { type: 'text' }, value)] as const)
}

const inChunks = (guards: readonly AnyGuard[]): readonly (readonly AnyGuard[])[] =>
  Array.from({ length: Math.ceil(guards.length / MAX_GUARDS) }, (_, n) =>
    guards.slice(n * MAX_GUARDS, (n + 1) * MAX_GUARDS),
  )
