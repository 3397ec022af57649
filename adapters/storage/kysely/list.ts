import { type Kysely, sql } from 'kysely'
import type { Listed, Plan, Query, RecordKind } from '../../../src/index.ts'
import type { Scalar } from './codec.ts'
import type { Database, Engine } from './engine.ts'
import { fromSql, type Reading, readingOf } from './reading.ts'
import type { Run } from './run.ts'
import type { ColumnPlace, Shapes } from './shape.ts'
import { bind, compile, type Statement, slot } from './statement.ts'
import { aliased, existsSql, shapeOf, type Term, termsOf, valuesOf } from './terms.ts'
import { walkOf } from './walk.ts'

interface Compiled {
  readonly statement: Statement
  readonly reading: Reading
}

/** `list`: a page by keyset, newest first, with the rows that the query wants beside each. */
export function createList(db: Kysely<Database>, engine: Engine, shapes: Shapes, run: Run) {
  const cache = new WeakMap<Plan, Map<string, Compiled>>()
  return async <K extends RecordKind, W extends Plan>(query: Query<K, W>): Promise<readonly Listed<K, W>[]> => {
    const terms = termsOf(shapes[query.record], query.where)
    const known = cache.get(query.with) ?? new Map<string, Compiled>()
    cache.set(query.with, known)
    const shape = `${query.record} ${shapeOf(terms)} ${query.after === null} ${query.leastFirst}`
    const compiled = known.get(shape) ?? compileList(db, engine, shapes, query, terms)
    known.set(shape, compiled)
    const values: Scalar[] = [...valuesOf(terms), query.limit, query.after]
    const { rows } = await run(bind(compiled.statement, values))
    return rows.map((row) => compiled.reading.decode(row) as Listed<K, W>)
  }
}

function compileList(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  query: Query,
  terms: readonly Term[],
): Compiled {
  const none = (name: string): never => {
    throw new TypeError(`A list has no input "${name}"`)
  }
  const shape = shapes[query.record]
  const of = aliased('row')
  const reading = readingOf(engine, shapes, query.with, none, { row: query.record })
  const values = valuesOf(terms).length
  const key = shape.places['id'] as ColumnPlace
  const id = of('main', key.column)
  const after = query.after === null ? null : key.type.write(slot(values + 1))
  const { conditions, order } = walkOf(engine, shape, query, terms, { of, id, after })
  const exists = existsSql(shape, of)
  const all = exists ? [...conditions, exists] : conditions
  const statement = compile(
    db,
    sql`select ${reading.columns} from ${fromSql(shape, 'row')}${reading.joins} where ${sql.join(all, sql` and `)} order by ${sql.join(order)} limit ${slot(values)}`,
  )
  return { statement, reading }
}
