import { InviteError, type Locale } from '../domain/errors.ts'
import type { InviteService } from '../service/invite-service.ts'
import { once } from '../service/once.ts'
import type { CheckedSession } from '../service/sessions/check.ts'
import { bearerOf, type Carry, createCarrier, type TokenCarrier } from './carry.ts'
import { type SetCookie, setCookieHeader } from './cookie.ts'
import { checkBare, repeatedField } from './fields.ts'
import { always, finished } from './finished.ts'
import { localeOf } from './locale.ts'
import { createMatch } from './match.ts'
import { isOwnOrigin } from './own-origin.ts'
import { internal, problem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { Call, CallOf, Reply, Route } from './route.ts'
import { routes as canonical } from './routes.ts'
import { unlessNobody } from './session-guard.ts'

/** Where the routes are mounted, which there are, and who hears of errors. */
export interface HandlerOptions {
  /** Where the routes begin, `/api`; at the root by default. */
  readonly prefix?: string
  /** The same as clients see it, where a proxy or a framework takes a part of the path away; the description of the routes says it. */
  readonly publicPath?: string
  /** Hears of errors that are no refusal; the caller gets a plain 500. By default they are gone: give one. */
  readonly onError?: (error: unknown) => void
  /** What is served: the library's `routes` by default. A host adds its contract before them; of one method and path the first counts. */
  readonly routes?: readonly Route[]
  /** How the tokens of a session travel. */
  readonly carry?: Carry
  /** The client's address, from the request and the address of the socket; that of the socket by default. Behind proxies: `forwardedFor`. */
  readonly clientAddress?: (request: Request, socket: string | null) => string | null
}

/** What a server knows of a request beside it. */
export interface RequestInfo {
  /** The address of the socket. */
  readonly from?: string | null
}

/** Answers one request. */
export type FetchHandler = (request: Request, info?: RequestInfo) => Promise<Response>

/** The routes of the library as a fetch handler. */
export interface RoutesHandler extends FetchHandler {
  /** Whether there is a route at an address, which may begin with its path, whatever the method: a mount leaves the others to its host. */
  serves(url: string): boolean
}

/** What all requests of one mount have in common. */
interface Mount {
  readonly service: InviteService
  readonly prefix: string
  readonly carrier: TokenCarrier
  readonly match: ReturnType<typeof createMatch>
  readonly openapi: () => Promise<unknown>
  readonly locale: (headers: Headers) => Locale
  readonly clientAddress: NonNullable<HandlerOptions['clientAddress']>
}

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
): RoutesHandler {
  const {
    prefix = '',
    publicPath = prefix,
    onError,
    routes = canonical,
    carry = {},
    clientAddress = socketAddress,
  } = options
  if (prefix !== '' && !/^(\/[\w.~-]+)+$/.test(prefix))
    throw new TypeError('"prefix" must be a path such as /api, without a slash at its end')
  const mount: Mount = {
    service,
    prefix,
    carrier: createCarrier(service, carry),
    match: createMatch(routes),
    openapi: once(async () => {
      const { openapiDocument } = await import('./openapi/document.ts')
      return openapiDocument(routes, { url: service.policy.baseUrl + publicPath, carry })
    }),
    locale: (headers) => localeOf(headers.get('accept-language'), service.policy.locale),
    clientAddress,
  }
  const refused = (error: unknown, request: Request, route: Route | null): Response => {
    // Who has gone away hears no answer, and that is no error of ours.
    if (!(error instanceof InviteError) && !request.signal.aborted) onError?.(error)
    const refusal = error instanceof InviteError ? error : internal()
    return finished((route?.refusal ?? problem)(refusal, mount.locale(request.headers)))
  }
  const below = ({ pathname }: URL) => (pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : '')
  const serves = (url: string): boolean => {
    const target = url.startsWith('/') ? `http://localhost${url}` : url
    return URL.canParse(target) && mount.match('GET', below(new URL(target))).allowed.length > 0
  }
  const handle: FetchHandler = async (request, info) => {
    let route: Route | null = null
    let response: Response
    try {
      const url = new URL(request.url)
      const found = mount.match(request.method, below(url))
      route = found.route
      response =
        route === null
          ? notServed(found.allowed, mount.locale(request.headers))
          : await serve(mount, route, { request, url, params: found.params, from: info?.from ?? null })
    } catch (error) {
      response = refused(error, request, route)
    }
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
  return Object.assign(handle, { serves })
}

const socketAddress = (_request: Request, socket: string | null): string | null => socket

interface Asked {
  readonly request: Request
  readonly url: URL
  readonly params: Readonly<Record<string, string>>
  readonly from: string | null
}

async function serve(mount: Mount, route: Route, asked: Asked): Promise<Response> {
  const { service, carrier } = mount
  const { request, url, params } = asked
  const { headers } = request
  const changes = route.method !== 'GET'
  if (changes && !isOwnOrigin(headers, service.policy.baseUrl)) throw new InviteError('foreign_origin')
  // Somebody who must be logged in and is not is told so before a byte of the body is read.
  const { actor, session } = await whoAsks(mount, route, headers)
  const body = changes ? await readBody(request, route.limit ?? BODY_BYTES, route.takes) : {}
  if (route.bare) checkBare(body)
  const call: Call = {
    service,
    params,
    body,
    query: url.search === '' ? {} : queryOf(url),
    actor,
    session,
    accessToken: () => carrier.access(headers),
    refreshToken: (inBody = null) => carrier.refresh(headers, inBody),
    inBody: carrier.inBody,
    locale: mount.locale(headers),
    device: headers.get('user-agent'),
    from: mount.clientAddress(request, asked.from),
    idempotencyKey: headers.get('idempotency-key') ?? undefined,
    openapi: mount.openapi,
  }
  // What the route needs of the one who asks has been seen to.
  return answer(route, await route.run(call as CallOf<'required'>), carrier)
}

async function whoAsks(
  { service, carrier }: Mount,
  route: Route,
  headers: Headers,
): Promise<Pick<Call, 'actor' | 'session'>> {
  if (route.session === 'none') {
    bearerOf(headers) // two of them are refused, also where nobody would have looked
    return { actor: null, session: null }
  }
  const token = carrier.access(headers)
  if (route.session === 'token' && service.policy.sessions.publicKeys !== null)
    return { actor: (await service.sessions.verify(token)).actor, session: null }
  const touch = route.method !== 'GET'
  const session: CheckedSession | null =
    token === null ? null : await unlessNobody(() => service.sessions.check(token, { touch }))
  if (session === null && route.session !== 'optional') throw new InviteError('not_authenticated')
  return { actor: session?.actor ?? null, session }
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
  return finished(response)
}

function answer({ status }: Route, { body, tokens, keep }: Reply, carrier: TokenCarrier): Response {
  const said = {
    ...always,
    ...(keep === undefined ? {} : { 'cache-control': `public, max-age=${keep}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
  }
  // Servers write a plain object faster than `Headers`; only cookies need one name more than once.
  const headers = tokens ? withCookies(said, carrier.cookies(tokens)) : said
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
}

function withCookies(said: Readonly<Record<string, string>>, cookies: readonly SetCookie[]): Headers {
  const headers = new Headers(said)
  for (const cookie of cookies) headers.append('set-cookie', setCookieHeader(cookie))
  return headers
}
