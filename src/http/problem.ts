import { type Code, InviteError, type Locale } from '../domain/errors.ts'
import { type FieldCode, fieldErrors } from '../domain/field-errors.ts'

/** A refusal as RFC 9457 describes it: the code, and its text in the reader's language. */
export interface Problem {
  /** The code once more, as a URI. */
  readonly type: string
  /** The sentence for people. */
  readonly title: string
  /** The status of the answer. */
  readonly status: number
  /** The stable code: switch on it. */
  readonly code: Code
  /** The same sentence: there is no more to tell. */
  readonly detail: string
  /** The wrong fields, each with its code and a sentence. */
  readonly fields?: readonly { readonly field: string; readonly code: FieldCode; readonly detail: string }[]
}

/** Describes a refusal; `status` where a contract has another one for it. */
export function problemOf(error: InviteError, locale: Locale, status: number = error.status): Problem {
  const { code, params } = error
  const fields = params.fields?.map((field) => ({ ...field, detail: fieldErrors[field.code][locale] }))
  const text = error.text(locale)
  return { type: `urn:invitekit:${code}`, title: text, status, code, detail: text, ...(fields ? { fields } : {}) }
}

/** The answer to a refusal: the problem itself, or the JSON that a contract has for it. */
export function problemWith({ params }: InviteError, problem: Problem, json?: string): Response {
  const type = json === undefined ? 'application/problem+json' : 'application/json'
  const headers = new Headers({ 'content-type': `${type}; charset=utf-8` })
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer') // RFC 9110, 15.5.2: a 401 names a scheme
  if (params.retryAfterSeconds !== undefined) headers.set('retry-after', String(params.retryAfterSeconds))
  return new Response(json ?? JSON.stringify(problem), { status: problem.status, headers })
}

/** A refusal as the library answers it. */
export const problem = (error: InviteError, locale: Locale): Response => problemWith(error, problemOf(error, locale))

/** Anything that is no refusal: the caller learns nothing of it. */
export const internal = (): InviteError => new InviteError('internal')
