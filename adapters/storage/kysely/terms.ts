import { type RawBuilder, sql } from 'kysely'
import { fieldsOf } from '../../../src/index.ts'
import { encode, type Scalar } from './codec.ts'
import { type ColumnPlace, defaultOf, lookalikes, type Shape, type Side } from './shape.ts'
import { slot } from './statement.ts'

/** A column, bare or of an alias. */
export type ColumnSql = (side: Side, column: string) => RawBuilder<unknown>

/** One condition on a row of one table: its text, cached under its shape, and the values of its slots. */
export interface Term {
  readonly side: Side
  readonly shape: string
  readonly values: readonly Scalar[]
  sql(first: number, column: ColumnSql): RawBuilder<unknown>
}

/** Columns without an alias, for statements on one table. */
export const bare: ColumnSql = (_side, column) => sql.ref(column)

/** Columns of a row that is read under an alias; those beside it have an alias of their own. */
export const aliased =
  (alias: string): ColumnSql =>
  (side, column) =>
    sql.ref(`${side === 'main' ? alias : besideOf(alias)}.${column}`)

export const besideOf = (alias: string): string => `${alias}__x`

/** Conditions as terms on the tables that hold the fields, in a stable order: the same question has the same shape. */
export const termsOf = (shape: Shape, where: object): readonly Term[] =>
  Object.entries(where).flatMap(([field, condition]: [string, unknown]) => termsOfField(shape, field, condition))

export function termsOfField(shape: Shape, field: string, condition: unknown): readonly Term[] {
  const place = shape.places[field]
  const type = fieldsOf(shape.kind)[field]
  if (place === undefined || type === undefined) throw new TypeError(`"${shape.kind}" has no field "${field}"`)
  if (place.at === 'state') return stateTerms(shape, String(condition))
  if (place.at === 'constant') return condition === place.value ? [] : [never]
  if (condition === null) return [isNull(field, place)]
  if (typeof condition === 'object' && 'gt' in condition)
    return [compared(field, place, '>', encode(type, condition.gt))]
  if (typeof condition === 'object' && 'atMost' in condition)
    return [compared(field, place, '<=', encode(type, condition.atMost))]
  const value = encode(type, condition)
  if (place.nullIs !== undefined && value === place.nullIs) return [isNull(field, place)]
  return place.type.fits(value) ? [equal(field, place, value)] : [never]
}

const never: Term = { side: 'main', shape: 'never', values: [], sql: () => sql`1 = 0` }

const isNull = (field: string, { at, column }: ColumnPlace): Term => ({
  side: at,
  shape: `${field} is null`,
  values: [],
  sql: (_first, of) => sql`${of(at, column)} is null`,
})

const equal = (field: string, { at, column, type }: ColumnPlace, value: Scalar): Term => ({
  side: at,
  shape: `${field}=`,
  values: [value],
  sql: (first, of) => type.equals(of(at, column), slot(first)),
})

const compared = (field: string, { at, column, type }: ColumnPlace, op: '>' | '<=', value: Scalar): Term => ({
  side: at,
  shape: `${field}${op}`,
  values: [value],
  sql: (first, of) => type.compare(of(at, column), op, slot(first)),
})

/** The host's columns say which state it is; of several that look the same, the table beside does. */
function stateTerms(shape: Shape, state: string): readonly Term[] {
  const alike = lookalikes(shape, state)
  const first = likeliest(shape, state)
  const onMain: Term = {
    side: 'main',
    shape: `state ${first}`,
    values: [],
    sql: (_first, of) => sql`${stateOnMain(shape, of)} = ${sql.lit(first)}`,
  }
  if (alike.length === 0) return [onMain]
  const sqlBeside: Term['sql'] = (_first, of) => {
    const kept = of('companion', 'status')
    return state === first
      ? sql`${kept} not in (${sql.join(alike.map((name) => sql.lit(name)))})`
      : sql`${kept} = ${sql.lit(state)}`
  }
  return [onMain, { side: 'companion', shape: `kept ${state}`, values: [], sql: sqlBeside }]
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
export function valueSql(shape: Shape, field: string, of: ColumnSql): RawBuilder<unknown> {
  const place = shape.places[field]
  const type = fieldsOf(shape.kind)[field]
  if (place === undefined || type === undefined) throw new TypeError(`"${shape.kind}" has no field "${field}"`)
  if (place.at === 'constant') return sql.lit(place.value)
  if (place.at === 'state') return stateSql(shape, of)
  const value = place.type.read(of(place.at, place.column))
  if (place.at === 'companion') {
    const missing = defaultOf(field, type)
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

/** Whether there is a row at all: one that lives on another record's row may be missing there. */
export const existsSql = (shape: Shape, of: ColumnSql): RawBuilder<unknown> | null =>
  shape.onRole ? sql`${valueSql(shape, 'id', of)} is not null` : null

/** The terms as one condition; their values follow each other from the slot `first` on. */
export function allOf(terms: readonly Term[], first: number, of: ColumnSql): RawBuilder<unknown> {
  let next = first
  const parts = terms.map((term) => {
    const part = term.sql(next, of)
    next += term.values.length
    return part
  })
  return parts.length > 0 ? sql.join(parts, sql` and `) : sql`1 = 1`
}

/** What a statement with these terms is cached under. */
export const shapeOf = (terms: readonly Term[]): string => terms.map(({ shape }) => shape).join()

export const valuesOf = (terms: readonly Term[]): Scalar[] => terms.flatMap(({ values }) => values)
