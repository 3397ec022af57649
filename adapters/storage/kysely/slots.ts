import { type RawBuilder, sql } from 'kysely'
import { type Field, isRef } from '../../../src/index.ts'
import { encode, type Scalar } from './codec.ts'
import { fieldOf, type Place, type Shape } from './shape.ts'
import { slot } from './statement.ts'

/** A value of a question: its slot, null where it is part of the statement, and what it is this time. */
export interface Value {
  readonly slot: number | null
  readonly now: Scalar
}

/** What stands for a value in a statement. */
export const sqlOf = (value: Value): RawBuilder<unknown> =>
  value.slot === null ? sql.lit(value.now) : slot(value.slot)

/** A value that is part of the statement. */
export const constant = (value: Scalar): Value => ({ slot: null, now: value })

/**
 * The values of a question, numbered as they come, and its pattern: two questions of one pattern are the same statements
 * with other values. What a statement depends on stands in the pattern, everything else in a slot.
 */
export interface Slots {
  pattern: string
  readonly values: Scalar[]
  /** The keys that the database will make, by their names: a pattern tells them apart by their numbers. */
  readonly made: string[]
  /** The value of each field of each object that was read; null where nobody compiles. */
  readonly found: Map<object, Record<string, Value>> | null
}

export const createSlots = (isToCompile: boolean): Slots => ({
  pattern: '',
  values: [],
  made: [],
  found: isToCompile ? new Map() : null,
})

/** The value of a field that was read. */
export function valueAt({ found }: Slots, holder: object, field: string): Value {
  const value = found?.get(holder)?.[field]
  if (value === undefined) throw new TypeError(`"${field}" has no slot`)
  return value
}

/** Reads a value that is always in a slot. */
export function readOpen(slots: Slots, holder: object, field: string, value: Scalar): void {
  const n = slots.values.push(value) - 1
  if (slots.found) note(slots.found, holder, field, { slot: n, now: value })
}

/** Reads the key of a row: of one that its column cannot hold, no row is found. */
export function readKey(slots: Slots, shape: Shape, holder: object, id: string): void {
  slots.pattern += keyMark(shape, id)
  readOpen(slots, holder, 'id', id)
}

export function keyMark(shape: Shape, id: string): string {
  const { place } = fieldOf(shape, 'id')
  return 'column' in place && !place.type.fits(id) ? UNFIT : OPEN
}

/** Reads conditions on a row. `isConstant`: what has few values is part of the statement, and not in a slot. */
export function readWhere(slots: Slots, shape: Shape, where: object, isConstant: boolean): void {
  for (const [field, condition] of Object.entries(where)) {
    const { place, type, code } = fieldOf(shape, field)
    const isNumber = type.type === 'int' || type.type === 'time'
    if (!isNumber || typeof condition !== 'object' || condition === null) {
      slots.pattern += code
      readScalar(slots, place, type, where, field, encode(type, condition), isConstant)
      continue
    }
    const isMore = 'gt' in condition
    slots.pattern += code + (isMore ? '>' : '<')
    readOpen(slots, where, field, encode(type, isMore ? condition.gt : condition.atMost))
  }
}

/** Reads what some fields are set to. */
export function readFields(slots: Slots, shape: Shape, fields: object): void {
  for (const [field, value] of Object.entries(fields)) {
    const { place, type, code } = fieldOf(shape, field)
    slots.pattern += code
    if (type.type !== 'json' && isRef(value)) {
      readRef(slots, fields, field, value.name)
      continue
    }
    readScalar(slots, place, type, fields, field, encode(type, value), true)
    const parts = shape.parts[field]
    if (parts === undefined) continue
    for (const part of Object.keys(parts)) {
      const text: unknown = (value as Readonly<Record<string, unknown>>)[part]
      slots.pattern += typeof text === 'string' ? OPEN : '-'
      if (typeof text === 'string') readOpen(slots, fields, `${field}.${part}`, text)
    }
  }
}

function readRef(slots: Slots, holder: object, field: string, name: string): void {
  if (!slots.made.includes(name)) slots.made.push(name)
  slots.pattern += `>${slots.made.indexOf(name)};`
  readOpen(slots, holder, field, name)
}

function readScalar(
  slots: Slots,
  place: Place,
  type: Field,
  holder: object,
  field: string,
  value: Scalar,
  isConstant: boolean,
): void {
  const mark = markOf(place, type, value, isConstant)
  const n = slots.values.push(value) - 1
  slots.pattern += mark
  if (slots.found) note(slots.found, holder, field, { slot: mark === OPEN || mark === UNFIT ? n : null, now: value })
}

const OPEN = '?'
const UNFIT = '!'

/**
 * What the pattern says of a value. Each parameter costs the server about as much as a comparison of rows, and the
 * driver more: what is empty, and most often so, or of a closed list, is part of the statement. Numbers are not, though
 * most are 0: each combination would be a statement that every connection prepares and keeps.
 */
function markOf(place: Place, type: Field, value: Scalar, isConstant: boolean): string {
  if (value === null) return '-'
  if (place.at === 'constant') return value === place.value ? '=' : UNFIT
  if (place.at === 'state') return JSON.stringify(value)
  if (place.nullIs === value) return '~'
  if (!place.type.fits(value)) return UNFIT
  if (!isConstant) return OPEN
  if (value === '[]') return '['
  if (value === '{}') return '{'
  return type.oneOf?.includes(String(value)) ? `${value};` : OPEN
}

function note(found: Map<object, Record<string, Value>>, holder: object, field: string, value: Value): void {
  const fields = found.get(holder) ?? {}
  fields[field] = value
  found.set(holder, fields)
}
