import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { flags, sections } from '../../examples/radio/src/flags.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { reach } from '../support/engines/reachable.ts'
import type { Server } from '../support/engines/server.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { radioFlags } from '../support/radio-flags.ts'
import { prepareExample, until } from './support/example-app.ts'
import { type Answer, CHIEF, openRadio, type RadioApp } from './support/radio-app.ts'

const secret = 'Secret123!'
const all = (value: boolean) => Object.fromEntries(flags.map((flag) => [flag, value]))
const names = ({ body }: Answer) => body.fields.map(({ field }) => field)
const soon = (iso: string) => new Date(iso).getTime() - Date.now()
const DAY = 86_400_000

const found = 'version' in (await reach(mariadb)) ? [mariadb] : []
const servers: readonly Server[] = [betterSqlite3, postgres18, ...found]

beforeAll(() => prepareExample('radio'))

describe.each(servers)('the contract of radio, in its own process, on $name', (server) => {
  let radio: RadioApp
  let chief: string

  beforeAll(async () => {
    radio = await openRadio(server)
    chief = await token(CHIEF.email, CHIEF.password)
  })
  afterAll(() => radio?.close())

  const logIn = (username: string, password: string) =>
    radio.call('POST', '/auth/login', { form: { username, password } })
  const token = async (username: string, password = secret): Promise<string> =>
    (await logIn(username, password)).body.access_token
  const post = (path: string, json?: unknown, as?: string) =>
    radio.call('POST', path, { ...(json === undefined ? {} : { json }), as })
  const invite = async (json: object = {}): Promise<string> =>
    (await post('/auth/generate-invite', json, chief)).body.token
  const refreshCookie = ({ headers }: Answer) => headers.getSetCookie()[0]?.split(';')[0] ?? ''

  let made = 0
  /** Somebody who came in by an invitation. */
  const join = async (permissions: Readonly<Record<string, boolean>> = {}) => {
    const username = `member-${++made}`
    const email = `${username}@radio.example`
    const link = await invite({ email, permissions })
    const { body } = await post('/auth/signup-with-invite', { token: link, username, email, password: secret })
    return { id: body.id, username, email }
  }

  describe('POST /auth/login', () => {
    it('200: the whole answer, with all 63 flags, and a refresh cookie that no script reads', async () => {
      const answer = await logIn(CHIEF.email, CHIEF.password)
      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^ey/),
        token_type: 'bearer',
        user_id: expect.any(Number),
        username: '',
        email: CHIEF.email,
        name: 'Administration',
        family_name: '',
        phone_number: null,
        permissions: all(true),
      })
      expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^ik-refresh=ik_ref_.*; HttpOnly; /)])
    })

    it('200: with a user name as with an e-mail', async () => {
      const { username, email, id } = await join({ can_view_users: true })
      for (const name of [username, username.toUpperCase(), email]) {
        const { body } = await logIn(name, secret)
        expect([body.user_id, body.permissions]).toEqual([id, { ...all(false), can_view_users: true }])
      }
    })

    it('415: a JSON body', async () => {
      expect((await post('/auth/login', { username: CHIEF.email, password: CHIEF.password })).status).toBe(415)
    })

    it('400: a missing field', async () => {
      const answer = await radio.call('POST', '/auth/login', { form: { username: 'x' } })
      expect([answer.status, names(answer)]).toEqual([400, ['password']])
    })

    it('401: one answer for a wrong pair, an unknown user, a suspended one and one who is not active yet', async () => {
      const gone = await join()
      await post(`/users/${gone.id}/suspend`, undefined, chief)
      const early = await join()
      await radio.sql(`update users set is_active = false, hashed_password = null where id = ${early.id}`)
      const answers = await Promise.all([
        logIn(CHIEF.email, 'wrong'),
        logIn('nobody', secret),
        logIn(gone.username, secret),
        logIn(early.username, secret),
      ])
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    })
  })

  it('POST /auth/refresh: the next token and the flags of now, or 401', async () => {
    const first = await logIn(CHIEF.email, CHIEF.password)
    const answer = await radio.call('POST', '/auth/refresh', { cookie: refreshCookie(first) })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^ey/),
      token_type: 'bearer',
      permissions: all(true),
    })
    expect(refreshCookie(answer)).not.toBe(refreshCookie(first))
    expect((await radio.call('POST', '/auth/refresh')).status).toBe(401)
    expect((await radio.call('POST', '/auth/refresh', { cookie: 'ik-refresh=nonsense' })).status).toBe(401)
  })

  it('POST /auth/logout: the token is refused from then on, by every route', async () => {
    const { username } = await join({ can_view_users: true, can_create_showplan: true })
    const login = await logIn(username, secret)
    const as = login.body.access_token
    expect((await radio.call('GET', '/showplans', { as })).status).toBe(200)
    expect((await post('/auth/logout', undefined, as)).status).toBe(200)
    for (const path of ['/users/users', '/showplans'])
      expect((await radio.call('GET', path, { as })).status, path).toBe(401)
    expect((await radio.call('POST', '/auth/refresh', { cookie: refreshCookie(login) })).status).toBe(401)
    expect((await post('/auth/logout', undefined, as)).status).toBe(401)
  })

  it('POST /auth/signup: 403, unless the station opens it; then 201, 400 and 409', async () => {
    const body = { username: 'eve', email: 'eve@radio.example', password: secret, phone_number: '+33 1 00' }
    expect((await post('/auth/signup', body)).status).toBe(403)
    const open = await radio.beside({ ALLOW_PUBLIC_SIGNUP: 'true' })
    try {
      const done = await open.call('POST', '/auth/signup', { json: body })
      expect(done.status).toBe(201)
      expect(done.body).toEqual({
        id: expect.any(Number),
        username: 'eve',
        email: 'eve@radio.example',
        created_at: expect.any(String),
        name: '',
        family_name: '',
        phone_number: '+33 1 00',
      })
      expect((await open.call('POST', '/auth/signup', { json: body })).status).toBe(409)
      expect(names(await open.call('POST', '/auth/signup', { json: { email: 'x' } }))).toEqual(['username', 'password'])
    } finally {
      await open.close()
    }
  })

  describe('POST /auth/invite', () => {
    it('201: the token under both names, the link, and when it ends', async () => {
      const { status, body } = await post('/auth/invite', { email: 'ada@radio.example', name: 'Ada' }, chief)
      expect(status).toBe(201)
      expect(Object.keys(body)).toEqual(['token', 'invite_token', 'invite_url', 'expires_at'])
      expect(body.token).toMatch(/^ik_inv_/)
      expect(body.invite_token).toBe(body.token)
      expect(body.invite_url).toBe(`${radio.app.url}/signup-with-invite?token=${body.token}`)
      expect(body.expires_at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
      expect(soon(body.expires_at)).toBeGreaterThan(7 * DAY - 60_000)
      expect(soon(body.expires_at)).toBeLessThanOrEqual(7 * DAY)
    })

    it('400: no body, no e-mail, or a malformed one', async () => {
      for (const json of [undefined, {}, { email: '' }, { email: 'nobody' }]) {
        const answer = await post('/auth/invite', json, chief)
        expect([answer.status, names(answer)]).toEqual([400, ['email']])
      }
    })

    it('201 without an e-mail where RADIO_OPEN_INVITES says so', async () => {
      const open = await radio.beside({ RADIO_OPEN_INVITES: 'true' })
      try {
        const form = { username: CHIEF.email, password: CHIEF.password }
        const { body } = await open.call('POST', '/auth/login', { form })
        expect((await open.call('POST', '/auth/invite', { as: body.access_token })).status).toBe(201)
      } finally {
        await open.close()
      }
    })

    it('401 without a bearer, 403 without can_edit_users', async () => {
      const guest = await join()
      const body = { email: 'new@radio.example' }
      expect((await post('/auth/invite', body)).status).toBe(401)
      expect((await post('/auth/invite', body, await token(guest.username))).status).toBe(403)
    })

    it('flags go along only from who holds can_assign_roles and the flags; left out, all are false', async () => {
      const editor = await join({ can_edit_users: true, can_view_users: true })
      const assigner = await join({ can_edit_users: true, can_assign_roles: true })
      const body = (permissions?: object) => ({
        email: `new-${++made}@radio.example`,
        ...(permissions && { permissions }),
      })
      const [asEditor, asAssigner] = [await token(editor.username), await token(assigner.username)]
      expect((await post('/auth/invite', body({ can_view_users: true }), asEditor)).status).toBe(403)
      expect((await post('/auth/invite', body({ can_view_users: true }), asAssigner)).status).toBe(403)
      expect((await post('/auth/invite', body({ can_edit_users: true }), asAssigner)).status).toBe(201)
      expect((await post('/auth/invite', body(), asEditor)).status).toBe(201)
      expect((await post('/auth/invite', body({ can_fly: true }), chief)).status).toBe(400)
      const plain = await join()
      expect((await logIn(plain.username, secret)).body.permissions).toEqual(all(false))
    })

    it('500 without internals', async () => {
      await radio.sql('alter table invite_tokens rename to invite_tokens_gone')
      try {
        const answer = await post('/auth/invite', { email: 'late@radio.example' }, chief)
        expect(answer.status).toBe(500)
        expect(answer.text).not.toMatch(/invite_tokens|select|insert|sql|\bat /i)
      } finally {
        await radio.sql('alter table invite_tokens_gone rename to invite_tokens')
      }
      expect((await post('/auth/invite', { email: 'later@radio.example' }, chief)).status).toBe(201)
    })
  })

  it('POST /auth/generate-invite: an open link for one person where there is no e-mail', async () => {
    const { status, body } = await post('/auth/generate-invite', undefined, chief)
    expect(status).toBe(201)
    const person = (n: number) => ({ username: `open-${n}`, email: `open-${n}@radio.example`, password: secret })
    expect((await post('/auth/signup-with-invite', { token: body.token, ...person(1) })).status).toBe(201)
    expect((await post('/auth/signup-with-invite', { token: body.token, ...person(2) })).status).toBe(410)
    expect((await post('/auth/generate-invite', {})).status).toBe(401)
  })

  it('GET /auth/invite/validate: 200, 400 without a token, one 404 for whatever is dead', async () => {
    const validate = (query: string) => radio.call('GET', `/auth/invite/validate${query}`)
    const email = 'grace@radio.example'
    const [named, open, used, revoked, expired] = [
      await invite({ email }),
      await invite(),
      await invite(),
      await invite({ email: 'revoked@radio.example' }),
      await invite({ email: 'expired@radio.example' }),
    ]
    expect((await validate(`?token=${named}`)).body).toEqual({ valid: true, email, expires_at: expect.any(String) })
    expect((await validate(`?token=${open}`)).body).toEqual({ valid: true, expires_at: expect.any(String) })
    for (const query of ['', '?token=']) expect((await validate(query)).status).toBe(400)
    await post('/auth/signup-with-invite', {
      token: used,
      username: 'used',
      email: 'used@radio.example',
      password: secret,
    })
    await radio.sql(`update invite_tokens set used = true where email = 'revoked@radio.example'`)
    await radio.sql(`update invite_tokens set expires_at = '2020-01-01 00:00:00' where email = 'expired@radio.example'`)
    const dead = await Promise.all(['unknown', used, revoked, expired].map((one) => validate(`?token=${one}`)))
    expect(dead.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  })

  describe('POST /auth/signup-with-invite', () => {
    const send = (body: object) => post('/auth/signup-with-invite', body)
    const person = (name: string) => ({ username: name, email: `${name}@radio.example`, password: secret })

    it('201: a number that the database made, and what was given; absent ones "", "", null', async () => {
      const link = await invite({ email: 'full@radio.example', permissions: { can_create_showplan: true } })
      const full = { name: 'Ida', family_name: 'Rhodes', phone_number: '+33 6 12 34 56 78' }
      const done = await send({ invite_token: link, ...person('full'), ...full })
      expect([done.status, done.body]).toEqual([
        201,
        {
          id: expect.any(Number),
          email: 'full@radio.example',
          username: 'full',
          created_at: expect.any(String),
          ...full,
        },
      ])
      const [row] = await radio.sql(
        `select id, name, family_name, phone_number, is_active from users where username = 'full'`,
      )
      expect(row).toMatchObject({ id: done.body.id, ...full })
      expect(Boolean(row?.['is_active'])).toBe(true)
      const bare = await send({ token: await invite(), ...person('bare') })
      expect(bare.body).toMatchObject({ name: '', family_name: '', phone_number: null })
      expect(bare.text).not.toContain(secret)
    })

    it('400: missing or invalid data by name, another e-mail, two different tokens', async () => {
      const [link, other] = [await invite({ email: 'pat@radio.example' }), await invite()]
      expect(names(await send({ token: link }))).toEqual(['username', 'email', 'password'])
      expect(names(await send(person('pat')))).toEqual(['token'])
      expect(names(await send({ ...person('pat'), token: link, invite_token: other }))).toEqual(['invite_token'])
      const weak = await send({ ...person('pat'), token: link, password: 'password123' })
      expect([weak.status, names(weak)]).toEqual([400, ['password']])
      expect((await send({ ...person('sam'), token: link })).status).toBe(400)
      expect((await send({ ...person('pat'), token: link, invite_token: link })).status).toBe(201)
    })

    it('401 unknown or malformed, 409 taken, 410 used, revoked or expired', async () => {
      const taken = await join()
      const link = await invite({ email: 'zoe@radio.example' })
      const mistyped = `${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`
      for (const unknown of ['unknown', mistyped, `ik_inv_${'A'.repeat(50)}`])
        expect((await send({ ...person('zoe'), token: unknown })).status).toBe(401)
      expect((await send({ ...person('zoe'), token: link, username: taken.username })).status).toBe(409)
      expect((await send({ ...person('new'), token: await invite(), email: taken.email })).status).toBe(409)
      expect((await send({ ...person('zoe'), token: link })).status).toBe(201)
      expect((await send({ ...person('zoe'), token: link })).status).toBe(410)
      const [revoked, expired] = [
        await invite({ email: 'rosa@radio.example' }),
        await invite({ email: 'emil@radio.example' }),
      ]
      await radio.sql(`update invite_tokens set used = true where email = 'rosa@radio.example'`)
      await radio.sql(`update invite_tokens set expires_at = '2020-01-01 00:00:00' where email = 'emil@radio.example'`)
      expect((await send({ ...person('rosa'), token: revoked })).status).toBe(410)
      expect((await send({ ...person('emil'), token: expired })).status).toBe(410)
    })

    it('one account for fifty who come at once', async () => {
      const link = await invite()
      const statuses = await Promise.all(
        Array.from({ length: 50 }, async (_, n) => (await send({ token: link, ...person(`race-${n}`) })).status),
      )
      expect(statuses.filter((status) => status === 201)).toHaveLength(1)
      expect(new Set(statuses)).toEqual(new Set([201, 410]))
    })
  })

  it('POST /auth/forgot-password: one answer for everybody, and a mail for who exists', async () => {
    const member = await join()
    const [known, unknown] = [
      await post('/auth/forgot-password', { email: member.email }),
      await post('/auth/forgot-password', { email: 'nobody@radio.example' }),
    ]
    expect([known.status, known.text]).toEqual([200, unknown.text])
    const mail = await radio.app.mailTo(member.email)
    expect(mail.url).toMatch(new RegExp(`^${radio.app.url}/reset-password\\?token=ik_`))
    expect((await radio.app.mails()).some(({ to }) => to === 'nobody@radio.example')).toBe(false)
  })

  it('POST /auth/generate-reset-token: 200, 401, 403, 404', async () => {
    const member = await join()
    const ask = (user_id: unknown, as?: string) => post('/auth/generate-reset-token', { user_id }, as)
    const { status, body } = await ask(member.id, chief)
    expect([status, Object.keys(body)]).toEqual([200, ['reset_token', 'expires_at']])
    expect(soon(body.expires_at)).toBeGreaterThan(DAY - 60_000)
    expect(soon(body.expires_at)).toBeLessThanOrEqual(DAY)
    expect((await ask(member.id)).status).toBe(401)
    expect((await ask(member.id, await token(member.username))).status).toBe(403)
    expect((await ask(999_999, chief)).status).toBe(404)
  })

  it('GET /auth/reset-token/validate: valid with the user, or not; 400 without a token', async () => {
    const member = await join()
    const { body } = await post('/auth/generate-reset-token', { user_id: member.id }, chief)
    const validate = (query: string) => radio.call('GET', `/auth/reset-token/validate${query}`)
    expect((await validate(`?token=${body.reset_token}`)).body).toEqual({ valid: true, user_id: member.id })
    const dead = await validate('?token=unknown')
    expect([dead.status, dead.body]).toEqual([200, { valid: false }])
    expect((await validate('')).status).toBe(400)
  })

  it('POST /auth/reset-password: 200, 400 with the rules, 401, 410; every session of that user ends', async () => {
    const member = await join({ can_view_users: true })
    const login = await logIn(member.username, secret)
    const reset = async () => (await post('/auth/generate-reset-token', { user_id: member.id }, chief)).body.reset_token
    const change = (body: object) => post('/auth/reset-password', body)
    const link = await reset()
    const weak = await change({ token: link, new_password: 'password123' })
    expect(weak.status).toBe(400)
    expect(weak.body.fields).toMatchObject([{ field: 'new_password', code: 'too_common' }])
    const short = await change({ token: link, new_password: 'Ab1!' })
    expect(short.body.fields).toMatchObject([{ field: 'new_password', code: 'too_short' }])
    expect((await change({ token: 'unknown', new_password: 'newSecret123' })).status).toBe(401)
    expect((await change({ token: link, new_password: 'newSecret123' })).status).toBe(200)
    expect((await change({ token: link, new_password: 'newSecret123' })).status).toBe(410)
    expect((await radio.call('GET', '/users/users', { as: login.body.access_token })).status).toBe(401)
    expect((await radio.call('POST', '/auth/refresh', { cookie: refreshCookie(login) })).status).toBe(401)
    expect((await logIn(member.username, secret)).status).toBe(401)
    expect((await logIn(member.username, 'newSecret123')).status).toBe(200)
    const late = await reset()
    await radio.sql(`update invitekit_challenges set expires_at = 1 where purpose = 'reset'`)
    expect((await change({ token: late, new_password: 'newSecret123' })).status).toBe(410)
  })

  it('GET /users/users: one array of everybody; 401, 403', async () => {
    const member = await join({ can_view_files: true })
    const { status, body } = await radio.call('GET', '/users/users', { as: chief })
    expect(status).toBe(200)
    const people = body as unknown as readonly { readonly id: number }[]
    expect(people.find(({ id }) => id === member.id)).toEqual({
      id: member.id,
      username: member.username,
      email: member.email,
      name: '',
      family_name: '',
      phone_number: null,
      state: 'active',
      permissions: { ...all(false), can_view_files: true },
    })
    expect((await radio.call('GET', '/users/users')).status).toBe(401)
    expect((await radio.call('GET', '/users/users', { as: await token(member.username) })).status).toBe(403)
  })

  it('POST /users/{id}/suspend and /reactivate: 200, 401, 403, 404', async () => {
    const member = await join({ can_view_users: true })
    const as = await token(member.username)
    const path = (verb: string, id: unknown = member.id) => `/users/${id}/${verb}`
    for (const verb of ['suspend', 'reactivate']) {
      expect((await post(path(verb))).status).toBe(401)
      expect((await post(path(verb), undefined, as)).status).toBe(403)
      expect((await post(path(verb, 999_999), undefined, chief)).status).toBe(404)
    }
    expect((await post(path('suspend'), undefined, chief)).status).toBe(200)
    expect((await radio.call('GET', '/users/users', { as })).status).toBe(401)
    expect((await logIn(member.username, secret)).status).toBe(401)
    expect((await post(path('reactivate'), undefined, chief)).status).toBe(200)
    expect((await logIn(member.username, secret)).status).toBe(200)
    // A person whom the station suspends with its own SQL is suspended.
    const again = await token(member.username)
    await radio.sql(`update users set is_active = false where id = ${member.id}`)
    expect((await radio.call('GET', '/users/users', { as: again })).status).toBe(401)
  })

  it('the station’s tables keep their names; a token is stored as a hash', async () => {
    const link = await invite({ email: 'hash@radio.example' })
    const [row] = await radio.sql(`select token, used from invite_tokens where email = 'hash@radio.example'`)
    expect(String(row?.['token'])).not.toContain(link.slice(7, 40))
    expect(Boolean(row?.['used'])).toBe(false)
    const everything = JSON.stringify(await radio.sql('select * from invite_tokens'))
    expect(everything).not.toContain(link)
    expect(radio.app.output()).not.toMatch(/ik_(inv|res|ref)_\w/)
  })

  it('the show plans of the station’s own ask for the flag, and keep what is whole', async () => {
    const author = await join({ can_create_showplan: true })
    const [as, asGuest] = [await token(author.username), await token((await join()).username)]
    const segments = [{ title: 'Ouverture', kind: 'Plateau', duration: 5, notes: '' }]
    const plan = { title: 'Marée haute', type: '', date: '2026-12-01', time: '18:30', description: '', segments }
    expect((await post('/showplans', plan)).status).toBe(401)
    expect((await post('/showplans', plan, asGuest)).status).toBe(403)
    expect((await post('/showplans', { ...plan, date: 'soon' }, as)).status).toBe(400)
    expect((await post('/showplans', plan, as)).status).toBe(201)
    const { body } = await radio.call('GET', '/showplans', { as })
    expect(body).toEqual([{ id: expect.any(Number), ...plan }])
  })
})

