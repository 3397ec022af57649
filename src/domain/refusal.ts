import type { Code, Params } from './errors.ts'
import type { FieldCode } from './field-errors.ts'

/** Inside the library a refusal is a value; it is thrown as `InviteError` only at the face. */
export interface Refusal {
  readonly refused: Code
  readonly params: Params
}

export const refuse = (refused: Code, params: Params = {}): Refusal => ({ refused, params })

export const refuseField = (field: string, code: FieldCode): Refusal =>
  refuse('invalid_input', { fields: [{ field, code }] })

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value
}
