import { InviteError, type Locale } from '../domain/errors.ts'
import type { InviteService } from '../service/invite-service.ts'
import type { CheckedSession } from '../service/sessions/check.ts'
import { checkBare, repeatedField } from './fields.ts'
import { localeOf } from './locale.ts'
import { match } from './match.ts'
import { isOwnOrigin } from './own-origin.ts'
import { internal, problem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { Call, Reply, Route } from './route.ts'
import { routes } from './routes.ts'
import { createSessionCookie, type SessionCookie } from './session-cookie.ts'

/** Where the routes are mounted, and who hears of errors. */
export interface HandlerOptions {
  /** Where the routes begin, `/api`; at the root by default. */
  readonly prefix?: string
  /** Hears of errors that are no refusal; the caller gets a plain 500. By default they are gone: give one. */
  readonly onError?: (error: unknown) => void
}

/** Answers one request. */
export type FetchHandler = (request: Request) => Promise<Response>

const BODY_BYTES = 32 * 1024

/**
 * The routes of the library as one function from `Request` to `Response`, for everything that speaks the fetch standard.
 *
 * @example
 * const handler = createFetchHandler(service, { prefix: '/api' })
 * const response = await handler(new Request('https://app.example.com/api/session'))
 */
export function createFetchHandler<F extends string, R extends string>(
  service: InviteService<F, R>,
  options: HandlerOptions = {},
): FetchHandler {
  const { prefix = '', onError } = options
  if (prefix !== '' && !/^(\/[\w.~-]+)+$/.test(prefix))
    throw new TypeError('"prefix" must be a path such as /api, without a slash at its end')
  const cookie = createSessionCookie(service.policy.baseUrl, service.policy.sessions.lifetime)
  const serve = createServe(service, cookie, prefix)
  return async (request) => {
    const locale = localeOf(request.headers.get('accept-language'))
    try {
      return finished(await serve(request, locale), request)
    } catch (error) {
      if (error instanceof InviteError) return finished(problem(error, locale), request)
      onError?.(error)
      return finished(problem(internal(), locale), request)
    }
  }
}

function createServe(service: InviteService, cookie: SessionCookie, prefix: string) {
  return async (request: Request, locale: Locale): Promise<Response> => {
    const url = new URL(request.url)
    const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : ''
    const { route, params, allowed } = match(routes, request.method, path)
    if (route === null) return notServed(allowed, locale)
    const changes = route.method !== 'GET'
    if (changes && !isOwnOrigin(request.headers, service.policy.baseUrl)) throw new InviteError('foreign_origin')
    const sessionToken = bearer(request.headers) ?? cookie.read(request.headers)
    const session = await sessionOf(service, route, sessionToken, changes)
    const reply = await run(route, session, async () => {
      const body = changes ? await readBody(request, route.limit ?? BODY_BYTES) : {}
      if (route.bare) checkBare(body)
      const idempotencyKey = request.headers.get('idempotency-key') ?? undefined
      return { service, params, body, query: queryOf(url), session, sessionToken, locale, idempotencyKey }
    })
    return answer(route, reply, cookie)
  }
}

/** Somebody who must be logged in and is not is told so before a byte of the body is read. */
async function run(route: Route, session: CheckedSession | null, call: () => Promise<Call>): Promise<Reply> {
  if (route.session !== 'required') return route.run(await call())
  if (session === null) throw new InviteError('not_authenticated')
  return route.run({ ...(await call()), session, actor: session.actor })
}

async function sessionOf(
  service: InviteService,
  route: Route,
  token: string | null,
  touch: boolean,
): Promise<CheckedSession | null> {
  if (route.session === 'none' || token === null) return null
  try {
    return await service.sessions.check(token, { touch })
  } catch (error) {
    // A session that has ended is none; whether one is needed is the route's affair.
    if (error instanceof InviteError && error.code === 'not_authenticated') return null
    throw error
  }
}

function bearer(headers: Headers): string | null {
  return /^Bearer ([\w-]+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null
}

function queryOf(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()]
  const repeated = names.find((name, n) => names.indexOf(name) !== n)
  if (repeated !== undefined) throw repeatedField(repeated, 'query')
  return Object.fromEntries(url.searchParams)
}

function notServed(allowed: readonly string[], locale: Locale): Response {
  if (allowed.length === 0) throw new InviteError('not_found')
  const response = problem(new InviteError('method_not_allowed'), locale)
  response.headers.set('allow', allowed.join(', '))
  return response
}

function answer(route: Route, { body, session }: Reply, cookie: SessionCookie): Response {
  const headers = new Headers()
  if (session !== undefined)
    headers.append('set-cookie', session === 'end' ? cookie.clear() : cookie.set(session.token))
  if (body === undefined) return new Response(null, { status: route.status, headers })
  headers.set('content-type', 'application/json; charset=utf-8')
  return new Response(JSON.stringify(body), { status: route.status, headers })
}

/** What every answer says: keep nothing, guess nothing, tell nobody where it came from, run nothing. */
function finished(response: Response, request: Request): Response {
  const { headers } = response
  headers.set('cache-control', 'no-store')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('referrer-policy', 'no-referrer')
  headers.set('cross-origin-resource-policy', 'same-origin')
  headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
  return request.method === 'HEAD' ? new Response(null, { status: response.status, headers }) : response
}
