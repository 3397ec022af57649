import { type RawBuilder, sql } from 'kysely'
import type { Scalar } from './codec.ts'
import type { Engine, RowsOf } from './engine.ts'
import type { Cell, NewRow, RowChange, RowGuard } from './operations.ts'
import { slot } from './statement.ts'
import { allOf, bare, shapeOf, valuesOf } from './terms.ts'

/** A piece of SQL that is compiled once for its shape: its values take the slots from `first` on. */
export interface Part {
  readonly shape: string
  readonly values: readonly Scalar[]
  sql(first: number): RawBuilder<unknown>
}

/** How a commit names a key that the database makes while it runs. */
export type KeyPart = (name: string) => Part

/** Joins parts to one, each with the slots after those of the part before. */
export function joined(
  parts: readonly Part[],
  join: (pieces: readonly RawBuilder<unknown>[]) => RawBuilder<unknown>,
): Part {
  let shape = ''
  const values: Scalar[] = []
  for (const part of parts) {
    shape += `${part.shape}; `
    values.push(...part.values)
  }
  return {
    shape,
    values,
    sql: (first) => {
      let next = first
      const pieces = parts.map((part) => {
        const piece = part.sql(next)
        next += part.values.length
        return piece
      })
      return join(pieces)
    },
  }
}

/** The condition that a row is as its terms say. */
export const wherePart = ({ terms }: RowGuard): Part => ({
  shape: shapeOf(terms),
  values: valuesOf(terms),
  sql: (first) => allOf(terms, first, bare),
})

function cellPart(cell: Cell, key: KeyPart): Part {
  if ('literal' in cell) return { shape: JSON.stringify(cell.literal), values: [], sql: () => sql.lit(cell.literal) }
  // What has few values is part of the statement: each parameter costs the server about as much as a comparison of rows.
  if ('value' in cell && (cell.value === null || cell.isClosed)) {
    const { value, type } = cell
    return { shape: JSON.stringify(value), values: [], sql: () => type.write(sql.lit(value)) }
  }
  if ('value' in cell) return { shape: '?', values: [cell.value], sql: (first) => cell.type.write(slot(first)) }
  const part = key(cell.ref)
  return { ...part, sql: (first) => cell.type.write(part.sql(first)) }
}

/** Changes or deletes one row, if its terms hold. */
export function changePart(change: RowChange, key: KeyPart): Part {
  const { table, set, add } = change
  const where = wherePart(change)
  if (set === null)
    return {
      ...where,
      shape: `delete ${table} ${where.shape}`,
      sql: (first) => sql`delete from ${sql.table(table)} where ${where.sql(first)}`,
    }
  const cells = joined(
    [...set.values()].map((cell) => cellPart(cell, key)),
    (pieces) => sql.join(pieces),
  )
  const sum: readonly Scalar[] = add ? [add.by] : []
  return {
    shape: `update ${table} ${where.shape} set ${[...set.keys()].join()} ${cells.shape} add ${add?.column} ${add?.upTo}`,
    values: [...where.values, ...cells.values, ...sum],
    sql: (first) => {
      const afterWhere = first + where.values.length
      const by = slot(afterWhere + cells.values.length)
      let next = afterWhere
      const sets = [...set].map(([column, cell]) => {
        const part = cellPart(cell, key)
        const assigned = sql`${sql.ref(column)} = ${part.sql(next)}`
        next += part.values.length
        return assigned
      })
      if (add === null) return sql`update ${sql.table(table)} set ${sql.join(sets)} where ${where.sql(first)}`
      const grown = sql`${sql.ref(add.column)} + ${by}`
      const all = sql.join([...sets, sql`${sql.ref(add.column)} = ${grown}`])
      return sql`update ${sql.table(table)} set ${all} where ${where.sql(first)} and ${grown} <= ${sql.ref(add.upTo)}`
    },
  }
}

