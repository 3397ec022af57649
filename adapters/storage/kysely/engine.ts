import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Field } from '../../../src/index.ts'

/** The tables as this adapter sees them: named and typed by the records, not by TypeScript. */
export type Database = Record<string, Record<string, unknown>>

/** Everything in which the engines differ. */
export interface Engine {
  readonly begin: string
  /** Locks rows that are only read; null where writers are alone anyway. */
  readonly shareLock: RawBuilder<unknown> | null
  /** The inputs of many snapshots as rows of one JSON parameter, each with its number `n`. */
  inputRows(names: readonly string[], json: RawBuilder<unknown>): RawBuilder<unknown>
  input(name: string): RawBuilder<unknown>
  columnType(field: Field): RawBuilder<unknown>
  /** Whether indexes are made with their table, because they cannot be made `if not exists`. */
  readonly inlineIndexes: boolean
  /** The unique indexes of a table: rows of `index_name` and `column_name`. */
  uniqueIndexes(table: string): RawBuilder<{ index_name: string; column_name: string }>
  isUniqueViolation(error: DriverError): boolean
  /** Whether the same transaction may succeed when it is run again. */
  isRetryable(error: DriverError): boolean
}

/** What drivers put on the errors that they throw. */
export interface DriverError {
  readonly code?: unknown
  readonly errno?: unknown
  readonly errcode?: unknown
}

const number = (field: Field): boolean => field.type === 'int' || field.type === 'time'

const sqlite: Engine = {
  inlineIndexes: false,
  begin: 'begin immediate', // a deferred one can fail when it comes to write, whatever the busy timeout
  shareLock: null,
  inputRows: (_names, json) => sql`(select key as n, value as v from json_each(${json})) as base`,
  input: (name) => sql`json_extract(base.v, ${sql.lit(`$.${name}`)})`,
  columnType: (field) => (number(field) ? sql`integer` : sql`text`),
  uniqueIndexes: (table) =>
    sql`select l.name as index_name, i.name as column_name from pragma_index_list(${table}) l, pragma_index_info(l.name) i where l."unique" = 1 and l.partial = 0`,
  isUniqueViolation: ({ code, errcode }) =>
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY' ||
    errcode === 2067 ||
    errcode === 1555,
  isRetryable: ({ code, errcode }) =>
    (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)) || errcode === 5 || errcode === 6,
}

const postgres: Engine = {
  inlineIndexes: false,
  begin: 'begin',
  shareLock: sql` for share`,
  inputRows: (_names, json) =>
    sql`(select n, v from jsonb_array_elements(${json}::jsonb) with ordinality as rows(v, n)) as base`,
  input: (name) => sql`(base.v->>${sql.lit(name)})`,
  columnType: (field) => (number(field) ? sql`bigint` : sql`text collate "C"`),
  uniqueIndexes: (table) => sql`select c.relname as index_name, a.attname as column_name from pg_index i
    join pg_class c on c.oid = i.indexrelid join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null and i.indrelid = to_regclass(${table})`,
  isUniqueViolation: ({ code }) => code === '23505',
  isRetryable: ({ code }) => code === '40001' || code === '40P01',
}

const mysql: Engine = {
  inlineIndexes: true,
  begin: 'begin',
  shareLock: sql` lock in share mode`,
  inputRows: (names, json) => {
    const columns = names.map(
      (name) =>
        sql`, ${sql.id(name)} varchar(700) character set utf8mb4 collate utf8mb4_bin path ${sql.lit(`$.${name}`)}`,
    )
    return sql`json_table(${json}, '$[*]' columns (n for ordinality${sql.join(columns, sql``)})) as base`
  },
  input: (name) => sql`base.${sql.id(name)}`,
  columnType: (field) => {
    if (number(field)) return sql`bigint`
    const size =
      field.type === 'json' || field.type === 'flags' ? sql`longtext` : sql`varchar(${sql.lit(sizeOf(field))})`
    return sql`${size} character set utf8mb4 collate utf8mb4_bin`
  },
  uniqueIndexes: (
    table,
  ) => sql`select index_name as index_name, column_name as column_name from information_schema.statistics
    where non_unique = 0 and table_schema = database() and table_name = ${table}`,
  isUniqueViolation: ({ errno }) => errno === 1062,
  isRetryable: ({ errno }) => errno === 1213 || errno === 1205,
}

/** An index of InnoDB has room for 768 characters in all: a state needs few of them. */
const sizeOf = (field: Field): number => field.size ?? (field.oneOf ? 32 : field.type === 'id' ? 191 : 255)

/** The engine behind a Kysely instance, told by what its dialect can do rather than by its class: two copies of Kysely may be about. */
export function engineOf(db: Kysely<Database>): Engine {
  const { supportsOutput, supportsReturning, supportsTransactionalDdl } = db.getExecutor().adapter
  if (supportsOutput) throw new TypeError('"db" must be a Kysely instance on PostgreSQL, MySQL/MariaDB or SQLite')
  if (!supportsReturning) return mysql
  return supportsTransactionalDdl ? postgres : sqlite
}
