import type { Field, Json } from '../../../src/index.ts'
import { decode } from './codec.ts'

type AnyRow = Readonly<Record<string, unknown>>

/** Reads one record out of a row of an answer; null where it is not there. */
export type RowReader = (row: AnyRow) => Record<string, unknown> | null

/** Where a field is in an answer, and the parts of it that have columns of their own. */
export interface Cell {
  readonly field: string
  readonly type: Field
  readonly alias: string
  readonly parts: readonly (readonly [part: string, alias: string])[]
}

/** Makes what reads a record of these fields; the first is its id. */
export function rowReader(cells: readonly Cell[]): RowReader {
  // A copy of this has its final form from the start: that is twice as fast as to add field by field.
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(cells.map(({ field }) => [field, null]))
  const id = cells[0]?.alias ?? ''
  return (row) => {
    if (row[id] === null) return null
    const read = { ...empty }
    for (const { field, type, alias, parts } of cells) {
      read[field] = decode(type, row[alias])
      for (const [part, column] of parts) read[field] = withPart(read[field] as Json, part, row[column])
    }
    return read
  }
}

/** The host's column counts, also where it has been emptied. */
function withPart(object: Json, part: string, value: unknown): Json {
  const { [part]: _, ...rest } = object
  return value === null ? rest : { ...rest, [part]: String(value) }
}
