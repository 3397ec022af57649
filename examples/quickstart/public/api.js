import { language, texts } from './i18n.js'

/** What the API says when it refuses: RFC 9457, made an error. `message` is for people, in their language. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, fields?: { field: string, code: string, detail?: string }[] }} body
   */
  constructor(status, body) {
    super(body.detail ?? texts.errors.unexpected)
    this.status = status
    this.code = body.code ?? 'unexpected'
    this.fields = body.fields ?? []
  }
}

/**
 * Asks the API and gives its answer, or throws a `Problem`.
 *
 * @param {'GET' | 'POST' | 'PATCH' | 'DELETE'} method
 * @param {string} path below /api
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 */
export async function call(method, path, body, headers) {
  /** @type {Response} */
  let response
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'accept-language': language,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new Problem(0, { code: 'unreachable', detail: texts.errors.unreachable })
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => ({}))
  if (!response.ok) throw new Problem(response.status, answer)
  return answer
}

/** @param {string} path */
export const get = (path) => call('GET', path)

/** @param {string} path @param {object} [body] @param {Record<string, string>} [headers] */
export const post = (path, body = {}, headers) => call('POST', path, body, headers)
