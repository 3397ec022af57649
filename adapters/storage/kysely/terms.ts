import { type RawBuilder, sql } from 'kysely'
import { fieldsOf } from '../../../src/index.ts'
import type { Scalar } from './codec.ts'
import { type ColumnPlace, defaultOf, fieldOf, lookalikes, placeOf, type Shape, type Side } from './shape.ts'
import { type Slots, sqlOf, type Value, valueAt } from './slots.ts'

/** A column, bare or of an alias. */
export type ColumnSql = (side: Side, column: string) => RawBuilder<unknown>

/** One condition on a row of one table. */
export interface Term {
  readonly side: Side
  sql(column: ColumnSql): RawBuilder<unknown>
  /** Whether it holds where a row of the host's has none beside it yet; never where nothing is said. */
  readonly missing?: RawBuilder<unknown>
}

/** The condition for who only reads: what is missing beside a row is as it is read, its default. */
export const asRead = ({ side, sql: whole, missing }: Term): Term => ({
  side,
  sql: (of) => (missing ? sql`(${whole(of)} or (${of('companion', 'id')} is null and ${missing}))` : whole(of)),
})

/** Columns without an alias, for statements on one table. */
export const bare: ColumnSql = (_side, column) => sql.ref(column)

/** Columns of a row that is read under an alias; those beside it have an alias of their own. */
export const aliased =
  (alias: string): ColumnSql =>
  (side, column) =>
    sql.ref(`${side === 'main' ? alias : besideOf(alias)}.${column}`)

export const besideOf = (alias: string): string => `${alias}__x`

/** Conditions as terms on the tables that hold the fields; their values have been read. */
export const termsOf = (shape: Shape, where: object, slots: Slots): readonly Term[] =>
  Object.entries(where).flatMap(([field, condition]: [string, unknown]) =>
    termsOfField(shape, field, condition, valueAt(slots, where, field)),
  )

/** One condition. `value`: what the field is compared with. */
export function termsOfField(shape: Shape, field: string, condition: unknown, value: Value): readonly Term[] {
  const { place, type } = fieldOf(shape, field)
  if (place.at === 'state') return stateTerms(shape, String(condition))
  if (place.at === 'constant') return value.now === place.value ? [] : [never]
  const otherwise = place.at === 'companion' ? defaultOf(field, type) : null
  const isNumber = type.type === 'int' || type.type === 'time'
  if (isNumber && typeof condition === 'object' && condition !== null)
    return [compared(place, 'gt' in condition ? '>' : '<=', value, otherwise)]
  if (value.now === null || value.now === place.nullIs) return [isNull(place, otherwise)]
  return place.type.fits(value.now) ? [equal(place, value, otherwise)] : [never]
}

const never: Term = { side: 'main', sql: () => sql`1 = 0` }
const always = sql`1 = 1`

const isNull = ({ at, column }: ColumnPlace, otherwise: Scalar): Term => ({
  side: at,
  sql: (of) => sql`${of(at, column)} is null`,
  ...(at === 'companion' && otherwise === null && { missing: always }),
})

const equal = ({ at, column, type }: ColumnPlace, value: Value, otherwise: Scalar): Term => ({
  side: at,
  sql: (of) => type.equals(of(at, column), sqlOf(value)),
  ...(otherwise !== null && { missing: type.equals(sql.lit(otherwise), sqlOf(value)) }),
})

const compared = ({ at, column, type }: ColumnPlace, op: '>' | '<=', value: Value, otherwise: Scalar): Term => ({
  side: at,
  sql: (of) => type.compare(of(at, column), op, sqlOf(value)),
  ...(otherwise !== null && { missing: type.compare(sql.lit(otherwise), op, sqlOf(value)) }),
})

