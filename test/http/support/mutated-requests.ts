import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routes } from '../../../src/http.ts'
import type { Storage } from '../../../src/index.ts'
import type { StoreKind } from '../../support/stores.ts'
import type { Mount } from './mounts.ts'
import { validRequests } from './valid-requests.ts'
import { PREFIX, type Sent, type World, worlds } from './world.ts'

const dirty = fc.constantFrom(
  '',
  '\0',
  '\ud800',
  '%00',
  '../..',
  '__proto__',
  'constructor',
  "' or 1=1 --",
  'x'.repeat(300),
)
const nasty = fc.oneof(
  { weight: 2, arbitrary: dirty },
  { weight: 1, arbitrary: fc.constantFrom(null, true, 0, -1, 1e21, [], {}, [[]], { toString: 1 }, { length: 1e9 }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }) },
)

/** What is done to the JSON of a body: a place in it, chosen by a number, is replaced, removed, added to or wrapped. */
const bodyEdit = fc.record({
  place: fc.nat(30),
  how: fc.constantFrom('replace', 'remove', 'add', 'wrap'),
  value: nasty,
  key: fc.oneof(dirty, fc.constantFrom('token', 'actor', 'session', 'email', 'status', 'epoch')),
})

/** What is done to its text after that. */
const textEdit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(5),
  put: fc.string({ unit: 'binary', maxLength: 5 }),
})

const headerEdit = fc.oneof(
  fc.tuple(
    fc.constant('content-type'),
    fc.constantFrom(
      'text/plain',
      'application/json; charset=utf-16',
      'multipart/form-data',
      '',
      'application/x-www-form-urlencoded',
    ),
  ),
  fc.tuple(
    fc.constant('origin'),
    fc.constantFrom('null', '', 'https://evil.example', 'https://app.example.com', '://', 'x'),
  ),
  fc.tuple(fc.constant('sec-fetch-site'), fc.constantFrom('cross-site', 'same-origin', 'none', '')),
  fc.tuple(
    fc.constant('authorization'),
    fc.constantFrom('Bearer', 'Bearer  x', 'Basic eDp5', 'Bearer ik_ses_x', `Bearer ${'a'.repeat(9000)}`),
  ),
  fc.tuple(
    fc.constant('cookie'),
    fc.constantFrom('__Host-ik=', '__Host-ik=x; __Host-ik=y', '=', ';;;', '__Host-ik=%00'),
  ),
  fc.tuple(fc.constant('content-length'), fc.constantFrom('0', '1', '-1', 'NaN', '99999999999', '1e9')),
  fc.tuple(fc.constant('content-encoding'), fc.constantFrom('gzip', 'identity', '')),
  fc.tuple(fc.constant('accept-language'), fc.constantFrom('fr', ';q=', 'fr;q=x', ',', '-', 'x'.repeat(9000))),
  fc.tuple(fc.constant('idempotency-key'), fc.constantFrom('', 'k', 'x'.repeat(300), '\t')),
  fc.tuple(
    fc.constantFrom('x-http-method-override', 'x-forwarded-host', 'host', 'x-original-url'),
    fc.constantFrom('DELETE', '/accounts', 'evil.example'),
  ),
)

const pathEdit = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '/%00',
    '/%ff',
    '/..',
    '/%2e%2e',
    '?',
    '?a=1&a=2',
    '?limit=-1',
    '?__proto__=1',
    '?after=%00',
    '#x',
    '\\',
    '%',
  ),
  fc.string({ maxLength: 8 }).map((text) => `/${encodeURIComponent(text.toWellFormed())}`),
)

/** Mostly left alone: a request that is wrong in every part only sees the first door. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })

const mutation = fc.record({
  /** Which valid request it begins with. */
  base: fc.nat(50),
  method: seldom(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'post')),
  path: seldom(fc.tuple(fc.nat(4), fc.boolean(), pathEdit)),
  body: fc.array(bodyEdit, { maxLength: 2 }),
  text: seldom(textEdit),
  header: seldom(headerEdit),
  anonymous: seldom(fc.constant(true)),
})

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never
type BodyEdit = Mutation['body'][number]

interface Base {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly as?: Sent['as']
}

