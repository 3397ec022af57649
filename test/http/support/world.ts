import { afterEach, expect } from 'vitest'
import * as z from 'zod/mini'
import { createMatch } from '../../../src/http/match.ts'
import { answerSchemas } from '../../../src/http/openapi/answer-schemas.ts'
import { type HandlerOptions, type Route, routes } from '../../../src/http.ts'
import { type Code, errors, type InviteOptions, recordKinds, type Storage } from '../../../src/index.ts'
import {
  goodPassword,
  person,
  type TestFlag,
  type TestRole,
  type TestService,
  testService,
} from '../../support/service.ts'
import { signingKey } from '../../support/signing-keys.ts'
import type { StoreKind, TestStore } from '../../support/stores.ts'
import type { Mount, Mounted } from './mounts.ts'

export const PREFIX = '/api'

const keys = { current: signingKey() }

const match = createMatch(routes)

/** Somebody who is logged in. */
export interface Caller {
  readonly id: string
  readonly email: string
  readonly token: string
  /** Null where sessions are opaque. */
  readonly refreshToken: string | null
}

/** What a session is: one opaque token, or a JWT and a refresh token. */
export type SessionKind = 'opaque' | 'jwt'

export interface Sent {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is. */
  readonly raw?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
  /** Whose session comes along, as a bearer. */
  readonly as?: Caller | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  /** The code of a refusal; null for none. */
  readonly code: string | null
  /** The names of the wrong fields. */
  readonly fields: readonly string[]
}

export interface World extends TestService {
  readonly store: TestStore
  readonly mounted: Mounted
  readonly sessions: SessionKind
  /** What `onError` heard. */
  readonly problems: unknown[]
  call(method: string, path: string, sent?: Sent): Promise<Answer>
  get(path: string, as?: Caller): Promise<Answer>
  post(path: string, body?: unknown, as?: Caller): Promise<Answer>
  /** A new person with a role, logged in. */
  person(role: TestRole, email?: string, scope?: string): Promise<Caller>
  /** A new session of somebody. */
  signIn(email: string, password?: string): Promise<Caller>
}

export interface WorldOptions {
  readonly service?: Partial<InviteOptions<TestFlag, TestRole>>
  readonly handler?: HandlerOptions
  readonly storage?: (inner: Storage) => Storage
}

/** What a suite has seen: the codes and the routes that were answered. */
export interface Seen {
  readonly codes: Set<string>
  readonly routes: Set<string>
}

/** Opens worlds for the tests of one suite, and closes each after its test. */
export function worlds(
  mount: Mount,
  kind: StoreKind,
  seen: Seen = { codes: new Set(), routes: new Set() },
  sessions: SessionKind = 'opaque',
) {
  const open: World[] = []
  afterEach(async () => {
    for (const { mounted, store } of open.splice(0)) {
      await mounted.close()
      await store.close()
    }
  })
  return async (options: WorldOptions = {}): Promise<World> => {
    const store = await kind.open()
    const world = await openWorld(mount, store, options, seen, sessions)
    open.push(world)
    return world
  }
}

/** Opens one world; whoever opens it closes its store. */
export async function openWorld(
  mount: Mount,
  store: TestStore,
  options: WorldOptions = {},
  seen: Seen = { codes: new Set(), routes: new Set() },
  sessions: SessionKind = 'opaque',
): Promise<World> {
  const storage = options.storage?.(store.storage) ?? store.storage
  const jwt = sessions === 'jwt' ? { sessions: { jwt: { keys }, ...options.service?.sessions } } : {}
  // Counted only where a test says so: what a suite does in a moment is too much for one address.
  const t = testService(storage, { limits: false, ...options.service, ...jwt })
  const problems: unknown[] = []
  const onError = (error: unknown) => void problems.push(error)
  const mounted = await mount.open(t.service, { prefix: PREFIX, onError, ...options.handler }, t.options)
  const call = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
    const request = requestOf(method, path, sent)
    const { pathname } = new URL(request.url)
    const answer = await answerOf(await mounted.send(request))
    const { route } = match(method, pathname.slice(PREFIX.length))
    expectSound(answer, method, options.handler?.routes ? null : route)
    if (route) seen.routes.add(`${route.method} ${route.path}`)
    if (answer.code) seen.codes.add(answer.code)
    return answer
  }
  const world: World = {
    ...t,
    store,
    mounted,
    sessions,
    problems,
    call,
    get: (path, as) => call('GET', path, { as }),
    post: (path, body, as) => call('POST', path, body === undefined ? { as } : { body, as }),
    person: async (role, email = `${role}@example.com`, scope = '*') => {
      await person(t, email, role, scope)
      return world.signIn(email)
    },
    signIn: async (email, typed = goodPassword) => {
      const { account, sessionToken, refreshToken } = await t.service.sessions.login({ login: email, password: typed })
      return { id: account.id, email, token: sessionToken, refreshToken }
    },
  }
  return world
}