/** New rows of one table that go into it together. */
export interface Rows {
  readonly rows: readonly NewRow[]
  readonly columns: readonly string[]
  /** The table and the columns. */
  readonly shape: string
}

const MAX_PARAMETERS = 8000 // well below what any engine takes in one statement

/** Rows that go into one insert: those of one table and of the same columns, as many as an engine takes. */
export function rowsByInsert(rows: readonly NewRow[], parameters: number = MAX_PARAMETERS): readonly Rows[] {
  const groups: Rows[] = []
  const open = new Map<string, NewRow[]>()
  for (const row of rows) {
    const columns = [...row.cells.keys()]
    const shape = `${row.order} ${row.table} ${columns.join()}`
    const group = open.get(shape)
    if (group && group.length < Math.floor(parameters / columns.length)) group.push(row)
    else {
      const started = [row]
      open.set(shape, started)
      groups.push({ rows: started, columns, shape })
    }
  }
  return groups
}

/** Inserts rows; with a `gate`, a table of the same statement, only if that has a row. */
export function insertPart(engine: Engine, { rows, columns, shape }: Rows, key: KeyPart, gate?: string): Part {
  const table = rows[0]?.table ?? ''
  const isPlain = rows.every(({ cells }) => [...cells.values()].every((cell) => 'value' in cell))
  const body =
    rows.length > 1 && isPlain && engine.rowsOf
      ? listedRows(engine.rowsOf, rows, columns, gate)
      : tuples(rows, key, gate)
  return {
    ...body,
    shape: `insert ${shape} ${body.shape}`,
    sql: (first) =>
      sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.id(column)))}) ${body.sql(first)}`,
  }
}

function tuples(rows: readonly NewRow[], key: KeyPart, gate?: string): Part {
  const cells = rows.map((row) =>
    joined(
      [...row.cells.values()].map((cell) => cellPart(cell, key)),
      sql.join,
    ),
  )
  if (gate === undefined) return joined(cells, (all) => sql`values ${sql.join(all.map((one) => sql`(${one})`))}`)
  // One row is selected by itself: then PostgreSQL gives a text that it does not know the type of its column.
  if (cells.length === 1) return joined(cells, ([one]) => sql`select ${one} from ${sql.id(gate)}`)
  const values = (all: readonly RawBuilder<unknown>[]) => sql.join(all.map((one) => sql`(${one})`))
  return joined(cells, (all) => sql`select x.* from (values ${values(all)}) as x, ${sql.id(gate)}`)
}

/** Rows that share most of their values: what is the same in all of them is one parameter, the rest goes as lists. */
function listedRows(rowsOf: RowsOf, rows: readonly NewRow[], columns: readonly string[], gate?: string): Part {
  const types = [...(rows[0]?.cells.values() ?? [])].map((cell) => ('type' in cell ? cell.type : null))
  const lists = columns.map((column) => rows.map(({ cells }) => scalarOf(cells.get(column))))
  // The first column says how many rows there are.
  const isSame = lists.map((list, n) => n > 0 && list.every((value) => value === list[0]))
  const same = lists.flatMap(([value = null], n) => (isSame[n] ? [value] : []))
  const listed = rowsOf.values(lists.filter((_, n) => !isSame[n]))
  return {
    shape: `listed ${isSame.map(Number).join('')}`,
    values: [...same, ...listed],
    sql: (first) => {
      let next = first
      const read = columns.map(
        (column, n) => types[n]?.write(isSame[n] ? slot(next++) : sql.ref(`v.${column}`)) ?? sql`null`,
      )
      const table = rowsOf.sql(
        columns.filter((_, n) => !isSame[n]),
        listed.map((_, n) => slot(next + n)),
      )
      const gated = gate === undefined ? sql`` : sql`, ${sql.id(gate)}`
      return sql`select ${sql.join(read)} from ${table}${gated}`
    },
  }
}

const scalarOf = (cell: Cell | undefined): Scalar => (cell !== undefined && 'value' in cell ? cell.value : null)
