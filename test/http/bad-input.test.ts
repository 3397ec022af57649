import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { webCryptoRandom } from '../../src/defaults/random.ts'
import { createMatch } from '../../src/http/match.ts'
import { routes } from '../../src/http.ts'
import { isSecret, mintSecret } from '../../src/tokens/secret.ts'
import { plainHasher } from '../support/service.ts'
import { stores } from '../support/stores.ts'
import { plainHandler } from './support/mounts.ts'
import { type FieldOf, type FieldType, type ValidRequest, validRequests } from './support/valid-requests.ts'
import { type Answer, type Sent, type World, wholeStore, worlds } from './support/world.ts'

/** Is in every bad value that is a text, and in no answer. */
const MARK = 'canary7'

const numbers = [0, 7, -1, 1.5, 1e21]
const switches = [true, false]
const lists = [[], [[]], [7], [null], [{ a: MARK }]]
const texts = [[MARK], [`${MARK}\0`]]
const objects: readonly object[] = [{}, { a: MARK }, { toString: MARK, constructor: MARK }]
const dirty = [`${MARK}\0`, `${MARK}\ud800`, `\udc00${MARK}`, `${MARK}\u0007`, `${MARK}\r\nBcc: x`, `${MARK}\u009f`]
const plain = ['', ' ', MARK, MARK.repeat(2000)]
const noText = [...numbers, ...switches, ...lists, ...texts, ...objects]

/** What each kind of field refuses, `null` and leaving it out apart. */
const bad: { readonly [type in FieldType]: readonly unknown[] } = {
  email: [...noText, ...plain, ...dirty, `a@${MARK}`, `a@b@${MARK}.com`, `a＠${MARK}.com`, `"a b"@${MARK}.com`],
  login: [...noText, ...plain, ...dirty],
  token: [...noText, ...plain, ...dirty],
  renewal: [...noText, ...plain, ...dirty],
  password: [...noText, ...plain, ...dirty.slice(0, 3), MARK.repeat(37)],
  text: [...noText, ...plain, ...dirty],
  scope: [...noText, '', MARK.repeat(2000), ...dirty],
  username: [...noText, '', ' ', MARK.repeat(2000), ...dirty.slice(0, 3), `@${MARK}`, `${MARK} x`, '<b>'],
  json: [
    ...numbers,
    ...switches,
    ...lists,
    ...texts,
    ...plain,
    { a: `${MARK}\0` },
    { a: `${MARK}\ud800` },
    { [`${MARK}\0`]: 1 },
    { a: { b: { c: { d: [MARK] } } } },
    { a: MARK.repeat(1200) },
  ],
  texts: [...numbers, ...switches, ...objects, ...plain, ...lists.slice(1), ...texts, [''], Array(501).fill('a')],
  rows: [...numbers, ...switches, ...objects, ...plain, ...dirty, []],
  choice: [...noText, ...plain, ...dirty],
  switch: [...numbers, ...lists, ...texts, ...objects, ...plain, 'true'],
  number: [0, -1, 1.5, 1e21, ...switches, ...lists, ...texts, ...objects, ...plain, '1'],
  duration: [
    ...noText,
    ...plain,
    ...dirty,
    '0d',
    '-1d',
    '1.5d',
    '99999999999d',
    { days: -1 },
    { days: '2' },
    { moons: 1 },
    { weeks: 1e308 },
  ],
}

const purposes = ['invitation', 'activation', 'reset'] as const

const badValues = (field: FieldOf): readonly unknown[] => [
  ...bad[field.type],
  ...(field.nullable ? [] : [null]),
  ...(field.required && !field.nullable ? [undefined] : []),
]

/** Statuses that a bad value may get: a secret and a log-in are judged as a whole. */
const otherStatuses: { readonly [type in FieldType]?: readonly number[] } = {
  token: [404],
  renewal: [401],
  login: [401],
  password: [401, 403],
  text: [404],
}

