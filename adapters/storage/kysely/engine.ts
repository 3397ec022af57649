import type { Kysely, RawBuilder } from 'kysely'
import type { Field } from '../../../src/index.ts'
import type { Scalar } from './codec.ts'
import type { ColumnType, HostType } from './column-type.ts'
import { mysql } from './engines/mysql.ts'
import { postgres } from './engines/postgres.ts'
import { sqlite } from './engines/sqlite.ts'
import type { Joining } from './joining.ts'

/** The tables as this adapter sees them: named and typed by the records, not by TypeScript. */
export type Database = Record<string, Record<string, unknown>>

/** What drivers put on the errors that they throw. */
export interface DriverError {
  readonly code?: unknown
  readonly errno?: unknown
  readonly errcode?: unknown
  readonly message?: unknown
}

/**
 * What an error of the engine means for a commit. `conflict`: an answer, a key is taken. `again`: nothing was done, the
 * same commit may succeed. `lost`: the connection went, nobody knows what was done.
 */
export type Failure = 'conflict' | 'again' | 'lost'

/** The table `v` of these columns, out of the values of each, in few parameters: the same statement for any number of rows. */
export type RowsOf = (columns: readonly string[], lists: readonly (readonly Scalar[])[]) => RawBuilder<unknown>

/** A column of an index, as the catalogue has it; each `is_` is 1 or 0. */
export interface IndexColumn {
  readonly index_name: string
  /** Null for an expression. */
  readonly column_name: string | null
  readonly is_unique: unknown
  /** Rows can be found in the order of its columns. */
  readonly is_ordered: unknown
  /** The rows themselves are kept in its order: each other index has its columns behind its own. */
  readonly is_clustered: unknown
}

/** What a plan found in one JSON text: a list of values for each of its rows. */
export interface JsonLists {
  /** The values of one row. */
  list(values: readonly RawBuilder<unknown>[]): RawBuilder<unknown>
  /** The lists, null where there is no row, as one text. */
  text(lists: readonly RawBuilder<unknown>[]): RawBuilder<unknown>
  /** Whether the text is read faster than columns. */
  readonly isFast: boolean
  /** Whether a list is made where its row is found; else each join of the plan hands on all values. */
  readonly isEarly: boolean
}

/** Everything in which the engines differ. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres' | 'mysql'
  readonly begin: string
  /** Ends the connection that they run on, for one that nobody may use again; none where there is but one. */
  readonly discard: readonly string[]
  /** Locks rows that are only read; null where writers are alone anyway. */
  readonly shareLock: RawBuilder<unknown> | null
  /** The inputs of many snapshots as rows of one JSON parameter, each with its number `n`. */
  inputRows(names: readonly string[], json: RawBuilder<unknown>): RawBuilder<unknown>
  input(name: string): RawBuilder<unknown>
  /** How a table of ours keeps a field. */
  own(field: Field): ColumnType
  /** How a table of the host's keeps a value of ours. */
  readonly host: { readonly [T in HostType]: ColumnType }
  readonly rowsOf: RowsOf
  /** A random UUID, for rows of the host's that have no key of ours. */
  readonly newUuid: RawBuilder<unknown>
  /** Null where texts are not kept as text. */
  readonly json: JsonLists | null
  /** How rows are looked up by what was found before: beside one row, and beside each of many. */
  readonly beside: { readonly one: Joining; readonly many: Joining }
  /** Deletes the first rows in the order of an index that the condition walks along. */
  deleteFirst(rows: {
    readonly table: RawBuilder<unknown>
    readonly where: RawBuilder<unknown>
    readonly order: RawBuilder<unknown>
    readonly limit: RawBuilder<unknown>
  }): RawBuilder<unknown>
  /** Whether indexes are made with their table, because they cannot be made `if not exists`. */
  readonly inlineIndexes: boolean
  /** The indexes of a table that have all of its rows: a row for each column, in their order. */
  indexes(table: string): RawBuilder<IndexColumn>
  /** The columns of a table in which different texts may be equal: rows of `column_name`; null where there are none. */
  readonly inexactColumns: ((table: string) => RawBuilder<{ column_name: string }>) | null
  /** The columns of a table that the engine computes, where it does not say that they have a default: rows of `column_name`. */
  readonly computedColumns: ((table: string) => RawBuilder<{ column_name: string }>) | null
  failureOf(error: DriverError): Failure | null
}

/** The engine behind a Kysely instance, told by what its dialect can do rather than by its class: two copies of Kysely may be about. */
export function engineOf(db: Kysely<Database>): Engine {
  const { supportsOutput, supportsReturning, supportsTransactionalDdl } = db.getExecutor().adapter
  if (supportsOutput) throw new TypeError('"db" must be a Kysely instance on PostgreSQL, MySQL/MariaDB or SQLite')
  if (!supportsReturning) return mysql
  return supportsTransactionalDdl ? postgres : sqlite
}
