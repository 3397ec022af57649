import type { Field } from '../../../src/index.ts'

/** A value as every engine takes it: text or a number. */
export type Scalar = string | number | null

/** Writes one value the way its column keeps it: lists and objects as JSON text, so that equality is equality of text. */
export function encode(field: Field, value: unknown): Scalar {
  if (value === null) return null
  if (field.type === 'flags' || field.type === 'json') return JSON.stringify(value)
  return field.type === 'int' || field.type === 'time' ? Number(value) : String(value)
}

/** Reads a value that is there back. Drivers give large integers as text. */
export function decoderOf({ type }: Field): (value: unknown) => unknown {
  if (type === 'int' || type === 'time') return Number
  return type === 'flags' || type === 'json' ? fromJson : String
}

/** Most are empty. */
const fromJson = (value: unknown): unknown => (value === '[]' ? [] : value === '{}' ? {} : JSON.parse(String(value)))
