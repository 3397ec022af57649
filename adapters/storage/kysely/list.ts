import { type Kysely, sql } from 'kysely'
import type { Listed, Plan, Query, RecordKind } from '../../../src/index.ts'
import type { Database } from './engine.ts'
import { tableOf } from './names.ts'
import { type Reading, readingOf } from './reading.ts'
import { bind, compile, type Statement, slot } from './statement.ts'
import { shapeOf, type Term, termsOf, valuesOf, whereSql } from './where.ts'

interface Compiled {
  readonly statement: Statement
  readonly reading: Reading
}

/** `list`: a page by keyset, newest first, with the rows that the query wants beside each. */
export function createList(db: Kysely<Database>) {
  const cache = new WeakMap<Plan, Map<string, Compiled>>()
  return async <K extends RecordKind, W extends Plan>(query: Query<K, W>): Promise<readonly Listed<K, W>[]> => {
    const terms = termsOf(query.record, query.where)
    const shapes = cache.get(query.with) ?? new Map<string, Compiled>()
    cache.set(query.with, shapes)
    const shape = `${query.record} ${shapeOf(terms)} ${query.after === null}`
    const compiled = shapes.get(shape) ?? compileList(db, query.record, query.with, terms, query.after !== null)
    shapes.set(shape, compiled)
    const { rows } = await db.executeQuery<Record<string, unknown>>(
      bind(compiled.statement, [...valuesOf(terms), query.limit, query.after]),
    )
    return rows.map((row) => compiled.reading.decode(row) as Listed<K, W>)
  }
}

function compileList(
  db: Kysely<Database>,
  record: RecordKind,
  beside: Plan,
  terms: readonly Term[],
  paged: boolean,
): Compiled {
  const none = (name: string): never => {
    throw new TypeError(`A list has no input "${name}"`)
  }
  const reading = readingOf(beside, none, { row: record })
  const limit = slot(terms.length)
  const after = paged ? sql`${sql.ref('row.id')} < ${slot(terms.length + 1)}` : sql`1 = 1`
  const where = terms.length > 0 ? sql`${whereSql(terms, 0, 'row')} and ${after}` : after
  const statement = compile(
    db,
    sql`select ${reading.columns} from ${sql.table(tableOf(record))} as ${sql.id('row')}${reading.joins} where ${where} order by ${sql.ref('row.id')} desc limit ${limit}`,
  )
  return { statement, reading }
}
