import { type RawBuilder, sql } from 'kysely'
import type { Engine, RowsOf } from './engine.ts'
import type { Cell, NewRow, NewRows, Operations, RowChange, RowGuard } from './operations.ts'
import { FEW } from './operations-of.ts'
import { sqlOf } from './slots.ts'
import { allOf, bare } from './terms.ts'

/** How a commit names a key that the database makes while it runs. */
export type KeySql = (name: string) => RawBuilder<unknown>

/** The condition that a row is as its terms say. */
export const whereSql = ({ terms }: RowGuard): RawBuilder<unknown> => allOf(terms, bare)

function cellSql(cell: Cell, key: KeySql): RawBuilder<unknown> {
  if ('literal' in cell) return sql.lit(cell.literal)
  return cell.type.write('value' in cell ? sqlOf(cell.value) : key(cell.ref))
}

/** Changes or deletes one row, if its terms hold. */
export function changeSql(change: RowChange, key: KeySql): RawBuilder<unknown> {
  const { set, add } = change
  const table = sql.table(change.table)
  const where = whereSql(change)
  if (set === null) return sql`delete from ${table} where ${where}`
  const sets = [...set].map(([column, cell]) => sql`${sql.ref(column)} = ${cellSql(cell, key)}`)
  if (add === null) return sql`update ${table} set ${sql.join(sets)} where ${where}`
  const grown = sql`${sql.ref(add.column)} + ${sqlOf(add.by)}`
  const all = sql.join([...sets, sql`${sql.ref(add.column)} = ${grown}`])
  return sql`update ${table} set ${all} where ${where} and ${grown} <= ${sql.ref(add.upTo)}`
}

const MAX_PARAMETERS = 8000 // well below what any engine takes in one statement

/** Rows that go into one insert: those of one table, of the same columns and literals, as many as an engine takes. */
function rowsByInsert(rows: readonly NewRow[], parameters: number): readonly (readonly NewRow[])[] {
  const groups: NewRow[][] = []
  const open = new Map<string, NewRow[]>()
  for (const row of rows) {
    const cells = [...row.cells].map(([column, cell]) => ('literal' in cell ? [column, cell.literal] : column))
    const shape = JSON.stringify([row.order, row.table, cells])
    const group = open.get(shape)
    if (group && group.length < Math.floor(parameters / row.cells.size)) group.push(row)
    else {
      const started = [row]
      open.set(shape, started)
      groups.push(started)
    }
  }
  return groups
}

/** An insert; `gate` is a table of the same statement, and nothing is inserted unless it has a row. */
export interface Insert {
  readonly rows: readonly NewRow[]
  sql(key: KeySql, gate?: string): RawBuilder<unknown>
}

/** The inserts of a commit, in the order of the tables. */
export function insertsOf(
  { rowsOf }: Engine,
  { rows, many }: Operations,
  parameters: number = MAX_PARAMETERS,
): readonly Insert[] {
  const inserts = rowsByInsert(rows, parameters).map((group) => {
    const listed = group.length > FEW ? listOf(group) : null
    const sqlOfRows: Insert['sql'] = (key, gate) =>
      listed ? listSql(rowsOf, listed, gate) : tuplesSql(group, key, gate)
    return { order: group[0]?.order ?? 0, rows: group, sql: sqlOfRows }
  })
  const lists = many.map((list) => {
    const sqlOfList: Insert['sql'] = (_, gate) => listSql(rowsOf, list, gate)
    return { order: list.order, rows: [], sql: sqlOfList }
  })
  return [...inserts, ...lists].sort((a, b) => a.order - b.order)
}

const into = (table: string, columns: readonly string[]) =>
  sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.id(column)))})`

function tuplesSql(rows: readonly NewRow[], key: KeySql, gate?: string): RawBuilder<unknown> {
  const [row] = rows
  const columns = [...(row?.cells ?? [])]
  const insert = into(
    row?.table ?? '',
    columns.map(([column]) => column),
  )
  const tuple = (cells: readonly Cell[]) => sql.join(cells.map((cell) => cellSql(cell, key)))
  const tuples = (of: (row: NewRow) => readonly Cell[]) => sql.join(rows.map((one) => sql`(${tuple(of(one))})`))
  if (gate === undefined) return sql`${insert} values ${tuples(({ cells }) => [...cells.values()])}`
  if (rows.length === 1) return sql`${insert} select ${tuple(columns.map(([, cell]) => cell))} from ${sql.id(gate)}`
  // A literal that is selected takes the type of its column; among values PostgreSQL makes a text of it.
  const isOpen = (cell: Cell): boolean => !('literal' in cell)
  const open = columns.filter(([, cell]) => isOpen(cell)).map(([column]) => sql.id(column))
  const read = columns.map(([column, cell]) => (isOpen(cell) ? sql.ref(`x.${column}`) : cellSql(cell, key)))
  const values = tuples(({ cells }) => [...cells.values()].filter(isOpen))
  return sql`${insert} select ${sql.join(read)} from (values ${values}) as x(${sql.join(open)}), ${sql.id(gate)}`
}

/** Rows column by column; null where a column holds more than values. */
function listOf(rows: readonly NewRow[]): NewRows | null {
  const [row] = rows
  if (row === undefined) return null
  const columns: NewRows['columns'][number][] = []
  for (const [name, first] of row.cells) {
    const cells = rows.map(({ cells }) => cells.get(name))
    const values = cells.flatMap((cell) => (cell && 'value' in cell ? [cell.value.now] : []))
    if (!('value' in first) || values.length < rows.length) return null
    columns.push({ name, type: first.type, values })
  }
  return { table: row.table, order: row.order, columns }
}

/** What is the same in all rows is one parameter, the rest goes as lists. */
function listSql(rowsOf: RowsOf, { table, columns }: NewRows, gate?: string): RawBuilder<unknown> {
  // The first column says how many rows there are.
  const isSame = columns.map(({ values }, n) => n > 0 && values.every((value) => value === values[0]))
  const read = columns.map(({ name, type, values }, n) =>
    type.write(isSame[n] ? sql`${values[0]}` : sql.ref(`v.${name}`)),
  )
  const lists = columns.filter((_, n) => !isSame[n])
  const from = rowsOf(
    lists.map(({ name }) => name),
    lists.map(({ values }) => values),
  )
  const names = columns.map(({ name }) => name)
  return sql`${into(table, names)} select ${sql.join(read)} from ${from}${gate === undefined ? sql`` : sql`, ${sql.id(gate)}`}`
}
