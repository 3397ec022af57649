import type { Json, JsonValue } from '../../domain/records.ts'
import { refusals, refuse } from './refusals.ts'
import { byNameOrId, type Field, isComputed, type Table } from './state.ts'
import type { AirtableCell } from './table.ts'

/** Cells as a request gives them: undefined empties one. */
export type Written = ReadonlyMap<Field, AirtableCell | undefined>

/** The longest text of a cell (D). */
const longest = 100_000

/** The cells of a request, under names or keys of fields, checked. With `typecast`, texts become what the field holds (D). */
export function readCells(table: Table, given: JsonValue | undefined, typecast: boolean): Written {
  if (!isObject(given)) return refuse(refusals.missingFields)
  return new Map(
    Object.entries(given).map(([name, value]) => {
      const field = byNameOrId(table.fields, name) ?? refuse(refusals.unknownField(name))
      if (isComputed(field)) refuse(refusals.computedField(field.name))
      return [field, isEmpty(value) ? undefined : readCell(field, value, typecast)] as const
    }),
  )
}

export const isObject = (value: JsonValue | undefined): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Null, an empty text, an unticked box and an empty list are the same as nothing: answers leave them out (D). */
const isEmpty = (value: JsonValue): boolean =>
  value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)

function readCell(field: Field, value: JsonValue, typecast: boolean): AirtableCell {
  const { name, type } = field
  if (type === 'multipleSelects') return readChoices(field, typecast ? listOf(value) : value, typecast)
  const cast = typecast ? castTo(type, value) : value
  if (type === 'number') return typeof cast === 'number' ? cast : refuse(refusals.invalidValue(name))
  if (type === 'checkbox') return cast === true || refuse(refusals.invalidValue(name))
  if (typeof cast !== 'string' || cast.length > longest) return refuse(refusals.invalidValue(name))
  if (type === 'singleSelect') return readChoice(field, cast, typecast)
  return type === 'date' || type === 'dateTime' ? readDate(field, cast) : cast
}

const listOf = (value: JsonValue): JsonValue =>
  typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value

function castTo(type: Field['type'], value: JsonValue): JsonValue {
  if (type === 'number') return typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : value
  if (type === 'checkbox') return value === 'true' || value === 1 || value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** A day, or a moment in UTC with milliseconds. A text that is no date is refused. */
function readDate({ name, type }: Field, text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) return refuse(refusals.invalidValue(name))
  return type === 'date' ? text.slice(0, 10) : at.toISOString()
}

function readChoices(field: Field, value: JsonValue, typecast: boolean): readonly string[] {
  if (!Array.isArray(value)) return refuse(refusals.invalidValue(field.name))
  const names = value.map((one) => (typeof one === 'string' ? one : refuse(refusals.invalidValue(field.name))))
  return [...new Set(names.map((one) => readChoice(field, one, typecast)))]
}

/** An option of a select: only typecast takes new ones (D). */
const readChoice = (field: Field, name: string, typecast: boolean): string =>
  typecast || choicesOf(field).includes(name) ? name : refuse(refusals.unknownOption(name))

export function choicesOf({ options }: Field): readonly string[] {
  const choices = options?.['choices']
  return Array.isArray(choices) ? choices.flatMap((choice) => (isObject(choice) ? [String(choice['name'])] : [])) : []
}