describe.each(stores)('bad input on $name', (kind) => {
  const opened = worlds(plainHandler, kind, undefined, 'jwt')
  const open: typeof opened = ({ service, ...options } = {}) =>
    opened({ ...options, service: { signUp: { role: 'member' }, ...service } })
  const ready = async (options: Parameters<typeof open>[0] = {}) => {
    const w = await open(options)
    const requests = await validRequests(w)
    const before = await wholeStore(w.store)
    const unchanged = async () => expect(await wholeStore(w.store)).toBe(before)
    return { w, requests, unchanged }
  }
  const send = (w: World, { method, path, as }: ValidRequest, sent: Sent) => w.call(method, path, { as, ...sent })
  const json = { 'content-type': 'application/json' }

  it('the requests that are made bad here are good ones, and all that there are', async () => {
    const seen = new Set<unknown>()
    for (const n of (await validRequests(await open())).keys()) {
      const w = await open()
      const request = (await validRequests(w))[n]
      if (request === undefined) continue
      const { method, path, as, body } = request
      if (path.endsWith('/reactivate')) await w.post(path.replace('reactivate', 'suspend'), {}, as)
      const answer = await send(w, request, { body })
      expect(answer.status, `${path} ${answer.text}`).toBeLessThan(300)
      seen.add(createMatch(routes)(method, path).route)
    }
    expect(seen).toEqual(new Set(routes.filter(({ method }) => method !== 'GET')))
  })

  it('is refused by its name, changes nothing and is not said again (ASVS 1.5.2, 15.3.5)', async () => {
    const { w, requests, unchanged } = await ready()
    for (const request of requests) {
      for (const [name, field] of Object.entries(request.fields)) {
        for (const value of badValues(field)) {
          const answer = await send(w, request, { body: { ...request.body, [name]: value } })
          const what = `${request.path} ${name} ${JSON.stringify(value)?.slice(0, 60)} → ${answer.text}`
          expect([400, ...(otherStatuses[field.type] ?? [])], what).toContain(answer.status)
          if (answer.status === 400) expectNamed(answer, name, what)
          expect(answer.text, what).not.toContain(MARK)
        }
        const huge = await send(w, request, { body: { ...request.body, [name]: MARK.repeat(150_000) } })
        expect(huge).toMatchObject({ status: 413, code: 'payload_too_large' })
      }
      await unchanged()
    }
  }, 60_000)

  it('refuses every key that it does not know (ASVS 15.3.3, 15.3.6)', async () => {
    const { w, requests, unchanged } = await ready()
    for (const request of requests) {
      for (const key of [
        'color',
        'constructor',
        'prototype',
        'actor',
        'id',
        'status',
        'passwordHash',
        'epoch',
        'toString',
      ]) {
        const answer = await send(w, request, { body: { ...request.body, [key]: MARK } })
        expect(answer, `${request.path} ${key}`).toMatchObject({ status: 400, code: 'invalid_input', fields: [key] })
        expect(answer.text).not.toContain(MARK)
      }
      const proto = JSON.stringify(request.body).replace(
        /}$/,
        request.body && Object.keys(request.body).length > 0 ? ',' : '',
      )
      for (const key of ['"__proto__"', '"__pr\\u006fto__"']) {
        const answer = await send(w, request, { raw: `${proto}${key}:{"isAdmin":true}}`, headers: json })
        expect(answer, request.path).toMatchObject({ status: 400, fields: ['__proto__'] })
      }
      const strange = await send(w, request, { body: { ...request.body, [`<b>${'k'.repeat(500)}`]: 1 } })
      expect(strange.fields, request.path).toEqual([`?b?${'k'.repeat(37)}`])
      await unchanged()
    }
  })

  it('refuses a body that is no JSON object, or not only one', async () => {
    const { w, requests, unchanged } = await ready()
    const utf8 = (...bytes: number[]) => new Uint8Array(bytes)
    for (const request of requests) {
      for (const raw of [
        '{',
        '}',
        '{"a":}',
        "{'a':1}",
        '{"a":1}{"b":2}',
        '{"a":1,}',
        'nul',
        'NaN',
        '{"a":"\t"}',
        '{"a":01}',
      ])
        expect(await send(w, request, { raw, headers: json }), raw).toMatchObject({ status: 400, fields: ['body'] })
      for (const raw of ['[]', '[{}]', '"text"', '7', 'true', 'null', '['.repeat(15_000) + ']'.repeat(15_000)])
        expect(await send(w, request, { raw, headers: json }), raw).toMatchObject({ status: 400, fields: ['body'] })
      for (const raw of [
        utf8(0xff),
        utf8(0x7b, 0xc3, 0x28, 0x7d),
        utf8(0xed, 0xa0, 0x80),
        utf8(0xff, 0xfe, 0x7b, 0, 0x7d, 0),
      ])
        expect(await send(w, request, { raw, headers: json })).toMatchObject({ status: 400, fields: ['body'] })
      // Broken in the middle of what is JSON otherwise: overlong, cut, a surrogate, beyond the last character.
      for (const bytes of [[0xff], [0xc0, 0xaf], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
        const raw = Buffer.concat([Buffer.from('{"a":"'), utf8(...bytes), Buffer.from('"}')])
        expect(await send(w, request, { raw, headers: json })).toMatchObject({ status: 400, fields: ['body'] })
      }
      const deep = `{"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`
      expect((await send(w, request, { raw: deep, headers: json })).fields).toContain('a')
      await unchanged()
    }
  })

  it('refuses what two parsers might read differently (ASVS 1.5.3, 15.3.7)', async () => {
    const { w, requests, unchanged } = await ready()
    for (const request of requests) {
      const twice = await send(w, request, { raw: `{"a":1,"b":{"c":1},"\\u0061":"${MARK}"}`, headers: json })
      expect(twice).toMatchObject({ status: 400, fields: ['a'] })
      expect(twice.text).not.toContain(MARK)
      const inner = await send(w, request, { raw: '{"a":[{"b c":1,"b c":1}]}', headers: json })
      expect(inner).toMatchObject({ status: 400, fields: ['body'] })
      const query = { ...request, path: `${request.path}?x=1&x=${MARK}` }
      expect(await send(w, query, { body: request.body })).toMatchObject({ status: 400, fields: ['x'] })
      await unchanged()
    }
  })

  it('refuses other types, packed bodies, and more than it has room for', async () => {
    const { w, requests, unchanged } = await ready()
    for (const request of requests) {
      const body = JSON.stringify(request.body)
      for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain', 'application/xml'])
        expect(await send(w, request, { raw: body, headers: { 'content-type': type } })).toMatchObject({ status: 415 })
      for (const encoding of ['gzip', 'br', 'GZIP', 'gzip, identity', 'x'])
        for (const raw of [body, gzipSync(body)])
          expect(await send(w, request, { raw, headers: { ...json, 'content-encoding': encoding } })).toMatchObject({
            status: 415,
          })
      expect(await send(w, request, { raw: gzipSync(body), headers: json })).toMatchObject({
        status: 400,
        fields: ['body'],
      })
      const large = body + ' '.repeat(600_000)
      for (const headers of [json, { ...json, 'content-length': '2' }, { ...json, 'content-length': 'x' }])
        expect(await send(w, request, { raw: large, headers })).toMatchObject({ status: 413 })
      const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(9000)) })
      expect(await send(w, request, { raw: endless, headers: json })).toMatchObject({ status: 413 })
      await unchanged()
    }
  })

  it('asks who it is before it reads anything', async () => {
    const { w, requests, unchanged } = await ready()
    for (const request of requests.filter(({ as, path }) => as && path !== '/logout')) {
      let read = 0
      const stream = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            read++
            controller.enqueue(new Uint8Array(9000))
          },
        },
        { highWaterMark: 0 },
      )
      const { method, path } = request
      expect(await w.call(method, path, { raw: stream, headers: json })).toMatchObject({ status: 401 })
      expect(read).toBe(0)
    }
    await unchanged()
  })

  it('never hashes a password over the limit, nor one that would not be kept', async () => {
    const seen: string[] = []
    const inner = plainHasher()
    const passwordHasher = {
      hash: (typed: string) => {
        seen.push(typed)
        return inner.hash(typed)
      },
      verify: (typed: string, hash: string) => {
        seen.push(typed)
        return inner.verify(typed, hash)
      },
    }
    const { w, requests, unchanged } = await ready({ service: { passwordHasher } })
    const fields = requests.flatMap((request) =>
      Object.entries(request.fields).flatMap(([name, { type }]) => (type === 'password' ? [{ request, name }] : [])),
    )
    expect(fields).toHaveLength(8)
    seen.length = 0
    for (const { request, name } of fields) {
      for (const long of ['x'.repeat(257), '😀'.repeat(257), 'x'.repeat(30_000)]) {
        const answer = await send(w, request, { body: { ...request.body, [name]: long } })
        expect([400, 401, 403]).toContain(answer.status)
        if (answer.status === 400) expect(answer).toMatchObject({ code: 'password_policy', fields: [name] })
      }
    }
    // A log-in does the same work for everybody, but not with this.
    expect(new Set(seen)).toEqual(new Set(['']))
    seen.length = 0
    for (const { request, name } of fields.filter(({ request: { body } }) => 'token' in body)) {
      const purpose = purposes.find((one) => isSecret(one, request.body['token'])) ?? 'session'
      const unknown = mintSecret(purpose, webCryptoRandom)
      expect((await send(w, request, { body: { ...request.body, token: unknown } })).status).toBe(404)
      await send(w, request, { body: { ...request.body, [name]: 'kq7 zw' } })
    }
    expect(seen).toEqual([])
    await unchanged()
  })
})

function expectNamed({ fields }: Answer, name: string, what: string): void {
  expect(fields.length, what).toBeGreaterThan(0)
  for (const field of fields) expect(field === name || field.startsWith(`${name}.`), what).toBe(true)
}
