import { InviteError } from '../../../src/index.ts'

/**
 * What Airtable answered, or that it did not. `unknown` means that a write may have taken effect, or may still do so.
 */
export interface AirtableError extends Error {
  readonly name: 'AirtableError'
  /** The HTTP status; null where no answer came. */
  readonly status: number | null
  /** Airtable's own word for it, such as `UNKNOWN_FIELD_NAME`, or one of ours. */
  readonly type: string
  readonly outcome: 'refused' | 'unknown'
}

/** What a person can do about it. */
const hints: Readonly<Record<string, string>> = {
  AUTHENTICATION_REQUIRED: 'the token is wrong or has been revoked',
  INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND:
    'the token may not do this, or there is no such base or table: check the scopes of the token, its bases, and the names',
  NOT_FOUND: 'there is no such base, table or record',
  REQUEST_TOO_LARGE: 'the request is too large',
  UNKNOWN_FIELD_NAME: 'a field is missing: `storage.check()` says which',
  INVALID_VALUE_FOR_COLUMN: 'a field has another type than it must have: `storage.check()` says which',
  INVALID_MULTIPLE_CHOICE_OPTIONS: 'a select lacks an option that the mapping names',
  INVALID_FILTER_BY_FORMULA: 'a field that is filtered by is missing: `storage.check()` says which',
  PUBLIC_API_BILLING_LIMIT_EXCEEDED: 'the calls that the plan has in a month are used up',
  NUMBERS_NOT_UNIQUE: 'two rows bear one number: somebody has edited the log, or its autoNumber field was made anew',
  ROWS_MISSING:
    'rows were deleted, and no snapshot replaces them: restore the table of snapshots from the trash of the base',
  RATE_LIMIT_REACHED: 'more than five requests in a second: other programs use this base too',
}

export function airtableError(
  where: string,
  type: string,
  status: number | null,
  outcome: AirtableError['outcome'],
): AirtableError {
  const answer = status === null ? type : `${status} ${type}`
  const hint = hints[type]
  const message = `Airtable: ${where}: ${answer}${hint === undefined ? '' : ` (${hint})`}`
  return Object.assign(new Error(message), { name: 'AirtableError', status, type, outcome } as const)
}

export const isAirtableError = (error: unknown): error is AirtableError =>
  error instanceof Error && error.name === 'AirtableError'

export const isUnknown = (error: unknown): boolean => isAirtableError(error) && error.outcome === 'unknown'

/** The refusal for people while Airtable cannot be asked; the cause is for the host. */
export const unavailable = (milliseconds: number, cause?: unknown): InviteError =>
  Object.assign(
    new InviteError('temporarily_unavailable', { retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1000)) }),
    {
      ...(cause === undefined ? {} : { cause }),
    },
  )
