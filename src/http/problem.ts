import { InviteError, type Locale } from '../domain/errors.ts'
import { fieldErrors } from '../domain/field-errors.ts'

/** A refusal as RFC 9457 describes it: the code, and its text in the reader's language. */
export function problem(error: InviteError, locale: Locale): Response {
  const { code, status, params } = error
  const fields = params.fields?.map((field) => ({ ...field, detail: fieldErrors[field.code][locale] }))
  const body = {
    type: `urn:invitekit:${code}`,
    title: error.text(locale),
    status,
    code,
    detail: error.text(locale),
    ...(fields ? { fields } : {}),
  }
  const headers = new Headers({ 'content-type': 'application/problem+json; charset=utf-8' })
  if (status === 401) headers.set('www-authenticate', 'Bearer') // RFC 9110, 15.5.2: a 401 names a scheme
  if (params.retryAfterSeconds !== undefined) headers.set('retry-after', String(params.retryAfterSeconds))
  return new Response(JSON.stringify(body), { status, headers })
}

/** Anything that is no refusal: the caller learns nothing of it. */
export const internal = (): InviteError => new InviteError('internal')
