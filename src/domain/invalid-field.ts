import { InviteError } from './errors.ts'
import type { FieldCode } from './field-errors.ts'

/** Bad input in one field, as the face throws it. */
export const invalidField = (field: string, code: FieldCode): InviteError =>
  new InviteError('invalid_input', { fields: [{ field, code }] })
