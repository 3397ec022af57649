import { type RawBuilder, sql } from 'kysely'
import type { Field } from '../../../../src/index.ts'
import { columnType, fitsInteger, fitsUuid, timeType } from '../column-type.ts'
import type { Engine } from '../engine.ts'
import { plainly } from '../joining.ts'

const exact = sql`character set utf8mb4 collate utf8mb4_bin`

const asUtf8 = (value: RawBuilder<unknown>) => sql`convert(${value} using utf8mb4) collate utf8mb4_bin`

const bigint = columnType(sql`bigint`)
const key = (size: number) => columnType(sql`varchar(${sql.lit(size)}) ${exact}`)
const asText = (column: RawBuilder<unknown>) => sql`cast(${column} as char(191) ${sql`character set utf8mb4`})`
const epoch = sql`timestamp'1970-01-01 00:00:00'`

const isTable = (name: string) =>
  sql`(table_name = ${name} and table_schema = database() or concat(table_schema, '.', table_name) = ${name})`

/** An index of InnoDB has room for 768 characters in all: a state needs few of them. */
const sizeOf = (field: Field): number => field.size ?? (field.oneOf ? 32 : field.type === 'id' ? 191 : 255)

export const mysql: Engine = {
  name: 'mysql',
  inlineIndexes: true,
  beside: { one: plainly, many: plainly },
  deleteFirst: ({ table, where, order, limit }) =>
    sql`delete from ${table} where ${where} order by ${order} limit ${limit}`,
  begin: 'begin',
  discard: ['kill connection_id()', 'select 1'],
  newUuid: sql`uuid()`,
  shareLock: sql` lock in share mode`,
  inputRows: (names, json) => {
    const columns = names.map((name) => sql`, ${sql.id(name)} varchar(700) ${exact} path ${sql.lit(`$.${name}`)}`)
    return sql`json_table(${json}, '$[*]' columns (n for ordinality${sql.join(columns, sql``)})) as base`
  },
  input: (name) => sql`base.${sql.id(name)}`,
  own: (field) => {
    if (field.type === 'int' || field.type === 'time') return bigint
    if (field.type === 'json' || field.type === 'flags') return columnType(sql`longtext ${exact}`)
    // Even the binary collation takes no notice of blanks at the end, in a unique index neither; bytes do.
    if (field.type === 'text' && !field.oneOf) return columnType(sql`varbinary(${sql.lit(4 * sizeOf(field))})`)
    return key(sizeOf(field))
  },
  host: {
    text: columnType(sql`varchar(255) ${exact}`, {
      write: asUtf8,
      // Two binary collations cannot be compared, and a host's may be another than ours.
      match: asUtf8,
      equals: (column, value) =>
        sql`(${column} = ${asUtf8(value)} and octet_length(${column}) = octet_length(${value}))`,
    }),
    integer: columnType(sql`bigint`, {
      fits: fitsInteger,
      read: asText,
      write: (value) => sql`case when ${value} regexp '^[0-9]{1,18}$' then cast(${value} as signed) end`,
    }),
    uuid: columnType(sql`char(36) character set ascii`, { fits: fitsUuid }),
    milliseconds: bigint,
    timestamptz: timeType(sql`timestamp(3)`, {
      read: (column) => sql`cast(round(unix_timestamp(${column}) * 1000) as signed)`,
      write: (value) => sql`from_unixtime(${value} / 1000)`,
    }),
    timestamp: timeType(sql`datetime(3)`, {
      read: (column) => sql`timestampdiff(microsecond, ${epoch}, ${column}) div 1000`,
      write: (value) => sql`timestampadd(microsecond, ${value} * 1000, ${epoch})`,
    }),
  },
  rowsOf: (columns, lists) => {
    const rows = JSON.stringify(lists[0]?.map((_, row) => lists.map((list) => list[row])) ?? [])
    const read = columns.map((column, n) => sql`${sql.id(column)} longtext ${exact} path ${sql.lit(`$[${n}]`)}`)
    return sql`json_table(${rows}, '$[*]' columns (${sql.join(read)})) as v`
  },
  json: null,
  indexes: (
    table,
  ) => sql`select index_name as index_name, column_name as column_name, 1 - non_unique as is_unique, index_type = 'BTREE' as is_ordered,
      index_name = 'PRIMARY' as is_clustered from information_schema.statistics
    where ${isTable(table)} order by index_name, seq_in_index`,
  inexactColumns: (table) => sql`select column_name as column_name from information_schema.columns
    where collation_name not like '%\_bin' and ${isTable(table)}`,
  computedColumns: (table) => sql`select column_name as column_name from information_schema.columns
    where generation_expression <> '' and ${isTable(table)}`,
  failureOf: ({ code, errno }) => {
    if (errno === 1062) return 'conflict'
    if ([1213, 1205, 1020, 8002, 8005, 8022, 8028, 9007].includes(Number(errno))) return 'again'
    const isLost = /^(PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(
      String(code),
    )
    return isLost || [1053, 1317, 1927, 2006, 2013].includes(Number(errno)) ? 'lost' : null
  },
}
