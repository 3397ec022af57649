import { describe, expect, it } from 'vitest'
import { routes } from '../../../src/http.ts'
import { errors, fieldErrors, InviteError, type Storage } from '../../../src/index.ts'
import {
  type Answer,
  type Caller,
  password,
  requestOf,
  textOf,
  type World,
  wholeStore,
  type worlds,
} from '../support/world.ts'

const MINUTE = 60_000

/** What HTTP asks of every route: methods, languages, origins, content types. */
export function protocol(open: ReturnType<typeof worlds>): void {
  describe('paths and methods', () => {
    it('404 is all that there is anywhere else', async () => {
      const w = await open()
      const owner = await w.person('owner')
      for (const path of [
        '/',
        '/nothing',
        '/session/',
        '//session',
        '/Session',
        '/session%00',
        '/accounts/%ff',
        '/accounts/a%00b',
        '/accounts//suspend',
        '/invitations/a/b/c',
        '/__proto__',
        '/constructor',
      ])
        expect(await w.get(path, owner), path).toMatchObject({ status: 404, code: 'not_found' })
    })

    it('405 says what is allowed (ASVS 4.1.4)', async () => {
      const w = await open()
      const allow = async (method: string, path: string) => {
        const { status, headers } = await w.call(method, path)
        return [status, headers.get('allow')]
      }
      expect(await allow('PUT', '/session')).toEqual([405, 'GET, HEAD'])
      expect(await allow('GET', '/login')).toEqual([405, 'POST'])
      expect(await allow('HEAD', '/login')).toEqual([405, 'POST'])
      expect(await allow('OPTIONS', '/login')).toEqual([405, 'POST'])
      expect(await allow('DELETE', '/invitations')).toEqual([405, 'POST, GET, HEAD'])
      expect(await allow('POST', '/accounts/x/memberships/y')).toEqual([405, 'PATCH, DELETE'])
      expect(await allow('PATCH', '/events')).toEqual([405, 'GET, HEAD'])
    })

    it('F9: no link does anything when it is only opened (ASVS 3.5.3, 14.2.1)', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const invite = { email: 'ada@example.com', role: 'member', delivery: 'link' }
      const token = textOf(await w.post('/invitations', invite, owner), 'token')
      const before = await wholeStore(w.store)
      for (const { method, path } of routes.filter((route) => route.method !== 'GET')) {
        const url = `${path.replace(/:\w+/g, owner.id)}?token=${token}&password=${encodeURIComponent(password)}`
        for (const reading of ['GET', 'HEAD']) {
          const { status } = await w.call(reading, url, { as: owner })
          expect([200, 400, 404, 405], `${reading} ${method} ${path}`).toContain(status)
        }
      }
      expect(await wholeStore(w.store)).toBe(before)
    })

    it('HEAD is GET without its body, and neither changes anything (ASVS 3.5.3)', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const { id } = (await w.post('/invitations', { email: 'ada@example.com', role: 'member' }, owner)).body
      w.clock.advance(6 * MINUTE) // a request that may write would note this as the last use
      const before = await wholeStore(w.store)
      for (const { path, session } of routes.filter((route) => route.method === 'GET')) {
        const url = path.replace(':id', path.startsWith('/invitations') ? String(id) : owner.id)
        for (const as of [owner, undefined]) {
          const read = await w.call('GET', url, { as })
          const head = await w.call('HEAD', url, { as })
          expect([read.status, head.status]).toEqual(as || session === 'none' ? [200, 200] : [401, 401])
          expect(head.text).toBe('')
          expect(head.headers.get('content-type')).toBe(read.headers.get('content-type'))
        }
      }
      expect(await wholeStore(w.store)).toBe(before)
      await w.post('/invitations/preview', { token: 'x' }, owner)
      expect(await wholeStore(w.store)).not.toBe(before)
    })
  })

  it('every answer keeps nothing, runs nothing and tells nobody (ASVS 3.2.1, 3.4.4, 3.4.5, 3.5.8, 4.1.1, 14.3.2)', async () => {
    const w = await open()
    const owner = await w.person('owner')
    const answers = [
      await w.get('/session', owner),
      await w.call('HEAD', '/session', { as: owner }),
      await w.get('/session'),
      await w.get('/nothing'),
      await w.call('PUT', '/session'),
      await w.post('/login', {}),
      await w.post('/logout', undefined, owner),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 404, 405, 400, 204])
    for (const { headers } of answers)
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
  })

  describe('languages', () => {
    const title = async (w: World, language: string | null) => {
      const headers = language === null ? {} : { 'accept-language': language }
      return (await w.call('GET', '/session', { headers })).body['title']
    }

    it('speaks the language of the service to whoever wants none that there is', async () => {
      const w = await open({ service: { locale: 'fr' } })
      const { en, fr } = errors.not_authenticated
      for (const language of [null, 'de', '*']) expect(await title(w, language), String(language)).toBe(fr)
      expect(await title(w, 'en')).toBe(en)
    })

    it('speaks English and French, by Accept-Language', async () => {
      const w = await open()
      const { en, fr } = errors.not_authenticated
      for (const language of [
        'fr',
        'fr-CA',
        'FR',
        'de, fr;q=0.5',
        'fr;q=0.9, en;q=0.8',
        'en;q=0, fr;q=0.1',
        'es,fr-FR;q=0.7',
      ])
        expect(await title(w, language), language).toBe(fr)
      for (const language of [null, '', 'en', 'de', 'fr;q=0.1, en', 'fry, frr', 'fr;q=0', '*', ',;,', 'x'.repeat(5000)])
        expect(await title(w, language), String(language)).toBe(en)
    })

    it('says what is wrong with a field in the same language', async () => {
      const w = await open()
      const problem = async (language: string) => {
        const answer = await w.call('POST', '/login', { body: { email: 7 }, headers: { 'accept-language': language } })
        return answer.body
      }
      expect(await problem('en')).toEqual({
        type: 'urn:invitekit:invalid_input',
        title: errors.invalid_input.en,
        status: 400,
        code: 'invalid_input',
        detail: errors.invalid_input.en,
        fields: [
          { field: 'email', code: 'invalid_type', detail: fieldErrors.invalid_type.en },
          { field: 'password', code: 'required', detail: fieldErrors.required.en },
        ],
      })
      expect(await problem('fr')).toMatchObject({
        title: errors.invalid_input.fr,
        detail: errors.invalid_input.fr,
        fields: [{ detail: fieldErrors.invalid_type.fr }, { detail: fieldErrors.required.fr }],
      })
    })
  })

  describe('when something is wrong on our side', () => {
    it('busy says when to come back', async () => {
      let busy = false
      const storage = (inner: Storage): Storage => ({
        ...inner,
        commit: (change) => (busy ? Promise.resolve({ outcome: 'conflict' }) : inner.commit(change)),
      })
      const w = await open({ storage })
      const owner = await w.person('owner')
      busy = true
      const answer = await w.post('/invitations', { email: 'ada@example.com', role: 'member' }, owner)
      expect(answer).toMatchObject({ status: 503, code: 'busy' })
      expect(answer.headers.get('retry-after')).toBe('1')
    })

    it('a store that asks to be left alone for a while says so', async () => {
      const storage = (inner: Storage): Storage => ({
        ...inner,
        load: async () => {
          throw new InviteError('temporarily_unavailable', { retryAfterSeconds: 30 })
        },
      })
      const w = await open({ storage })
      const answer = await w.post('/login', { email: 'a@example.com', password })
      expect(answer).toMatchObject({ status: 503, code: 'temporarily_unavailable' })
      expect(answer.headers.get('retry-after')).toBe('30')
      expect(w.problems).toEqual([])
    })

    it('an error that is no refusal tells nothing', async () => {
      const storage = (inner: Storage): Storage => ({
        ...inner,
        load: async () => {
          throw new Error('connect ECONNREFUSED db.internal:5432 password=hunter2')
        },
      })
      const w = await open({ storage })
      const answer = await w.post('/login', { email: 'a@example.com', password })
      expect(answer).toMatchObject({ status: 500, code: 'internal' })
      expect(answer.text).not.toMatch(/hunter2|ECONN|internal:5432|Error|at /)
      expect(w.problems).toEqual([expect.objectContaining({ message: expect.stringContaining('hunter2') })])
    })
  })

  describe('other sites (ASVS 3.5.1, 3.5.8)', () => {
    const changing = routes.filter(({ method }) => method !== 'GET')
    const send = (
      w: World,
      as: Caller,
      { method, path }: { method: string; path: string },
      headers: Record<string, string>,
    ) =>
      w.call(method, path.replace(':id', as.id).replace(':scope', '*'), {
        headers: { cookie: `__Host-ik=${as.token}`, 'content-type': 'application/json', ...headers },
        raw: '{}',
      })

    it.each([
      ['a foreign origin', { origin: 'https://evil.example' }],
      ['a null origin', { origin: 'null' }],
      ['a null origin of another site', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
      ['an empty origin', { origin: '' }],
      ['a sibling', { origin: 'https://evil.app.example.com' }],
      ['a name that begins alike', { origin: 'https://app.example.com.evil.example' }],
      ['another port', { origin: 'https://app.example.com:8443' }],
      ['plain http', { origin: 'http://app.example.com' }],
      ['loopback', { origin: 'http://localhost:3000' }],
      ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
      ['a same-site request', { 'sec-fetch-site': 'same-site' }],
      ['a foreign origin that says same-origin', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ])('%s may change nothing', async (_, headers) => {
      const w = await open()
      const owner = await w.person('owner')
      const before = await wholeStore(w.store)
      for (const route of changing)
        expect(await send(w, owner, route, headers)).toMatchObject({ status: 403, code: 'foreign_origin' })
      expect(await wholeStore(w.store)).toBe(before)
    })

    it('our own pages, and what is no browser, may; nobody else is let in by CORS (ASVS 3.4.2)', async () => {
      const w = await open()
      const owner = await w.person('owner')
      for (const headers of [
        {},
        { origin: 'https://app.example.com' },
        { 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'none' },
        // A form on a page that sends no referrer, with scripts off.
        { origin: 'null', 'sec-fetch-site': 'same-origin' },
        { origin: 'https://app.example.com', 'sec-fetch-site': 'same-origin' },
      ] as Record<string, string>[])
        for (const route of changing.filter(({ path }) => path !== '/logout'))
          expect((await send(w, owner, route, headers)).code).not.toBe('foreign_origin')
      const read = await w.call('GET', '/session', { as: owner, headers: { origin: 'https://evil.example' } })
      expect(read.headers.get('access-control-allow-origin')).toBeNull()
    })

    it('loopback names of one port are one origin, for development', async () => {
      const w = await open({ service: { baseUrl: 'http://localhost:3000' } })
      const code = async (origin: string) =>
        (await w.call('POST', '/password/forgot', { body: { email: 'a@example.com' }, headers: { origin } })).code
      for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', 'app.localhost'])
        expect(await code(`http://${host}:3000`), host).toBeNull()
      for (const origin of [
        'http://localhost:3001',
        'https://localhost:3000',
        'http://localhost',
        'http://localhost.evil.example:3000',
        'http://127.0.0.1.evil.example:3000',
        'http://evil.example:3000',
        'null',
      ])
        expect(await code(origin), origin).toBe('foreign_origin')
    })
  })

  describe('content types', () => {
    const json = JSON.stringify({ email: 'a@example.com' })
    const forgot = async (w: World, type: string | null, raw: BodyInit = json): Promise<Answer> =>
      w.call('POST', '/password/forgot', { raw, headers: type === null ? {} : { 'content-type': type } })

    it('JSON it is, and no form (ASVS 3.5.2)', async () => {
      const w = await open()
      for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/json ;charset=UTF-8'])
        expect((await forgot(w, type)).status, type).toBe(200)
      for (const type of [
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'text/plain',
        'text/plain; application/json',
        'application/jsonp',
        'application/json-patch+json',
        'application/problem+json',
        '',
        null,
      ])
        expect(await forgot(w, type), String(type)).toMatchObject({ status: 415, code: 'unsupported_media_type' })
      expect((await forgot(w, null, new URLSearchParams({ email: 'a@example.com' }))).status).toBe(415)
      expect((await forgot(w, null, new FormData())).status).toBe(415)
      expect((await w.call('POST', '/logout', { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
      expect(await w.store.rows('message')).toHaveLength(3)
    })

    it('a body in chunks is read like any other', async () => {
      const w = await open()
      expect((await forgot(w, 'application/json', inChunks(json, 5))).status).toBe(200)
    })

    it('a body has 32 KiB at most, a bulk 512 KiB, however it comes', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const bulk = (raw: BodyInit) =>
        w.call('POST', '/invitations/bulk', { as: owner, raw, headers: { 'content-type': 'application/json' } })
      const padded = (text: string, length: number) => text + ' '.repeat(length - text.length)
      const rows = JSON.stringify({ rows: [{ email: 'a@example.com', role: 'member' }] })
      for (const [send, text, limit] of [
        [(raw: BodyInit) => forgot(w, 'application/json', raw), json, 32 * 1024],
        [bulk, rows, 512 * 1024],
      ] as const) {
        expect((await send(padded(text, limit))).status).toBe(200)
        expect((await send(inChunks(padded(text, limit), 10_000))).status).toBe(200)
        expect((await send(padded(text, limit + 1))).code).toBe('payload_too_large')
        expect((await send(inChunks(padded(text, limit + 1), 10_000))).code).toBe('payload_too_large')
        expect((await send(padded(text, 2_000_000))).code).toBe('payload_too_large')
      }
    })
  })

  it('a prefix is a whole path', async () => {
    const w = await open()
    const outside = requestOf('GET', '/session')
    const moved = new Request(outside.url.replace('/api/session', '/apisession'))
    const { status } = await w.mounted.send(moved)
    expect(status).toBe(404)
  })
}

function inChunks(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull: (controller) => {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + size))
      else controller.close()
      at += size
    },
  })
}