describe('the flags of the station', () => {
  it('are the 63 of its contract, typos included, and the front finds them in its sections', () => {
    expect(flags).toEqual(radioFlags)
    expect(new Set(flags).size).toBe(63)
    expect(Object.keys(sections)).toHaveLength(14)
  })
})

describe('the first administrator', () => {
  it('comes in through the link that is printed until there is one', async () => {
    const server = betterSqlite3
    const radio = await openRadio(server, { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' })
    const link = new URL(radio.app.bootstrapLink ?? '')
    expect(link.pathname).toBe('/signup-with-invite')
    const again = await radio.beside({ ADMIN_EMAIL: '' })
    const token = new URL(again.app.bootstrapLink ?? '').searchParams.get('token')
    const json = { username: 'first', email: 'first@radio.example', password: secret }
    const send = (one: string | null) =>
      radio.call('POST', '/auth/signup-with-invite', { json: { token: one, ...json } })
    expect((await send(link.searchParams.get('token'))).status).toBe(410)
    expect((await send(token)).status).toBe(201)
    await again.close()
    const { body } = await radio.call('POST', '/auth/login', { form: { username: 'first', password: secret } })
    expect(body.permissions).toEqual(all(true))
    const later = await radio.beside({ ADMIN_EMAIL: '' })
    expect(later.app.bootstrapLink).toBeUndefined()
    await later.close()
    await radio.close()
  })

  it('of ADMIN_EMAIL is made once, and keeps the password', async () => {
    const radio = await openRadio(betterSqlite3)
    const again = await radio.beside({ ADMIN_PASSWORD: 'another lighthouse hums' })
    const logIn = async (password: string) =>
      (await again.call('POST', '/auth/login', { form: { username: CHIEF.email, password } })).status
    expect([await logIn('another lighthouse hums'), await logIn(CHIEF.password)]).toEqual([401, 200])
    await again.close()
    await radio.close()
  })
})

describe('in production', () => {
  const env = { NODE_ENV: 'production', SMTP_URL: 'smtp://127.0.0.1:1' }

  it('mails must go somewhere, and no key is made silently', async () => {
    await expect(openRadio(betterSqlite3, { NODE_ENV: 'production' })).rejects.toThrow('SMTP_URL is missing')
    await expect(openRadio(betterSqlite3, { ...env, SIGNING_KEY: '' })).rejects.toThrow('SIGNING_KEY is missing')
    await expect(openRadio(betterSqlite3, { ...env, SIGNING_KEY: 'short' })).rejects.toThrow('SIGNING_KEY must be')
  })

  it('mails are sent, there is no mailbox, and guesses are limited', async () => {
    const received: string[] = []
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        let source = ''
        stream.on('data', (chunk) => (source += chunk))
        stream.on('end', () => {
          received.push(source)
          done()
        })
      },
    })
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    const { port } = smtp.server.address() as AddressInfo
    const radio = await openRadio(betterSqlite3, { ...env, SMTP_URL: `smtp://127.0.0.1:${port}` })
    try {
      await radio.call('POST', '/auth/forgot-password', { json: { email: CHIEF.email } })
      const source = await until(() => received[0], 'no mail was sent')
      expect(source).toMatch(/^To: chief@radio\.example/m)
      expect(source).toContain('/reset-password?token')
      expect((await radio.call('GET', '/dev/mail.json')).text).not.toContain(CHIEF.email)
      const guess = () => radio.call('POST', '/auth/login', { form: { username: CHIEF.email, password: 'guess' } })
      const statuses: number[] = []
      for (let n = 0; n < 6; n++) statuses.push((await guess()).status)
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    } finally {
      await radio.close()
      await new Promise<void>((resolve) => smtp.close(resolve))
    }
  })
})
