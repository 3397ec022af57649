import { type RawBuilder, sql } from 'kysely'
import type { Scalar } from './codec.ts'

/**
 * How a column keeps a value. Between tables and towards the caller every value has one canonical form: keys and texts
 * are text, times are epoch milliseconds.
 */
export interface ColumnType {
  /** As a migration writes it. */
  readonly ddl: RawBuilder<unknown>
  /** Whether the column can hold a canonical value; of one that it cannot hold no row is found, and none is written. */
  fits(value: Scalar): boolean
  /** The column's canonical value. */
  read(column: RawBuilder<unknown>): RawBuilder<unknown>
  /** The same, to be compared with a column of another table, which may have a collation of its own. */
  match(column: RawBuilder<unknown>): RawBuilder<unknown>
  /** A canonical value as the column keeps it; null where it does not fit. */
  write(value: RawBuilder<unknown>): RawBuilder<unknown>
  /** Whether the column has exactly this canonical value, whatever its collation thinks is equal. */
  equals(column: RawBuilder<unknown>, value: RawBuilder<unknown>): RawBuilder<unknown>
  /** The same, for a further field of a key: as a planner must not take an index of that field alone for as good as the key's. */
  equalsBeside(column: RawBuilder<unknown>, value: RawBuilder<unknown>): RawBuilder<unknown>
  /** Whether the column is greater than, or at most, a canonical value. */
  compare(column: RawBuilder<unknown>, op: '>' | '<=', value: RawBuilder<unknown>): RawBuilder<unknown>
}

/** A column type by what is special about it. */
export function columnType(ddl: RawBuilder<unknown>, special: Partial<ColumnType> = {}): ColumnType {
  const type: ColumnType = {
    ddl,
    fits: () => true,
    read: (column) => column,
    match: (column) => type.read(column),
    write: (value) => value,
    equals: (column, value) => sql`${column} = ${type.write(value)}`,
    equalsBeside: (column, value) => type.equals(column, value),
    compare: (column, op, value) => sql`${column} ${op === '>' ? sql`>` : sql`<=`} ${type.write(value)}`,
    ...special,
  }
  return type
}

/** A column of the host's that holds times. They may be finer than a millisecond: what is read of them is what is equal. */
export const timeType = (
  ddl: RawBuilder<unknown>,
  special: Pick<ColumnType, 'read'> & Partial<ColumnType>,
): ColumnType => columnType(ddl, { equals: (column, value) => sql`${special.read(column)} = ${value}`, ...special })

/** What a table of the host's may keep a value of ours in. */
export type HostType = 'text' | 'integer' | 'uuid' | 'milliseconds' | 'timestamptz' | 'timestamp'

export const fitsInteger = (value: Scalar): boolean => /^(0|[1-9]\d{0,17})$/.test(String(value))
export const fitsUuid = (value: Scalar): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(String(value))
