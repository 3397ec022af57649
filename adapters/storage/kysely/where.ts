import { type RawBuilder, sql } from 'kysely'
import { fieldsOf, type RecordKind } from '../../../src/index.ts'
import { encode, type Scalar } from './codec.ts'
import { columnOf } from './names.ts'
import { slot } from './statement.ts'

/** One condition: its column, how it is compared, and the value (none for `is null`). */
export interface Term {
  readonly field: string
  readonly op: '=' | '>' | '<=' | 'is null'
  readonly value: Scalar
}

/** Conditions as terms, in a stable order, so that the same question has the same shape. */
export function termsOf(kind: RecordKind, where: object): readonly Term[] {
  const fields = fieldsOf(kind)
  return Object.entries(where).map(([field, condition]: [string, unknown]): Term => {
    const type = fields[field]
    if (type === undefined) throw new TypeError(`"${kind}" has no field "${field}"`)
    if (condition === null) return { field, op: 'is null', value: null }
    if (typeof condition === 'object' && 'gt' in condition) return { field, op: '>', value: encode(type, condition.gt) }
    if (typeof condition === 'object' && 'atMost' in condition)
      return { field, op: '<=', value: encode(type, condition.atMost) }
    return { field, op: '=', value: encode(type, condition) }
  })
}

/** What a statement with these terms is cached under. */
export const shapeOf = (terms: readonly Term[]): string => terms.map(({ field, op }) => `${field}${op}`).join()

/** The terms as SQL; their values are the slots from `first` on. */
export function whereSql(terms: readonly Term[], first: number, table?: string): RawBuilder<unknown> {
  const parts = terms.map(({ field, op }, n) => {
    const column = table === undefined ? sql.ref(columnOf(field)) : sql.ref(`${table}.${columnOf(field)}`)
    if (op === 'is null') return sql`${column} is null`
    return op === '='
      ? sql`${column} = ${slot(first + n)}`
      : op === '>'
        ? sql`${column} > ${slot(first + n)}`
        : sql`${column} <= ${slot(first + n)}`
  })
  return sql.join(parts, sql` and `)
}

export const valuesOf = (terms: readonly Term[]): Scalar[] => terms.map(({ value }) => value)
