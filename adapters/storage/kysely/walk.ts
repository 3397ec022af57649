import { type RawBuilder, sql } from 'kysely'
import { indexesOf, type Query } from '../../../src/index.ts'
import type { Engine } from './engine.ts'
import type { ColumnPlace, Shape } from './shape.ts'
import { type Slots, sqlOf, valueAt } from './slots.ts'
import { allOf, type ColumnSql, type Term } from './terms.ts'

/** Which rows a page of a list has, and in what order. */
export interface Walk {
  readonly conditions: readonly RawBuilder<unknown>[]
  readonly order: readonly RawBuilder<unknown>[]
}

interface Page {
  readonly of: ColumnSql
  readonly id: RawBuilder<unknown>
  readonly slots: Slots
  /** The id of the last row of the page before. */
  readonly after: RawBuilder<unknown> | null
}

/** The way through a list: along an index, so that a page costs its rows, however many there are besides. */
export function walkOf(engine: Engine, shape: Shape, query: Query, terms: readonly Term[], page: Page): Walk {
  const { of, id, after } = page
  const where = allOf(terms, of)
  if (query.leastFirst !== undefined) {
    const { at, column } = shape.places[query.leastFirst] as ColumnPlace
    return { conditions: [where], order: [of(at, column), id] }
  }
  const ranged = engine.name === 'postgres' ? rangeOf(shape, query.where, terms, page) : null
  return ranged ?? { conditions: [where, ...(after ? [sql`${id} < ${after}`] : [])], order: [sql`${id} desc`] }
}

/**
 * The same rows as a range of the index that has just these fields and then the id. Asked with `=` and for the order of
 * the ids, PostgreSQL may find another index cheaper, and pass over everybody else's rows. So the last field is a range, and
 * those before it are each in a list, of the same value twice: none of them is a constant to the planner, and only this
 * index has them all in their order, while a scan of it begins and ends as with `=`.
 */
function rangeOf(shape: Shape, where: object, terms: readonly Term[], { of, id, after, slots }: Page): Walk | null {
  const fixed = Object.entries(where).flatMap(([field, condition]) => (typeof condition === 'string' ? [field] : []))
  const index = indexesOf(shape.kind).find(
    (fields) => fields.length === fixed.length && fields.every((field) => fixed.includes(field)),
  )
  if (index === undefined || shape.companion !== null || Object.values(where).includes(null)) return null
  const fields = Object.keys(where) // in a table of ours each has one term, with one value
  const parts = index.map((field) => {
    const { column, type } = shape.places[field] as ColumnPlace
    return { column: of('main', column), value: type.write(sqlOf(valueAt(slots, where, field))) }
  })
  const last = parts.at(-1)
  if (last === undefined) return null
  const leading = parts.slice(0, -1).map(({ column, value }) => sql`${column} = any(array[${value}, ${value}])`)
  const rest = terms.flatMap((term, n) => (index.includes(fields[n] ?? '') ? [] : [term.sql(of)]))
  // `<=`, because of `<` the engine would think that it leaves out everything with this value; the id itself is left out after.
  const until = after
    ? sql`(${last.column}, ${id}) <= (${last.value}, ${after}) and ${id} <> ${after}`
    : sql`${last.column} <= ${last.value}`
  return {
    conditions: [...leading, sql`${last.column} >= ${last.value}`, until, ...rest],
    order: [...parts.map(({ column }) => column), id].map((column) => sql`${column} desc`),
  }
}
