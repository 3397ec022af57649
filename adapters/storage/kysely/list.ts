import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Listed, Listing, Plan, Query, RecordKind, Snapshot } from '../../../src/index.ts'
import type { Scalar } from './codec.ts'
import type { Database, Engine } from './engine.ts'
import { fromSql, inputsOf, type Reading, readingOf } from './reading.ts'
import type { Run } from './run.ts'
import type { ColumnPlace, Shapes } from './shape.ts'
import { createSlots, readWhere } from './slots.ts'
import { bind, compile, type Statement, slot } from './statement.ts'
import { aliased, asRead, existsSql, termsOf } from './terms.ts'
import { walkOf } from './walk.ts'

interface Compiled {
  readonly statement: Statement
  readonly page: Reading
  readonly also: Reading | null
}

const NOTHING: Plan = {}

/** `list`: a page by keyset, newest first, with the rows that the query wants beside each, and what it also asks for. */
export function createList(db: Kysely<Database>, engine: Engine, shapes: Shapes, run: Run) {
  const cache = new WeakMap<Plan, WeakMap<Plan, Map<string, Compiled>>>()
  const knownOf = ({ with: beside, also }: Query): Map<string, Compiled> => {
    const plans = cache.get(beside) ?? new WeakMap<Plan, Map<string, Compiled>>()
    const known = plans.get(also?.plan ?? NOTHING) ?? new Map<string, Compiled>()
    cache.set(beside, plans.set(also?.plan ?? NOTHING, known))
    return known
  }
  return async <K extends RecordKind, W extends Plan, P extends Plan>(
    query: Query<K, W, P>,
  ): Promise<Listing<K, W, P>> => {
    const { record, where, after, limit, also } = query
    const slots = createSlots(false)
    readWhere(slots, shapes[record], where, false)
    const known = knownOf(query)
    const pattern = `${record} ${slots.pattern} ${after === null} ${query.leastFirst} ${boundOf(limit)}`
    const compiled = known.get(pattern) ?? compileList(db, engine, shapes, query)
    known.set(pattern, compiled)
    const inputs = also ? inputsOf(also.plan).map((name) => also.inputs[name] ?? null) : []
    const values: Scalar[] = [...slots.values, limit, after, ...inputs]
    const { rows } = await run(bind(compiled.statement, values))
    return listingOf(compiled, rows)
  }
}

function listingOf<K extends RecordKind, W extends Plan, P extends Plan>(
  { page, also }: Compiled,
  rows: readonly Record<string, unknown>[],
): Listing<K, W, P> {
  const [id = ''] = page.aliases
  const other = also && rows.find((row) => row[id] === null)
  const listed = also ? rows.filter((row) => row[id] !== null) : rows
  return {
    rows: listed.map((row) => page.decode(row) as Listed<K, W>),
    also: (other ? also.decode(other) : {}) as Snapshot<P>,
  }
}

/** The limit as a number that a planner can count on: of a parameter PostgreSQL thinks that it may be anything, and plans each time anew. */
const boundOf = (limit: number): number => 10 ** Math.ceil(Math.log10(Math.max(limit, 1)))

function compileList(db: Kysely<Database>, engine: Engine, shapes: Shapes, query: Query): Compiled {
  const none = (name: string): never => {
    throw new TypeError(`A list has no input "${name}"`)
  }
  const shape = shapes[query.record]
  const of = aliased('row')
  const page = readingOf(engine, shapes, query.with, none, { base: { row: query.record } })
  const slots = createSlots(true)
  readWhere(slots, shape, query.where, false)
  const terms = termsOf(shape, query.where, slots).map(asRead)
  const values = slots.values.length
  const key = shape.places['id'] as ColumnPlace
  const id = of('main', key.column)
  const after = query.after === null ? null : key.type.write(slot(values + 1))
  const { conditions, order } = walkOf(engine, shape, query, terms, { of, id, after, slots })
  const exists = existsSql(shape, of)
  const all = exists ? [...conditions, exists] : conditions
  const rows = sql`select ${page.columns} from ${fromSql(shape, 'row')}${page.joins} where ${sql.join(all, sql` and `)} order by ${sql.join(order)} limit`
  const limited =
    engine.name === 'postgres'
      ? sql`select * from (${rows} ${sql.lit(boundOf(query.limit))}) as bounded limit ${slot(values)}`
      : sql`${rows} ${slot(values)}`
  if (!query.also) return { statement: compile(db, limited), page, also: null }
  const { plan } = query.also
  const names = inputsOf(plan)
  // In one text it takes one column of the page's rows.
  const as = { prefix: 'a', json: engine.json }
  const also = readingOf(engine, shapes, plan, (name) => slot(values + 2 + names.indexOf(name)), as)
  return { statement: compile(db, withAlso(limited, page, also)), page, also }
}

/** The page, and after it one row of what is also asked for: each has columns of its own, null in the rows of the other. */
function withAlso(limited: RawBuilder<unknown>, page: Reading, also: Reading): RawBuilder<unknown> {
  const nulls = (aliases: readonly string[]) => sql.join(aliases.map((alias) => sql`null as ${sql.id(alias)}`))
  const ids = (aliases: readonly string[]) => aliases.map((alias) => sql.id(alias))
  return sql`select ${sql.join(ids(page.aliases))}, ${nulls(also.aliases)} from (${limited}) as page union all select ${nulls(page.aliases)}, ${also.columns} from (select 1) as base${also.joins}`
}