/** A request to a route, as a client that knows its length would send it. */
export function requestOf(method: string, path: string, { body, raw, headers = {}, as }: Sent = {}): Request {
  const all = new Headers(headers)
  if (as && !all.has('authorization')) all.set('authorization', `Bearer ${as.token}`)
  const payload = raw ?? (body === undefined ? null : JSON.stringify(body))
  if (body !== undefined && !all.has('content-type')) all.set('content-type', 'application/json')
  if (typeof payload === 'string') {
    // A string would bring a content type of its own along.
    const bytes = new TextEncoder().encode(payload)
    if (!all.has('content-length')) all.set('content-length', String(bytes.length))
    return new Request(`https://app.example.com${PREFIX}${path}`, { method, headers: all, body: bytes })
  }
  const stream = payload instanceof ReadableStream ? { duplex: 'half' } : {}
  return new Request(`https://app.example.com${PREFIX}${path}`, {
    method,
    headers: all,
    body: payload,
    ...stream,
  } as RequestInit)
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== ''
  const body: Record<string, unknown> = isJson ? JSON.parse(text) : {}
  const fields = Array.isArray(body['fields']) ? body['fields'].map(({ field }: { field: string }) => field) : []
  const code = response.status >= 400 && typeof body['code'] === 'string' ? body['code'] : null
  return { status: response.status, headers: response.headers, text, body, code, fields }
}

/** What holds for every answer, whatever was asked. */
function expectSound({ status, headers, text, body, code }: Answer, method: string, route: Route | null): void {
  const isKept = route?.operation === 'machine.jwks' && status === 200
  expect(headers.get('cache-control')).toBe(isKept ? 'public, max-age=300' : 'no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('access-control-allow-origin')).toBeNull()
  if (method === 'HEAD' || status === 204) expect(text).toBe('')
  else if (status >= 400) {
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(errors).toHaveProperty(String(code))
    const { en, fr, status: wanted } = errors[code as Code]
    expect(body).toMatchObject({ type: `urn:invitekit:${code}`, status, code })
    expect([en, fr]).toContain(body['title'])
    expect(body['detail']).toBe(body['title'])
    expect(status).toBe(wanted)
    expect(headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null)
  } else {
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    const answer = route && answerOfRoute(route)
    if (answer) expect(z.safeParse(answer, body), text).toMatchObject({ success: true })
  }
}

/** The schema of what a route answers; null for one that says nothing, or of another description. */
function answerOfRoute({ operation = '' }: Route): z.ZodMiniType | null {
  const [group = '', verb = ''] = operation.split('.')
  return Reflect.get(Object(Reflect.get(answerSchemas, group)), verb) ?? null
}

/** A text of an answer. */
export function textOf({ body }: Pick<Answer, 'body'>, ...path: readonly string[]): string {
  const value = path.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), body)
  if (typeof value !== 'string') throw new TypeError(`The answer has no text at ${path.join('.')}`)
  return value
}

/** Every row of a store, in one text: equal before and after where nothing may change. */
export async function wholeStore({ rows }: Pick<TestStore, 'rows'>): Promise<string> {
  const all: unknown[] = []
  for (const kind of recordKinds) all.push([kind, await rows(kind)])
  return JSON.stringify(all)
}

/** The cookie that an answer sets, as a browser would send it back. */
export const cookieOf = ({ headers }: Pick<Answer, 'headers'>): string => headers.getSetCookie()[0]?.split(';')[0] ?? ''

/** The cookies that an answer sets, by name; an empty one is cleared. */
export const cookiesOf = ({ headers }: Pick<Answer, 'headers'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    headers.getSetCookie().map((cookie) => {
      const pair = cookie.split(';')[0] ?? ''
      return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    }),
  )

/** What the body of a log-in says of its tokens, at the time when a world begins. */
export const carriedTokens = ({ sessions }: World): object =>
  sessions === 'opaque'
    ? { accessToken: expect.stringMatching(/^ik_ses_/), accessTokenExpiresAt: '2026-01-31T00:00:00.000Z' }
    : {
        accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        accessTokenExpiresAt: '2026-01-01T00:10:00.000Z',
        refreshToken: expect.stringMatching(/^ik_ref_/),
      }

export const password = goodPassword
export const otherPassword = 'another long sentence 99'
