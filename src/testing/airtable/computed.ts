import { evaluate, failed, type Reader } from './formula/evaluate.ts'
import { parseFormula } from './formula/parse.ts'
import { byNameOrId, type Field, type Row, type Table } from './state.ts'
import type { AirtableCell, AirtableRecord } from './table.ts'

/** What a cell shows; undefined where it is empty. */
export function cellOf(table: Table, row: Row, field: Field): AirtableCell | undefined {
  if (field.type === 'createdTime') return row.createdTime
  if (field.type !== 'formula') return row.cells[field.id]
  const value = evaluate(parseFormula(formulaOf(field)), readerOf(table, row))
  if (value === failed) return '#ERROR!'
  return value === null || value === '' ? undefined : value
}

/** The text of a formula field. */
export const formulaOf = ({ options }: Field): string => String(options?.['formula'] ?? '')

/** How a formula sees a row: its key, and its cells under the names or the keys of the fields. */
export const readerOf = (table: Table, row: Row): Reader => ({
  id: row.id,
  cell: (name) => {
    const field = byNameOrId(table.fields, name)
    return field && cellOf(table, row, field)
  },
})

/** A row as it is answered, with empty cells left out (D). */
export function recordOf(table: Table, row: Row, fields = table.fields, key: 'id' | 'name' = 'name'): AirtableRecord {
  const cells = fields.flatMap((field) => {
    const value = cellOf(table, row, field)
    return value === undefined ? [] : [[field[key], value] as const]
  })
  return { id: row.id, createdTime: row.createdTime, fields: Object.fromEntries(cells) }
}
