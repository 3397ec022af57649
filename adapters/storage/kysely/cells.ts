import { fieldsOf, InviteError, isRef, type Json } from '../../../src/index.ts'
import { encode } from './codec.ts'
import type { Cell } from './operations.ts'
import { keepsState, type Shape, type Side } from './shape.ts'

/** What is written into the two tables of a record, by column. */
export type SideCells = { readonly [S in Side]: Map<string, Cell> }

/** The columns that some fields of a record are written into. `at`: the time of the commit. */
export function cellsOf(shape: Shape, values: object, at: number): SideCells {
  const cells: SideCells = { main: new Map(), companion: new Map() }
  for (const [name, value] of Object.entries(values)) {
    const place = shape.places[name]
    if (place === undefined) throw new TypeError(`"${shape.kind}" has no field "${name}"`)
    if (place.at === 'state') writeState(shape, String(value), at, cells)
    else if (place.at !== 'constant') {
      // A membership on the user's row has no key of its own.
      if (shape.onRole && (name === 'id' || name === 'accountId')) continue
      if (shape.onRole && name === 'role' && value === null)
        throw new InviteError('invalid_input', { fields: [{ field: name, code: 'required' }] })
      cells[place.at].set(place.column, place.nullIs === value ? { literal: null } : cellOf(shape, name, value))
      const parts = shape.parts[name]
      if (parts === undefined) continue
      for (const [part, column] of Object.entries(parts)) cells.main.set(column, partCell(shape, (value as Json)[part]))
    } else if (value !== place.value)
      throw new InviteError('invalid_input', { fields: [{ field: name, code: 'unknown' }] })
  }
  return cells
}

/** One field as its column keeps it, or as the text that it is beside the table. */
export function cellOf(shape: Shape, name: string, value: unknown, as: 'kept' | 'text' = 'kept'): Cell {
  const place = shape.places[name]
  const field = fieldsOf(shape.kind)[name]
  if (place === undefined || field === undefined || !('column' in place))
    throw new TypeError(`"${shape.kind}.${name}" has no column`)
  const type = as === 'text' ? shape.text : place.type
  if (isRef(value)) return { ref: value.name, type }
  const encoded = encode(field, value)
  const isClosed = field.oneOf?.includes(String(encoded)) ?? false
  if (encoded === null || type.fits(encoded)) return { value: encoded, type, isClosed }
  throw new InviteError('invalid_input', { fields: [{ field: name, code: 'unknown' }] })
}

export const textCell = ({ text: type }: Shape, value: string): Cell => ({ value, type, isClosed: false })

/** A part of an object has a column of its own if it is a text. */
const partCell = (shape: Shape, value: unknown): Cell =>
  typeof value === 'string' ? textCell(shape, value) : { literal: null }

function writeState(shape: Shape, state: string, at: number, cells: SideCells): void {
  for (const [column, value] of Object.entries(shape.states?.[state] ?? {})) {
    const isTime = typeof value === 'object' && value !== null
    cells.main.set(column, isTime ? { value: at, type: shape.times[value.set], isClosed: false } : { literal: value })
  }
  if (keepsState(shape)) cells.companion.set('status', textCell(shape, state))
}
