import { InviteError, isRef } from '../../../src/index.ts'
import { encode } from './codec.ts'
import type { Cell } from './operations.ts'
import { fieldOf, keepsState, placeOf, type Shape, type Side } from './shape.ts'
import { constant, type Slots, type Value, valueAt } from './slots.ts'

/** What is written into the two tables of a record, by column. */
export type SideCells = { readonly [S in Side]: Map<string, Cell> }

/** The columns that some fields of a record are written into; their values have been read. `at`: the time of the commit. */
export function cellsOf(shape: Shape, values: object, slots: Slots, at: Value): SideCells {
  const cells: SideCells = { main: new Map(), companion: new Map() }
  for (const [name, value] of Object.entries(values)) {
    const place = placeOf(shape, name)
    if (place.at === 'state') writeState(shape, String(value), at, cells)
    else if (place.at !== 'constant') {
      // A membership on the user's row has no key of its own.
      if (shape.onRole && (name === 'id' || name === 'accountId')) continue
      if (shape.onRole && name === 'role' && value === null)
        throw new InviteError('invalid_input', { fields: [{ field: name, code: 'required' }] })
      const cell = place.nullIs === value ? { literal: null } : cellOf(shape, name, values, slots)
      cells[place.at].set(place.column, cell)
      for (const [part, column] of Object.entries(shape.parts[name] ?? {}))
        cells.main.set(column, partCell(shape, values, `${name}.${part}`, slots))
    } else if (encode(fieldOf(shape, name).type, value) !== place.value)
      throw new InviteError('invalid_input', { fields: [{ field: name, code: 'unknown' }] })
  }
  return cells
}

/** One field as its column keeps it, or as the text that it is beside the table. */
export function cellOf(shape: Shape, name: string, values: object, slots: Slots, as: 'kept' | 'text' = 'kept'): Cell {
  const place = placeOf(shape, name)
  if (!('column' in place)) throw new TypeError(`"${shape.kind}.${name}" has no column`)
  const type = as === 'text' ? shape.text : place.type
  const given = (values as Readonly<Record<string, unknown>>)[name]
  if (fieldOf(shape, name).type.type !== 'json' && isRef(given)) return { ref: given.name, type }
  const value = valueAt(slots, values, name)
  if (value.now === null || type.fits(value.now)) return { value, type }
  throw new InviteError('invalid_input', { fields: [{ field: name, code: 'unknown' }] })
}

export const textCell = ({ text: type }: Shape, value: Value): Cell => ({ value, type })

/** A part of an object has a column of its own if it is a text. */
function partCell(shape: Shape, values: object, part: string, slots: Slots): Cell {
  const value = slots.found?.get(values)?.[part]
  return value === undefined ? { literal: null } : textCell(shape, value)
}

function writeState(shape: Shape, state: string, at: Value, cells: SideCells): void {
  for (const [column, value] of Object.entries(shape.states?.[state] ?? {})) {
    const isTime = typeof value === 'object' && value !== null
    cells.main.set(column, isTime ? { value: at, type: shape.times[value.set] } : { literal: value })
  }
  if (keepsState(shape)) cells.companion.set('status', textCell(shape, constant(state)))
}
