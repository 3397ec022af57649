import { type RawBuilder, sql } from 'kysely'
import { type ColumnType, columnType, fitsInteger, fitsUuid, timeType } from '../column-type.ts'
import type { Engine } from '../engine.ts'
import { allOf, type Joining, plainly } from '../joining.ts'

/**
 * A type of keys. Of a range PostgreSQL expects more rows than of a key: of `=` it may take an index of the field alone,
 * where rows alike in it are few on the average, and then pass by all of those that are many.
 */
const keyType = (ddl: RawBuilder<unknown>, special: Partial<ColumnType> & Pick<ColumnType, 'write'>): ColumnType =>
  columnType(ddl, {
    equalsBeside: (column, value) => sql`${column} between ${special.write(value)} and ${special.write(value)}`,
    ...special,
  })

const bigint = columnType(sql`bigint`, { write: (value) => sql`${value}::bigint` })
const text = keyType(sql`text collate "C"`, { write: (value) => sql`${value}::text` })
const milliseconds = (column: Parameters<typeof bigint.read>[0]) =>
  sql`round(extract(epoch from ${column}) * 1000)::bigint`

/** A table's name as the catalogue takes it, which reads one without quotes in lower case. */
const quoted = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')

/** Each look-up is planned by itself. */
const apart: Joining = {
  found: (value) => value,
  join: ({ table, alias, made, isSource }, on) => {
    const columns = [...(made === null || isSource ? [sql`*`] : []), ...(made ? [made] : [])]
    return sql` left join lateral (select ${sql.join(columns)} from ${table} where ${allOf(on)} limit 1) as ${sql.id(alias)} on true`
  },
}

export const postgres: Engine = {
  name: 'postgres',
  inlineIndexes: false,
  // A plan has some ninety columns: to describe and parse each costs the driver more than all the rest. Of values of
  // many types PostgreSQL looks up how each is written; texts in an array are written alike.
  json: {
    list: (values) => sql`array_to_json(array[${sql.join(values.map((value) => sql`(${value})::text`))}])`,
    text: (lists) => sql`array_to_json(array[${sql.join(lists)}])::text`,
    isFast: true,
    isEarly: true,
  },
  beside: {
    // A look-up by key, whatever the statistics say: joined freely, PostgreSQL may merge two tables from end to end where the
    // keys that it has counted are all near the start. Of what has been put together it has counted nothing. A key of
    // several fields is planned by itself: what the index of one of them costs more is too little, beside the whole, to count.
    one: {
      found: (value) => sql`(${value} || '')`,
      join: (joined, on) => (on.length > 1 ? apart : plainly).join(joined, on),
    },
    many: apart,
  },
  // As an array the ids are looked up one by one; as a join the whole table would be read.
  deleteFirst: ({ table, where, order, limit }) =>
    sql`delete from ${table} where id = any(array(select id from ${table} where ${where} order by ${order} limit ${limit}))`,
  // The locks and guards are right at this level; a stricter one would only ask for the commit again.
  begin: 'begin isolation level read committed',
  // In a transaction that has failed nothing else is listened to; the last one waits until the end has been seen.
  discard: ['abort', 'select pg_terminate_backend(pg_backend_pid())', 'select 1'],
  newUuid: sql`gen_random_uuid()`,
  shareLock: sql` for share`,
  inputRows: (_names, json) =>
    sql`(select n, v from jsonb_array_elements(${json}::jsonb) with ordinality as rows(v, n)) as base`,
  input: (name) => sql`(base.v->>${sql.lit(name)})`,
  own: ({ type }) => (type === 'int' || type === 'time' ? bigint : text),
  host: {
    // The explicit collation is that of most hosts' indexes; the second comparison is exact where that one is not.
    text: columnType(sql`text`, {
      write: (value) => sql`${value}::text collate "default"`,
      equals: (column, value) =>
        sql`(${column} = ${value}::text collate "default" and ${column}::text collate "C" = ${value}::text collate "C")`,
    }),
    integer: keyType(sql`bigint`, {
      fits: fitsInteger,
      read: (column) => sql`${column}::text`,
      write: (value) => sql`case when ${value}::text ~ '^[0-9]{1,18}$' then ${value}::text::bigint end`,
    }),
    uuid: keyType(sql`uuid`, {
      fits: fitsUuid,
      read: (column) => sql`${column}::text`,
      write: (value) =>
        sql`case when ${value}::text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ${value}::text::uuid end`,
    }),
    milliseconds: bigint,
    timestamptz: timeType(sql`timestamptz`, {
      read: milliseconds,
      write: (value) => sql`to_timestamp(${value}::double precision / 1000)`,
    }),
    timestamp: timeType(sql`timestamp`, {
      read: milliseconds,
      write: (value) => sql`(to_timestamp(${value}::double precision / 1000) at time zone 'UTC')`,
    }),
  },
  rowsOf: (columns, lists) => {
    const each = lists.map((list) => sql`json_array_elements_text(${JSON.stringify(list)}::json)`)
    return sql`rows from (${sql.join(each)}) as v(${sql.join(columns.map((column) => sql.id(column)))})`
  },
  inexactColumns: (table) => sql`select a.attname as column_name from pg_attribute a
    left join pg_collation c on c.oid = a.attcollation
    where a.attrelid = to_regclass(${quoted(table)}) and a.attnum > 0 and not coalesce(c.collisdeterministic, true)`,
  indexes: (
    table,
  ) => sql`select c.relname as index_name, a.attname as column_name, i.indisunique::int as is_unique, (m.amname = 'btree')::int as is_ordered, 0 as is_clustered
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
    cross join unnest(i.indkey) with ordinality as k(attnum, n)
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0
    where i.indrelid = to_regclass(${quoted(table)}) and i.indisvalid and i.indpred is null and k.n <= i.indnkeyatts
    order by index_name, k.n`,
  computedColumns: null,
  failureOf: ({ code, message }) => {
    if (code === '23505') return 'conflict'
    if (code === '40001' || code === '40P01') return 'again'
    const isLost = /^(08...|40003|57P0[123]|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(String(code))
    return isLost || /^(Connection terminated|Client has encountered)/.test(String(message)) ? 'lost' : null
  },
}
