import type { Locale } from '../domain/errors.ts'
import type { Answers } from '../http/answers.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { endpoints } from '../http/endpoints.ts'
import type { CallInputs } from './call-inputs.ts'
import { ClientError } from './client-error.ts'

/** The tokens of a log-in, for a page or program that carries them itself. */
export interface ClientTokens {
  /** Goes along as `Authorization: Bearer`. */
  readonly accessToken: string
  /** When it lapses (ISO 8601). */
  readonly accessTokenExpiresAt: string
  /** Gets the next ones; left out where it travels in a cookie, or sessions are opaque. */
  readonly refreshToken?: string
}

/** Where a page keeps its tokens. With cookies there is none. */
export interface TokenStore {
  /** The tokens of now; null for nobody. */
  get(): ClientTokens | null
  /** Keeps those of a log-in or a refresh; null after a log-out, or when the session has ended. */
  set(tokens: ClientTokens | null): void
}

/** The options of `createClient`. */
export interface ClientOptions {
  /** Where the routes are mounted: `/api`, or with an origin in a program that is no page. At the root when left out. */
  readonly prefix?: string
  /** Keeps tokens that travel in headers. Left out, the browser's cookies carry them. */
  readonly tokens?: TokenStore
  /** Whether a call that finds its JWT lapsed refreshes once and tries again. Right with `sessions.jwt`; off when left out. */
  readonly refresh?: boolean
  /** The language of texts; the browser's when left out. */
  readonly locale?: Locale
  /** The fetch of the standard; the global one when left out. */
  readonly fetch?: typeof fetch
}

/** What belongs to one call. */
export interface CallOptions {
  /** Makes a repeated call the same call, for 24 hours: `create`, `createMany`, `accept`. */
  readonly idempotencyKey?: string
  /** Gives the call up. */
  readonly signal?: AbortSignal
}

type Method<I, A> =
  Record<never, never> extends I
    ? (input?: I, options?: CallOptions) => Promise<A>
    : (input: I, options?: CallOptions) => Promise<A>

/** The verbs of the service over HTTP: the same groups, the same names, segments of the path among the input. */
export type InviteClient = {
  readonly [G in keyof CallInputs]: {
    readonly [V in keyof CallInputs[G]]: Method<CallInputs[G][V], ClientAnswer<G, V>>
  }
}

/** What a call gives, as JSON brings it: a time is a text (ISO 8601). */
export type ClientAnswer<G extends keyof CallInputs, V extends keyof CallInputs[G]> = Answers[G][V & keyof Answers[G]]

type Input = Readonly<Record<string, unknown>>

/**
 * Makes a client for pages and programs. Every refusal is thrown as a `ClientError` with the code of the service.
 *
 * @example
 * const client = createClient({ prefix: '/api' })
 * const { next } = await client.invitations.preview({ token })
 * if (next === 'sign_up') await client.invitations.accept({ token, password })
 */
export function createClient(options: ClientOptions = {}): InviteClient {
  const { prefix = '', tokens, refresh = false, locale } = options
  const send = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args))

  async function attempt(endpoint: Endpoint, input: Input, { idempotencyKey, signal }: CallOptions): Promise<unknown> {
    const { path, rest } = filled(endpoint.path, input)
    const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE'
    const accessToken = tokens?.get()?.accessToken
    const init: RequestInit = {
      method: endpoint.method,
      credentials: 'same-origin',
      headers: {
        ...(inQuery ? {} : { 'content-type': 'application/json' }),
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
        ...(locale ? { 'accept-language': locale } : {}),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      },
      ...(inQuery ? {} : { body: JSON.stringify(rest) }),
      ...(signal ? { signal } : {}),
    }
    const response = await send(prefix + path + (inQuery ? queryOf(rest) : ''), init).catch((cause) => {
      throw signal?.aborted ? cause : new ClientError('network', 'No answer came.', { cause })
    })
    if (!response.ok) throw await errorOf(response)
    return response.status === 204 ? undefined : response.json()
  }

  // Calls that find out together that the token has lapsed wait for one refresh.
  let refreshing: Promise<unknown> | null = null
  function renew(): Promise<unknown> {
    refreshing ??= kept(attempt(endpoints.sessions.refresh, renewal(), {})).finally(() => {
      refreshing = null
    })
    return refreshing
  }

  function renewal(): Input {
    const refreshToken = tokens?.get()?.refreshToken
    return refreshToken ? { refreshToken } : {}
  }

  async function kept(call: Promise<unknown>): Promise<unknown> {
    const answer = await call
    const { accessToken, accessTokenExpiresAt, refreshToken } = Object(answer) as Partial<ClientTokens>
    if (accessToken && accessTokenExpiresAt)
      tokens?.set({ accessToken, accessTokenExpiresAt, ...(refreshToken ? { refreshToken } : {}) })
    return answer
  }

  async function call(endpoint: Endpoint, input: Input, by: CallOptions): Promise<unknown> {
    try {
      return await kept(attempt(endpoint, input, by))
    } catch (error) {
      const lapsed = error instanceof ClientError && error.code === 'not_authenticated'
      if (!lapsed || endpoint.session === 'none') throw error
      if (refresh && (await renewed(renew))) return kept(attempt(endpoint, input, by))
      tokens?.set(null)
      throw error
    }
  }

  async function logout(input: Input, by: CallOptions): Promise<unknown> {
    const answer = await attempt(endpoints.sessions.logout, { ...renewal(), ...input }, by)
    tokens?.set(null)
    return answer
  }

  const special = new Map<Endpoint, typeof logout>([
    [endpoints.sessions.logout, logout],
    [
      endpoints.sessions.refresh,
      (input, by) => (input['refreshToken'] ? call(endpoints.sessions.refresh, input, by) : renew()),
    ],
  ])

  const groups = Object.entries(endpoints).map(([group, verbs]) => [
    group,
    Object.fromEntries(
      Object.entries(verbs).map(([verb, endpoint]) => [
        verb,
        (input: Input = {}, by: CallOptions = {}) => special.get(endpoint)?.(input, by) ?? call(endpoint, input, by),
      ]),
    ),
  ])
  return Object.fromEntries(groups) as InviteClient
}

/** Whether a refresh went well. When it is refused, the session has ended; when no answer came, nobody knows. */
async function renewed(renew: () => Promise<unknown>): Promise<boolean> {
  try {
    await renew()
    return true
  } catch (error) {
    if (error instanceof ClientError && error.status === 401) return false
    throw error
  }
}

function filled(path: string, input: Input): { readonly path: string; readonly rest: Input } {
  const rest = { ...input }
  const whole = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { path: whole, rest }
}

function queryOf(input: Input): string {
  const given = Object.entries(input).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

async function errorOf(response: Response): Promise<ClientError> {
  const { status } = response
  const problem = await response.json().catch(() => null)
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterSeconds = Number.isFinite(after) ? after : null
  if (typeof problem?.code !== 'string')
    return new ClientError('unexpected', 'This answer was not expected.', { status, retryAfterSeconds })
  const { code, detail, fields } = problem
  return new ClientError(code, detail, { status, fields, retryAfterSeconds })
}
