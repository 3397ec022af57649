import { describe, expect, it } from 'vitest'
import { definePermissions, system } from '../../../src/index.ts'
import { betterSqlite3 } from '../../support/engines/sqlite.ts'
import type { Host } from '../../support/hosts/host.ts'
import { openHost } from '../../support/hosts/open-host.ts'
import { radio } from '../../support/hosts/radio.ts'
import { radioFlags } from '../../support/radio-flags.ts'
import { signingKey } from '../../support/signing-keys.ts'
import { type ContractAnswer, contractWorlds, type SentToContract } from '../support/contract-world.ts'
import type { Mount } from '../support/mounts.ts'
import { contractOf } from './contract-of.ts'

/** The station's tables; what people may do is in one of ours, for it has no roles. */
const tables: Host = {
  ...radio,
  mapping: (engine) => {
    const { membership: _, ...mapping } = radio.mapping(engine)
    return mapping
  },
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const permissions = definePermissions({
  flags: radioFlags,
  verbs: {
    invite: 'can_edit_users',
    assign: 'can_assign_roles',
    view: 'can_view_users',
    edit: 'can_edit_users',
    suspend: 'can_desable_users',
    reset: 'can_edit_users',
  },
})

const keys = { current: signingKey() }
const chief = { username: 'chief', password: 'a long sentence of the chief' }
const secret = 'Secret123!'

/** The table of the radio station's contract, row by row, on its own tables. */
export function radioCases(mount: Mount): void {
  const open = contractWorlds(mount)

  const station = async ({ openInvites = false, publicSignup = false } = {}) => {
    const host = await openHost(betterSqlite3, tables)
    await host.storage.migrate()
    const w = await open(
      host,
      {
        baseUrl: 'https://radio.example',
        permissions,
        links: { invitation: '/signup-with-invite?token={token}', reset: '/reset-password?token={token}' },
        passwords: { minimum: 8 },
        sessions: { jwt: { keys } },
        ...(publicSignup ? { signUp: {} } : {}),
      },
      { contract: contractOf('radio', { openInvites }), carry: { access: 'bearer', refresh: 'cookie' } },
    )
    const make = (name: string, flags: readonly (typeof radioFlags)[number][]) =>
      w.service.accounts.create(
        {
          email: `${name}@station.example`,
          username: name,
          password: chief.password,
          profile: { name: 'Given', family_name: 'Family' },
          permissions: flags,
        },
        { actor: system },
      )
    await make('chief', radioFlags)
    const logIn = (form: Readonly<Record<string, string>> = chief) => w.call('POST', '/auth/login', { form })
    const token = async (username = 'chief') => text(await logIn({ ...chief, username }), 'access_token')
    const post = (path: string, json?: unknown, as?: string) =>
      w.call('POST', path, { ...(json === undefined ? {} : { json }), as })
    const invite = async (json: object, as?: string) => text(await post('/auth/generate-invite', json, as), 'token')
    return { w, make, logIn, token, post, invite }
  }

  const text = ({ body }: ContractAnswer, key: string): string => String(body[key])
  const fields = ({ body }: ContractAnswer) => Object(body['fields']) as readonly { readonly field: string }[]
  const names = (answer: ContractAnswer) => fields(answer).map(({ field }) => field)
  const refreshCookie = ({ headers }: ContractAnswer) => headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const all = (value: boolean) => Object.fromEntries(radioFlags.map((flag) => [flag, value]))

  describe('POST /auth/login', () => {
    it('takes a form with a user name or an address, and answers with all 63 flags and a refresh cookie', async () => {
      const { logIn, make } = await station()
      await make('guest', ['can_view_users'])
      const answer = await logIn()
      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^ey/),
        token_type: 'bearer',
        user_id: expect.any(Number),
        username: 'chief',
        email: 'chief@station.example',
        name: 'Given',
        family_name: 'Family',
        phone_number: null,
        permissions: all(true),
      })
      expect(answer.headers.getSetCookie()).toEqual([
        expect.stringMatching(
          /^__Host-ik-refresh=ik_ref_[\w-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
        ),
      ])
      const guest = await logIn({ username: 'GUEST@station.example', password: chief.password })
      expect(guest.body['permissions']).toEqual({ ...all(false), can_view_users: true })
    })

    it('takes a multipart form too, and refuses JSON', async () => {
      const { w } = await station()
      const form = new FormData()
      for (const [name, value] of Object.entries(chief)) form.set(name, value)
      expect((await w.call('POST', '/auth/login', { raw: form })).status).toBe(200)
      expect((await w.call('POST', '/auth/login', { json: chief })).status).toBe(415)
      form.set('file', new Blob(['x']), 'x.txt')
      expect((await w.call('POST', '/auth/login', { raw: form })).status).toBe(400)
    })

    it('names what is missing, and gives one answer to whoever may not', async () => {
      const { w, logIn, make, post, token } = await station()
      expect(names(await logIn({ username: 'chief' }))).toEqual(['password'])
      expect(names(await logIn({ password: secret }))).toEqual(['username'])
      expect(names(await w.call('POST', '/auth/login'))).toEqual(['username', 'password'])
      expect(names(await logIn({ ...chief, remember: 'me' }))).toEqual(['remember'])
      const gone = await make('gone', [])
      await post(`/users/${gone.id}/suspend`, undefined, await token())
      await w.service.accounts.create({ email: 'new@station.example', username: 'new' }, { actor: system })
      const answers = new Set<string>()
      for (const form of [
        { username: 'chief', password: 'wrong' },
        { username: 'nobody', password: secret },
        { ...chief, username: 'gone' },
        { ...chief, username: 'new' },
      ]) {
        const { status, text } = await logIn(form)
        answers.add(`${status} ${text}`)
      }
      expect([...answers]).toEqual([expect.stringMatching(/^401 /)])
    })

    it('keeps forms strict: one of each, in UTF-8, not too long, from here', async () => {
      const { w } = await station()
      const form = 'application/x-www-form-urlencoded'
      const raw = (body: string, headers: Record<string, string> = {}) =>
        w.call('POST', '/auth/login', {
          raw: new TextEncoder().encode(body),
          headers: { 'content-type': form, ...headers },
        })
      expect((await raw('username=chief&username=chief&password=x')).status).toBe(400)
      expect((await raw('username=chief&password=%FF')).status).toBe(400)
      expect((await raw('username=chief&password=100%')).status).toBe(400)
      expect((await raw('username=chief&password=x&__proto__=1')).status).toBe(400)
      expect((await raw(`username=chief&password=${'x'.repeat(40_000)}`)).status).toBe(413)
      expect((await raw('username=chief&password=x', { origin: 'https://evil.example' })).status).toBe(403)
      expect((await raw('x', { 'content-type': 'multipart/form-data; boundary=y' })).status).toBe(400)
      expect(
        (await raw(`username=chief&password=${encodeURIComponent(chief.password).replaceAll('%20', '+')}`)).status,
      ).toBe(200)
    })
  })

  it('POST /auth/refresh takes the cookie, and gives the next one', async () => {
    const { w, logIn } = await station()
    const refresh = (cookie?: string) => w.call('POST', '/auth/refresh', cookie === undefined ? {} : { cookie })
    const first = refreshCookie(await logIn())
    const answer = await refresh(first)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^ey/),
      token_type: 'bearer',
      permissions: all(true),
    })
    expect(refreshCookie(answer)).not.toBe(first)
    expect((await refresh()).status).toBe(401)
    expect((await refresh('__Host-ik-refresh=x')).status).toBe(401)
    w.clock.advance(MINUTE)
    expect((await refresh(first)).status).toBe(401)
  })

  it('POST /auth/logout ends the session: the token is refused from then on', async () => {
    const { w, post, token } = await station()
    const as = await token()
    expect((await w.call('GET', '/users/users', { as })).status).toBe(200)
    const out = await post('/auth/logout', undefined, as)
    expect([out.status, refreshCookie(out)]).toEqual([200, '__Host-ik-refresh='])
    expect((await w.call('GET', '/users/users', { as })).status).toBe(401)
    expect((await post('/auth/logout')).status).toBe(401)
  })

  describe('POST /auth/signup', () => {
    const body = { username: 'ada', email: 'ada@station.example', password: secret, phone_number: '+1' }

    it('is closed unless the station opens it', async () => {
      const { post } = await station()
      expect((await post('/auth/signup', body)).status).toBe(403)
    })

    it('answers as an invited sign-up does', async () => {
      const { post } = await station({ publicSignup: true })
      const done = await post('/auth/signup', body)
      expect(done.status).toBe(201)
      expect(done.body).toEqual({
        id: expect.any(Number),
        username: 'ada',
        email: 'ada@station.example',
        created_at: '2026-01-01T00:00:00.000Z',
        name: '',
        family_name: '',
        phone_number: '+1',
      })
      expect((await post('/auth/signup', body)).status).toBe(409)
      expect(names(await post('/auth/signup', { email: 'x' }))).toEqual(['username', 'password'])
    })
  })

  describe('POST /auth/invite and /auth/generate-invite', () => {
    it('give the link, and the same token under two names', async () => {
      const { post, token } = await station()
      const as = await token()
      for (const path of ['/auth/invite', '/auth/generate-invite']) {
        const { status, body } = await post(path, { email: `${path.length}@station.example`, name: 'Ada' }, as)
        expect(status).toBe(201)
        expect(body).toEqual({
          token: expect.stringMatching(/^ik_inv_/),
          invite_token: body['token'],
          invite_url: `https://radio.example/signup-with-invite?token=${body['token']}`,
          expires_at: '2026-01-08T00:00:00.000Z',
        })
      }
    })

    it('no body at all counts as {}', async () => {
      const { post, token } = await station()
      const as = await token()
      expect(names(await post('/auth/invite', undefined, as))).toEqual(['email'])
      expect(names(await post('/auth/invite', { email: '' }, as))).toEqual(['email'])
      expect(names(await post('/auth/invite', { email: 'nobody' }, as))).toEqual(['email'])
      expect((await post('/auth/generate-invite', undefined, as)).status).toBe(201)
      const loose = await station({ openInvites: true })
      expect((await loose.post('/auth/invite', undefined, await loose.token())).status).toBe(201)
    })

    it('hand flags along to who may assign them', async () => {
      const { post, make, token } = await station()
      await make('editor', ['can_edit_users', 'can_view_users'])
      await make('guest', [])
      const body = (permissions?: unknown) => ({ email: 'ada@station.example', permissions })
      const status = async (sent: object, as?: string) => (await post('/auth/invite', sent, as)).status
      expect(await status(body())).toBe(401)
      expect(await status(body(), await token('guest'))).toBe(403)
      expect(await status(body({ can_view_users: true }), await token('editor'))).toBe(403)
      expect(await status(body({ can_view_users: 'yes' }), await token())).toBe(400)
      expect(await status(body(['can_view_users', 7]), await token())).toBe(400)
      expect(await status(body({ can_fly: true }), await token())).toBe(400)
      expect(await status(body({ can_view_users: false }), await token('editor'))).toBe(201)
    })
  })

  it('GET /auth/invite/validate says whom a living link is for, and 404 for every dead one', async () => {
    const { w, post, token, invite } = await station()
    const as = await token()
    const validate = (query: string) => w.call('GET', `/auth/invite/validate${query}`)
    const [named, loose] = [await invite({ email: 'ada@station.example' }, as), await invite({}, as)]
    const expires_at = '2026-01-08T00:00:00.000Z'
    expect((await validate(`?token=${named}`)).body).toEqual({ valid: true, email: 'ada@station.example', expires_at })
    expect((await validate(`?token=${loose}`)).body).toEqual({ valid: true, expires_at })
    for (const query of ['', '?token=']) expect((await validate(query)).status).toBe(400)
    await post('/auth/signup-with-invite', {
      token: named,
      username: 'ada',
      email: 'ada@station.example',
      password: secret,
    })
    w.clock.advance(7 * DAY)
    for (const secretOf of [named, loose, 'unknown']) expect((await validate(`?token=${secretOf}`)).status).toBe(404)
  })

  describe('POST /auth/signup-with-invite', () => {
    const ada = { username: 'ada', email: 'ada@station.example', password: secret }

    it('makes the account, once', async () => {
      const { post, token, invite, logIn } = await station()
      const link = await invite({ ...{ email: ada.email }, permissions: { can_create_showplan: true } }, await token())
      const done = await post('/auth/signup-with-invite', { ...ada, token: link, invite_token: link, name: 'Ada' })
      expect(done.status).toBe(201)
      expect(done.body).toEqual({
        id: expect.any(Number),
        email: ada.email,
        username: 'ada',
        created_at: '2026-01-01T00:00:00.000Z',
        name: 'Ada',
        family_name: '',
        phone_number: null,
      })
      expect((await post('/auth/signup-with-invite', { ...ada, invite_token: link })).status).toBe(410)
      const login = await logIn({ username: 'ada', password: secret })
      expect(login.body['permissions']).toEqual({ ...all(false), can_create_showplan: true })
    })

    it('refuses by the statuses of the contract', async () => {
      const { w, post, token, invite, make } = await station()
      await make('taken', [])
      const as = await token()
      const [link, loose] = [await invite({ email: ada.email }, as), await invite({}, as)]
      const send = (body: object) => post('/auth/signup-with-invite', body)
      expect(names(await send({ token: link }))).toEqual(['username', 'email', 'password'])
      expect(names(await send(ada))).toEqual(['token'])
      expect(names(await send({ ...ada, token: link, invite_token: loose }))).toEqual(['invite_token'])
      expect(await send({ ...ada, token: link, password: 'password123' })).toMatchObject({ status: 400 })
      expect(names(await send({ ...ada, token: link, password: 'password123' }))).toEqual(['password'])
      expect(names(await send({ ...ada, token: link, username: '@' }))).toEqual(['username'])
      expect((await send({ ...ada, token: link, email: 'eve@station.example' })).status).toBe(400)
      expect((await send({ ...ada, token: 'unknown' })).status).toBe(401)
      expect((await send({ ...ada, token: link, username: 'taken' })).status).toBe(409)
      expect((await send({ ...ada, token: loose, email: 'taken@station.example' })).status).toBe(409)
      w.clock.advance(7 * DAY)
      expect((await send({ ...ada, token: link })).status).toBe(410)
      await w.service.invitations.create({ email: ada.email }, { actor: system })
      expect((await send({ ...ada, token: link })).status).toBe(410)
    })
  })

  describe('passwords', () => {
    it('POST /auth/forgot-password gives one answer', async () => {
      const { w, post } = await station()
      const [known, unknown] = [
        await post('/auth/forgot-password', { email: 'chief@station.example' }),
        await post('/auth/forgot-password', { email: 'nobody@station.example' }),
      ]
      expect([known.status, known.text]).toEqual([200, unknown.text])
      expect(await w.mailed()).toMatchObject([
        { url: expect.stringContaining('https://radio.example/reset-password?token=') },
      ])
    })

    it('POST /auth/generate-reset-token, GET /auth/reset-token/validate and POST /auth/reset-password', async () => {
      const { w, post, make, token } = await station()
      const guest = await make('guest', [])
      const as = await token()
      const asGuest = await token('guest')
      const make_ = (user_id: unknown, by?: string) => post('/auth/generate-reset-token', { user_id }, by)
      const made = await make_(Number(guest.id), as)
      expect(made).toMatchObject({ status: 200, body: { expires_at: '2026-01-02T00:00:00.000Z' } })
      expect(Object.keys(made.body)).toEqual(['reset_token', 'expires_at'])
      expect((await make_(Number(guest.id))).status).toBe(401)
      expect((await make_(1, asGuest)).status).toBe(403)
      expect((await make_(4711, as)).status).toBe(404)
      for (const wrong of [undefined, 'x', 1.5, guest.id]) expect(names(await make_(wrong, as))).toEqual(['user_id'])

      const reset = text(made, 'reset_token')
      const validate = (query: string) => w.call('GET', `/auth/reset-token/validate${query}`)
      expect((await validate(`?token=${reset}`)).body).toEqual({ valid: true, user_id: Number(guest.id) })
      expect(await validate('?token=unknown')).toMatchObject({ status: 200, body: { valid: false } })
      expect((await validate('')).status).toBe(400)

      const change = (body: object) => post('/auth/reset-password', body)
      const weak = await change({ token: reset, new_password: 'password123' })
      expect(weak.status).toBe(400)
      expect(fields(weak)).toMatchObject([{ field: 'new_password', code: 'too_common' }])
      expect((await change({ token: 'unknown', new_password: 'newSecret123' })).status).toBe(401)
      expect((await change({ token: reset, new_password: 'newSecret123' })).status).toBe(200)
      expect((await change({ token: reset, new_password: 'newSecret123' })).status).toBe(410)
      expect((await validate(`?token=${reset}`)).text).toBe('{"valid":false}')
      expect((await w.call('GET', '/users/users', { as: asGuest })).status).toBe(401)
      const late = text(await make_(Number(guest.id), as), 'reset_token')
      w.clock.advance(DAY)
      expect((await change({ token: late, new_password: 'newSecret123' })).status).toBe(410)
    })
  })

  describe('users', () => {
    it('GET /users/users is one array of everybody', async () => {
      const { w, make, token } = await station()
      for (let n = 0; n < 102; n++) await make(`user-${n}`, n === 0 ? ['can_view_files'] : [])
      const answer = await w.call('GET', '/users/users', { as: await token() })
      expect(answer.status).toBe(200)
      const people = answer.body as unknown as readonly Readonly<Record<string, unknown>>[]
      expect(people).toHaveLength(104) // and the chief of before us
      expect(people.find(({ username }) => username === 'user-0')).toEqual({
        id: expect.any(Number),
        username: 'user-0',
        email: 'user-0@station.example',
        name: 'Given',
        family_name: 'Family',
        phone_number: null,
        state: 'active',
        permissions: { ...all(false), can_view_files: true },
      })
      const sent: SentToContract = { as: await token('user-0') }
      expect((await w.call('GET', '/users/users', sent)).status).toBe(403)
      expect((await w.call('GET', '/users/users')).status).toBe(401)
    })

    it('POST /users/{id}/suspend and /reactivate', async () => {
      const { make, token, post, logIn } = await station()
      const guest = await make('guest', [])
      const as = await token()
      const asGuest = await token('guest')
      const path = (verb: string, id: unknown = guest.id) => `/users/${id}/${verb}`
      expect((await post(path('suspend'))).status).toBe(401)
      expect((await post(path('suspend', 1), undefined, asGuest)).status).toBe(403)
      expect((await post(path('suspend', 4711), undefined, as)).status).toBe(404)
      expect((await post(path('suspend', 'abc'), undefined, as)).status).toBe(404)
      expect((await post(path('suspend'), {}, as)).status).toBe(200)
      expect((await logIn({ ...chief, username: 'guest' })).status).toBe(401)
      expect((await post(path('reactivate'), undefined, as)).status).toBe(200)
      expect((await logIn({ ...chief, username: 'guest' })).status).toBe(200)
    })
  })

  it('the library’s own routes stand beside it', async () => {
    const { w, token } = await station()
    expect((await w.call('GET', '/session', { as: await token() })).status).toBe(200)
  })
}
