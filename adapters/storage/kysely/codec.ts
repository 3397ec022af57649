import type { Field } from '../../../src/index.ts'

/** A value as every engine takes it: text or a number. */
export type Scalar = string | number | null

/** Writes one value the way its column keeps it: lists and objects as JSON text, so that equality is equality of text. */
export function encode(field: Field, value: unknown): Scalar {
  if (value === null) return null
  if (field.type === 'flags' || field.type === 'json') return JSON.stringify(value)
  return field.type === 'int' || field.type === 'time' ? Number(value) : String(value)
}

/** Reads one value back. Drivers give large integers as text. */
export function decode({ type }: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type === 'int' || type === 'time') return Number(value)
  if (type !== 'flags' && type !== 'json') return String(value)
  // Most are empty.
  return value === '[]' ? [] : value === '{}' ? {} : JSON.parse(String(value))
}
