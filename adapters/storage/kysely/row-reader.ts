import type { Field, Json } from '../../../src/index.ts'
import { decoderOf } from './codec.ts'

/** A row of an answer by its columns, or a list. */
export type Cells = Readonly<Record<string | number, unknown>>

/** Reads one record out of an answer; null where it is not there. */
export type RowReader = (from: Cells) => Record<string, unknown> | null

/** Where a field is in a list of values, and the parts of it that have columns of their own. */
export interface Cell {
  readonly field: string
  readonly type: Field
  readonly at: number
  readonly parts: readonly (readonly [part: string, at: number])[]
}

/** Makes what reads a record of these fields; the first is its id. `names`: what the values are called where they are no list. */
export function rowReader(cells: readonly Cell[], names?: readonly string[]): RowReader {
  // A copy of this has its final form from the start: that is twice as fast as to add field by field.
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(cells.map(({ field }) => [field, null]))
  const nameOf = (at: number) => names?.[at] ?? at
  const known = cells.map(({ field, type, at, parts }) => ({
    field,
    name: nameOf(at),
    decode: decoderOf(type),
    parts: parts.map(([part, partAt]) => [part, nameOf(partAt)] as const),
  }))
  const id = nameOf(0)
  return (from) => {
    if (from[id] === null) return null
    const read = { ...empty }
    for (const { field, name, decode, parts } of known) {
      const value = from[name]
      if (value !== null) read[field] = decode(value)
      for (const [part, column] of parts) read[field] = withPart(read[field] as Json, part, from[column])
    }
    return read
  }
}

/** The host's column counts, also where it has been emptied. */
function withPart(object: Json, part: string, value: unknown): Json {
  const { [part]: _, ...rest } = object
  return value === null ? rest : { ...rest, [part]: String(value) }
}