/** The host's columns say which state it is; of several that look the same, the table beside does. */
function stateTerms(shape: Shape, state: string): readonly Term[] {
  const alike = lookalikes(shape, state)
  const first = likeliest(shape, state)
  const onMain: Term = { side: 'main', sql: (of) => sql`${stateOnMain(shape, of)} = ${sql.lit(first)}` }
  if (alike.length === 0) return [onMain]
  const sqlBeside: Term['sql'] = (of) => {
    const kept = of('companion', 'status')
    return state === first
      ? sql`${kept} not in (${sql.join(alike.map((name) => sql.lit(name)))})`
      : sql`${kept} = ${sql.lit(state)}`
  }
  return [onMain, { side: 'companion', sql: sqlBeside, ...(state === first && { missing: always }) }]
}

/** Of states that look alike the last one of the record's is meant where nothing else is known: the deadest end. */
const likeliest = (shape: Shape, state: string): string =>
  fieldsOf(shape.kind)['status']?.oneOf?.findLast(
    (name) => name === state || lookalikes(shape, state).includes(name),
  ) ?? state

/** The state that the host's columns tell; one that they tell of nobody is the last of the record's, a dead end. */
function stateOnMain(shape: Shape, of: ColumnSql): RawBuilder<unknown> {
  const whens = Object.entries(shape.states ?? {}).map(
    ([state, columns]) => sql`when ${stateHolds(columns, of)} then ${sql.lit(likeliest(shape, state))}`,
  )
  return sql`case ${sql.join(whens, sql` `)} else ${sql.lit(fieldsOf(shape.kind)['status']?.oneOf?.at(-1) ?? '')} end`
}

function stateHolds(columns: object, of: ColumnSql): RawBuilder<unknown> {
  const parts = Object.entries(columns).map(([column, value]: [string, unknown]) => {
    const ref = of('main', column)
    if (value === null) return sql`${ref} is null`
    if (typeof value === 'object') return sql`${ref} is not null`
    if (typeof value === 'boolean') return value ? sql`${ref} is true` : sql`${ref} is not true`
    return sql`${ref} = ${sql.lit(value)}`
  })
  return sql.join(parts, sql` and `)
}

/** The canonical value of a field, wherever it is. */
export function valueSql(
  shape: Shape,
  field: string,
  of: ColumnSql,
  as: 'read' | 'match' = 'read',
): RawBuilder<unknown> {
  const place = placeOf(shape, field)
  if (place.at === 'constant') return sql.lit(place.value)
  if (place.at === 'state') return stateSql(shape, of)
  const value = place.type[as](of(place.at, place.column))
  if (place.at === 'companion') {
    const missing = defaultOf(field, fieldOf(shape, field).type)
    return missing === null ? value : sql`coalesce(${value}, ${sql.lit(missing)})`
  }
  if (field === 'id' && shape.onRole)
    return sql`case when ${of('main', shape.onRole.column)} is not null then ${value} end`
  return place.nullIs === undefined ? value : sql`coalesce(${value}, ${sql.lit(place.nullIs)})`
}

function stateSql(shape: Shape, of: ColumnSql): RawBuilder<unknown> {
  const onMain = stateOnMain(shape, of)
  const alike = Object.keys(shape.states ?? {}).filter((state) => likeliest(shape, state) !== state)
  if (alike.length === 0) return onMain
  const kept = of('companion', 'status')
  const whens = alike.map(
    (state) =>
      sql`when ${onMain} = ${sql.lit(likeliest(shape, state))} and ${kept} = ${sql.lit(state)} then ${sql.lit(state)}`,
  )
  return sql`case ${sql.join(whens, sql` `)} else ${onMain} end`
}

/**
 * Whether there is a row at all: one that lives on another record's row may be missing there, and one that the host has
 * made by itself has no id yet where that is a column which the migration added.
 */
export function existsSql(shape: Shape, of: ColumnSql): RawBuilder<unknown> | null {
  const { isAdded } = placeOf(shape, 'id') as ColumnPlace
  return shape.onRole || isAdded ? sql`${valueSql(shape, 'id', of)} is not null` : null
}

/** The terms as one condition. */
export const allOf = (terms: readonly Term[], of: ColumnSql): RawBuilder<unknown> =>
  terms.length > 0
    ? sql.join(
        terms.map((term) => term.sql(of)),
        sql` and `,
      )
    : sql`1 = 1`
