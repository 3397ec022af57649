import type { Code } from '../domain/errors.ts'
import type { FieldError } from '../domain/field-errors.ts'

/** Why a call failed: the codes of the service; `network` when no answer came, `unexpected` when it was none of the library's. */
export type ClientCode = Code | 'network' | 'unexpected'

interface Facts {
  readonly status?: number
  readonly fields?: ClientError['fields']
  readonly retryAfterSeconds?: number | null
  readonly cause?: unknown
}

/**
 * A refusal, as a page gets it: the same codes as `InviteError` on the server, and the text in the reader's language.
 *
 * @example
 * const error = new ClientError('seats_taken', 'All seats of this invitation are taken.', { status: 409 })
 * if (error.code === 'seats_taken') console.log(error.message)
 */
export class ClientError extends Error {
  /** What the caller decides by. */
  readonly code: ClientCode
  /** The HTTP status; 0 when no answer came. */
  readonly status: number
  /** The fields that are wrong, each with its own text; empty where it is not about fields. */
  readonly fields: readonly (FieldError & { readonly detail: string })[]
  /** Seconds after which another try makes sense; null where nobody said. */
  readonly retryAfterSeconds: number | null

  constructor(code: ClientCode, message: string, { status, fields, retryAfterSeconds, cause }: Facts = {}) {
    super(message, { cause })
    this.name = 'ClientError'
    this.code = code
    this.status = status ?? 0
    this.fields = fields ?? []
    this.retryAfterSeconds = retryAfterSeconds ?? null
  }
}
