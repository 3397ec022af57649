import { sql } from 'kysely'
import { columnType, fitsInteger, fitsUuid, timeType } from '../column-type.ts'
import type { Engine } from '../engine.ts'
import { plainly } from '../joining.ts'

const integer = columnType(sql`integer`)
// Where a unique column is mostly null, SQLite's statistics make it scan the table for a key: `unlikely` says how rare one is.
const text = columnType(sql`text`, { equals: (column, value) => sql`unlikely(${column} = ${value})` })
// Days since noon in Greenwich, as SQLite counts; a millisecond is well within their precision.
const time = timeType(sql`text`, {
  read: (column) => sql`cast(round((julianday(${column}) - 2440587.5) * 86400000) as integer)`,
  write: (value) => sql`strftime('%Y-%m-%d %H:%M:%f', ${value} / 1000.0, 'unixepoch')`,
  // Hosts write times in several formats: their numbers compare, their texts may not.
  compare: (column, op, value) => integer.compare(time.read(column), op, value),
})

export const sqlite: Engine = {
  name: 'sqlite',
  inlineIndexes: false,
  beside: { one: plainly, many: plainly },
  deleteFirst: ({ table, where, order, limit }) =>
    sql`delete from ${table} where id in (select id from ${table} where ${where} order by ${order} limit ${limit})`,
  begin: 'begin immediate', // a deferred one can fail when it comes to write, whatever the busy timeout
  discard: [],
  newUuid: sql`lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`,
  shareLock: null,
  inputRows: (_names, json) => sql`(select key as n, value as v from json_each(${json})) as base`,
  input: (name) => sql`json_extract(base.v, ${sql.lit(`$.${name}`)})`,
  own: ({ type }) => (type === 'int' || type === 'time' ? integer : text),
  host: {
    text: columnType(sql`text`, { equals: (column, value) => sql`${column} collate binary = ${value}` }),
    integer: columnType(sql`integer`, {
      fits: fitsInteger,
      read: (column) => sql`cast(${column} as text)`,
      // The value is named once: D1 takes a hundred parameters in a statement.
      write: (value) =>
        sql`(select case when v <> '' and v not glob '*[^0-9]*' then cast(v as integer) end from (select ${value} as v))`,
    }),
    uuid: columnType(sql`text`, { fits: fitsUuid }),
    milliseconds: integer,
    timestamptz: time,
    timestamp: time,
  },
  // Thousands of parameters cost more than the insert itself.
  rowsOf: (columns, lists) => {
    const rows = JSON.stringify(lists[0]?.map((_, row) => lists.map((list) => list[row])) ?? [])
    const read = columns.map((column, n) => sql`json_extract(value, ${sql.lit(`$[${n}]`)}) as ${sql.id(column)}`)
    return sql`(select ${sql.join(read)} from json_each(${rows})) as v`
  },
  json: {
    list: (values) => sql`json_array(${sql.join(values)})`,
    text: (lists) => sql`json_array(${sql.join(lists)})`,
    isFast: false,
    isEarly: false,
  },
  inexactColumns: null,
  indexes: (table) => sql`select index_name, column_name, is_unique, 1 as is_ordered, is_clustered from (
      select l.name as index_name, i.name as column_name, l."unique" as is_unique, 0 as is_clustered, i.seqno as n
      from pragma_index_list(${table}) l, pragma_index_info(l.name) i where l.partial = 0
      union all select 'primary key', name, 1, 1, pk from pragma_table_info(${table})
      where pk > 0 and not exists (select 1 from pragma_index_list(${table}) where origin = 'pk')
    ) order by index_name, n`,
  computedColumns: null,
  failureOf: ({ code, errcode, message }) => {
    const said = `${String(code)} ${String(message)}`
    if (errcode === 2067 || errcode === 1555 || /UNIQUE constraint failed|CONSTRAINT_(UNIQUE|PRIMARYKEY)/.test(said))
      return 'conflict'
    // BUSY and LOCKED, whatever stands in the upper bits: a snapshot that is too old, another process at its recovery.
    const isBusy = [5, 6].includes(Number(errcode) & 0xff) || /SQLITE_(BUSY|LOCKED)/.test(said)
    return isBusy ? 'again' : null
  },
}