async function basesOf(w: World): Promise<readonly Base[]> {
  const changing = await validRequests(w)
  const { as } = changing[0] ?? {}
  const reading = routes
    .filter(({ method }) => method === 'GET')
    .map(({ method, path }) => ({ method, path: path.replace(':id', as?.id ?? ''), as }))
  return [...changing, ...reading]
}

function edited(value: unknown, { place, how, value: put, key }: BodyEdit): unknown {
  let left = place
  const visit = (inner: unknown): unknown => {
    const here = left-- === 0
    if (here && how === 'replace') return put
    if (here && how === 'remove') return undefined
    if (here && how === 'wrap') return [inner]
    if (Array.isArray(inner)) return [...inner.map(visit), ...(here ? [put] : [])]
    if (typeof inner !== 'object' || inner === null) return here ? put : inner
    const entries = Object.entries(inner).map(([name, one]) => [name, visit(one)])
    return Object.fromEntries(here ? [...entries, [key, put]] : entries)
  }
  return visit(value)
}

function requestFrom({ method, path, body, as }: Base, change: Mutation): readonly [string, string, Sent] | null {
  const verb = change.method ?? method
  const [segment = 0, insert = false, put = ''] = change.path ?? []
  const parts = path.split('/')
  if (change.path) parts.splice(segment + 1, insert ? 0 : 1, put.slice(1))
  const url = parts.join('/')
  if (!URL.canParse(`https://app.example.com${PREFIX}${url}`)) return null
  const value = change.body.reduce(edited, body)
  let raw = verb === 'GET' || verb === 'HEAD' ? undefined : JSON.stringify(value)
  if (raw !== undefined && change.text) {
    const at = Math.floor(change.text.at * raw.length)
    raw = raw.slice(0, at) + change.text.put + raw.slice(at + change.text.cut)
  }
  const headers = Object.fromEntries([
    ...(raw === undefined ? [] : [['content-type', 'application/json']]),
    ...(change.header ? [change.header] : []),
  ])
  const sent = { headers, ...(raw === undefined ? {} : { raw }), as: change.anonymous ? undefined : as }
  return [verb, url, sent]
}

/** Counts the commits that took effect. */
function counting() {
  let commits = 0
  const storage = (inner: Storage): Storage => ({
    ...inner,
    commit: async (change) => {
      const outcome = await inner.commit(change)
      if (outcome.outcome === 'committed') commits++
      return outcome
    },
  })
  return { storage, count: () => commits }
}

const prototypes = () =>
  [Object, Array, Function, String, Number, Map, Promise].map(({ prototype }) => Reflect.ownKeys(prototype).map(String))

const PER_ROUND = 100

/** Sends many requests that were valid before something was done to them. */
export function mutatedRequests(mount: Mount, kind: StoreKind, requests: number): void {
  describe(`mutated requests through ${mount.name} on ${kind.name}`, () => {
    const open = worlds(mount, kind)

    it(`${requests} of them break nothing, and write only when they are valid`, async () => {
      const pristine = prototypes()
      const statuses = new Map<number, number>()
      await fc.assert(
        fc.asyncProperty(fc.array(mutation, { minLength: PER_ROUND, maxLength: PER_ROUND }), async (mutations) => {
          const { storage, count } = counting()
          const w = await open({ storage, service: { signUp: { role: 'member' } } })
          const bases = await basesOf(w)
          for (const change of mutations) {
            const base = bases[change.base % bases.length]
            const request = base && requestFrom(base, change)
            if (!request || !isSendable(w, change)) continue
            const before = count()
            const answer = await w.call(...request)
            const what = `${JSON.stringify(request)} → ${answer.status} ${answer.text} ${w.problems.map(String)}`
            expect(answer.status, what).toBeLessThan(500)
            if (answer.status >= 400 || /^(GET|HEAD)$/.test(request[0])) expect(count(), what).toBe(before)
            statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
          }
          expect(prototypes()).toEqual(pristine)
        }),
        { numRuns: requests / PER_ROUND, endOnFailure: true },
      )
      // Not all of them fail at the first door.
      for (const status of [200, 201, 204, 400, 401, 404, 405])
        expect(statuses.get(status), String(status)).toBeGreaterThan(0)
    }, 300_000)
  })
}

/** A client of HTTP says no length but that of the body. */
const isSendable = ({ mounted }: World, { header }: Mutation): boolean =>
  mounted.port === null || header?.[0] !== 'content-length'
