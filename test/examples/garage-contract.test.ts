import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGarages } from '../../examples/garage/src/garages.ts'
import { ask, CHIEF, folder, type GarageApp, logIn, openGarage, prepareGarage } from './support/garage-app.ts'

const PASSWORD = 'eleven paper boats drift north'
const DAY = 86_400_000

let open: GarageApp
let chief: { readonly cookie: string }
beforeAll(async () => {
  prepareGarage()
  open = await openGarage({ ADMIN_EMAIL: CHIEF.email, ADMIN_PASSWORD: CHIEF.password })
  chief = await logIn(open.app, CHIEF)
})
afterAll(() => open?.close())

let people = 0
const somebody = () => `person-${++people}@example.com`

const create = (input: object, headers: Readonly<Record<string, string>> = chief) =>
  ask(open.app, '/api/invites/create', input, headers)
const validate = (token: unknown) => ask(open.app, `/api/invites/validate?token=${token}`)
const use = (input: object, headers = {}) => ask(open.app, '/api/invites/use', input, headers)

/** An invitation, and its token. */
async function invited(input: object = {}): Promise<{ readonly email: string; readonly token: string }> {
  const email = somebody()
  const { status, body } = await create({ email, ...input })
  expect(status).toBe(201)
  return { email, token: String(body['token']) }
}

/** Somebody who has an account. */
async function member(input: object = {}) {
  const { email, token } = await invited(input)
  const { cookie, body } = await use({ token, password: PASSWORD })
  return { email, token, cookie, id: Object(body['user']).id as string }
}

describe('POST /api/invites/create', () => {
  test('gives the link, the token and the end, 30 days from now; the table keeps the hash', async () => {
    const email = somebody()
    const { status, body } = await create({ email })
    expect(status).toBe(201)
    expect(Object.keys(body).sort()).toEqual(['expires_at', 'invite_url', 'token'])
    expect(body['invite_url']).toBe(`${open.app.url}/invite?token=${body['token']}`)
    expect(Math.abs(Date.parse(String(body['expires_at'])) - Date.now() - 30 * DAY)).toBeLessThan(60_000)
    const [row] = await open.sql('select * from invites where email = $1', [email])
    expect(row).toMatchObject({ garage_id: null, used_at: null, created_by: expect.stringMatching(/^[\da-f-]{36}$/) })
    expect(row?.['token']).toMatch(/^[\da-f]{64}$/)
    expect(JSON.stringify(row)).not.toContain(String(body['token']))
  })

  test('makes tokens of 32 random bytes, no two alike', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, async () => (await invited()).token))
    expect(new Set(tokens).size).toBe(20)
    for (const token of tokens) expect(token).toMatch(/^ik_inv_[\w-]{43}[\da-f]{8}$/)
  })

  test.each([1, 14, 90])('takes a life of %d days', async (days) => {
    const { status, body } = await create({ email: somebody(), expires_in_days: days })
    expect(status).toBe(201)
    expect(Math.abs(Date.parse(String(body['expires_at'])) - Date.now() - days * DAY)).toBeLessThan(60_000)
  })

  test('invites into a garage', async () => {
    const garage = await open.garage('Garage du Port')
    const { token } = await invited({ garage_id: garage.toUpperCase() })
    expect((await validate(token)).body).toMatchObject({ valid: true, garage_id: garage })
  })

  test.each([
    ['no address', {}, 'email'],
    ['what is no address', { email: 'ada' }, 'email'],
    ['a field that it does not know', { email: 'a@example.com', role: 'administrator' }, 'role'],
    ['no days', { email: 'a@example.com', expires_in_days: 0 }, 'expires_in_days'],
    ['91 days', { email: 'a@example.com', expires_in_days: 91 }, 'expires_in_days'],
    ['half days', { email: 'a@example.com', expires_in_days: 1.5 }, 'expires_in_days'],
    ['days as a text', { email: 'a@example.com', expires_in_days: '7' }, 'expires_in_days'],
    ['a garage that is none', { email: 'a@example.com', garage_id: 'garage' }, 'garage_id'],
    ['the whole product as a garage', { email: 'a@example.com', garage_id: '*' }, 'garage_id'],
    ['an unknown garage', { email: 'a@example.com', garage_id: '6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b' }, 'garage_id'],
  ])('refuses %s: 400', async (_what, input, field) => {
    const { status, body } = await create(input)
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: 'Des données manquent ou ne sont pas valides.', fields: [{ field }] })
  })

  test('asks for a session: 401', async () => {
    const { status, body } = await create({ email: somebody() }, {})
    expect([status, body['error']]).toEqual([401, 'Veuillez vous connecter.'])
  })

  test('is for administrators: 403 for an owner, also in their own garage', async () => {
    const garage = await open.garage('Garage du Parc')
    const owner = await member({ garage_id: garage })
    for (const input of [{ email: somebody() }, { email: somebody(), garage_id: garage }]) {
      const { status, body } = await create(input, { cookie: owner.cookie })
      expect([status, body['error']]).toEqual([403, 'Vous n’êtes pas autorisé à faire cela.'])
    }
  })

  test('takes a request that comes from no browser, and refuses a foreign one: 403', async () => {
    const foreign = [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]
    for (const headers of foreign) {
      const { status, body } = await create({ email: somebody() }, { ...chief, ...headers })
      expect([status, body['error']]).toEqual([403, 'Cette requête vient d’un autre site.'])
    }
    expect((await create({ email: somebody() }, { ...chief, origin: open.app.url })).status).toBe(201)
  })

  test('says when an address has an invitation already: 409', async () => {
    const { email } = await invited()
    const { status, body } = await create({ email })
    expect([status, body['error']]).toEqual([409, 'Cette adresse a déjà une invitation en attente.'])
  })
})

describe('GET /api/invites/validate', () => {
  test('says for whom and until when, and changes nothing', async () => {
    const { email, token } = await invited()
    for (let n = 0; n < 2; n++) {
      const { status, body, headers } = await validate(token)
      expect(status).toBe(200)
      expect(body).toEqual({ valid: true, email, garage_id: null, expires_at: expect.any(String) })
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  test.each([
    ['nothing', '', 'Cette invitation n’existe pas.'],
    ['a word', 'token', 'Cette invitation n’existe pas.'],
    ['one that nobody made', `ik_inv_${'A'.repeat(51)}`, 'Cette invitation n’existe pas.'],
  ])('says why not, of %s: 404', async (_what, token, error) => {
    const { status, body } = await validate(token)
    expect([status, body]).toEqual([404, { valid: false, error }])
  })

  test('says why not, of one that lapsed, was taken back, was used: 404', async () => {
    const lapsed = await invited()
    await open.sql(`update invites set expires_at = now() - interval '1 second' where email = $1`, [lapsed.email])
    const taken = await invited()
    await open.sql('update invites set used_at = now() where email = $1', [taken.email])
    const { token } = await member()
    const said = await Promise.all([lapsed.token, taken.token, token].map(validate))
    expect(said.map(({ status, body }) => [status, body['valid'], body['error']])).toEqual([
      [404, false, 'Cette invitation a expiré.'],
      [404, false, 'Cette invitation a été retirée.'],
      [404, false, 'Cette invitation a déjà été acceptée.'],
    ])
  })

  test('says no to the hash that the table keeps', async () => {
    const { email } = await invited()
    const [row] = await open.sql('select token from invites where email = $1', [email])
    expect((await validate(row?.['token'])).status).toBe(404)
  })
})

describe('POST /api/invites/use', () => {
  test('makes the account, logs in, marks the invitation; without a garage one is to be made', async () => {
    const { email, token } = await invited()
    const { status, body, cookie, headers } = await use({ token, password: PASSWORD, name: 'Ada' })
    expect(status).toBe(201)
    expect(body).toEqual({ user: { id: expect.any(String), email }, garage_id: null, role: null, next: '/onboarding' })
    expect(headers.getSetCookie()[0]).toMatch(/; HttpOnly/)
    expect((await ask(open.app, '/api/session', undefined, { cookie })).body).toMatchObject({ account: { email } })
    const [row] = await open.sql('select used_at from invites where email = $1', [email])
    expect(row?.['used_at']).toBeInstanceOf(Date)
    expect(await open.sql('select * from garage_members where user_id = $1', [Object(body['user']).id])).toEqual([])
  })

  test('makes the person the owner of the garage', async () => {
    const garage = await open.garage('Garage des Halles')
    const { token } = await invited({ garage_id: garage })
    const { status, body } = await use({ token, password: PASSWORD })
    expect([status, body]).toEqual([201, expect.objectContaining({ garage_id: garage, role: 'owner', next: '/' })])
    expect(await open.sql('select user_id, role from garage_members where garage_id = $1', [garage])).toEqual([
      { user_id: Object(body['user']).id, role: 'owner' },
    ])
  })

  test('adds a garage to the account of the invited address, with its session and no password', async () => {
    const person = await member()
    const garage = await open.garage('Garage de la Gare')
    const { body: made } = await create({ email: person.email, garage_id: garage })
    const { token } = made
    const stranger = await use({ token, password: PASSWORD })
    expect([stranger.status, stranger.body['error']]).toEqual([
      409,
      'Un compte existe à cette adresse : connectez-vous, puis acceptez.',
    ])
    const other = await use({ token }, { cookie: (await member()).cookie })
    expect([other.status, other.body['code']]).toEqual([409, 'wrong_account'])
    const { status, body } = await use({ token }, { cookie: person.cookie })
    expect([status, body['garage_id'], body['role']]).toEqual([201, garage, 'owner'])
  })

  test.each([
    ['of eleven characters', 'abcdefghijk', 'too_short', 'Le mot de passe est trop court.'],
    ['that everybody has', 'passwordpassword', 'too_common', 'Ce mot de passe est trop courant.'],
    ['that is not there', undefined, 'required', 'Ce champ manque.'],
  ])('refuses a password %s: 400', async (_what, password, code, detail) => {
    const { token } = await invited()
    const { status, body } = await use({ token, password })
    expect(status).toBe(400)
    expect(body['fields']).toContainEqual({ field: 'password', code, detail })
    expect((await validate(token)).status).toBe(200)
  })

  test('takes twelve characters', async () => {
    const { token } = await invited()
    expect((await use({ token, password: 'vgqz jw tplk' })).status).toBe(201)
  })

  test('refuses what nobody made: 404', async () => {
    const { status, body } = await use({ token: 'token', password: PASSWORD })
    expect([status, body['error']]).toEqual([404, 'Cette invitation n’existe pas.'])
  })

  test('works once, whoever else tries at the same moment: 409', async () => {
    const { email, token } = await invited()
    const answers = await Promise.all(Array.from({ length: 12 }, () => use({ token, password: PASSWORD })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 11 }, () => 409)])
    expect(await open.sql('select 1 from users where email = $1', [email])).toHaveLength(1)
    const again = await use({ token, password: PASSWORD })
    expect([again.status, again.body['error']]).toEqual([409, 'Cette invitation a déjà été acceptée.'])
  })

  test('refuses what has lapsed or was taken back: 410', async () => {
    const lapsed = await invited()
    await open.sql(`update invites set expires_at = now() - interval '1 second' where email = $1`, [lapsed.email])
    const taken = await invited()
    await open.sql('update invites set used_at = now() where email = $1', [taken.email])
    for (const [{ token }, error] of [
      [lapsed, 'Cette invitation a expiré.'],
      [taken, 'Cette invitation a été retirée.'],
    ] as const) {
      const { status, body } = await use({ token, password: PASSWORD })
      expect([status, body['error']]).toEqual([410, error])
    }
  })

  test('refuses another address than the invited one: 409', async () => {
    const { token } = await invited()
    expect((await use({ token, password: PASSWORD, email: 'mallory@example.com' })).status).toBe(409)
  })
})

describe('beside the contract', () => {
  test('the library’s own routes speak French', async () => {
    const { status, body } = await ask(open.app, '/api/login', { email: CHIEF.email, password: 'wrong' })
    expect([status, body['detail']]).toEqual([401, 'L’adresse ou le mot de passe est incorrect.'])
    expect((await ask(open.app, '/api/session')).status).toBe(401)
    expect((await ask(open.app, '/api/nothing')).status).toBe(404)
  })

  test('whether everybody may sign up is decided at the request, whatever was built', async () => {
    const closed = await ask(open.app, '/api/signup', { email: somebody(), password: PASSWORD })
    expect([closed.status, closed.body['detail']]).toEqual([
      403,
      'Il n’est pas possible de s’inscrire ici : demandez une invitation.',
    ])
    const other = await open.beside({ APP_URL: open.app.url, NEXT_PUBLIC_ALLOW_PUBLIC_SIGNUP: 'true' })
    const email = somebody()
    const { status, cookie } = await ask(other, '/api/signup', { email, password: PASSWORD })
    expect(status).toBe(201)
    const page = await fetch(`${other.url}/onboarding`, { headers: { cookie } })
    expect(await page.text()).toContain('Créez votre garage')
    await other.stop()
  })

  test('the page of a link tells nobody where it is, and is kept nowhere', async () => {
    const { token } = await invited()
    const { headers, status } = await fetch(`${open.app.url}/invite?token=${token}`)
    expect(status).toBe(200)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}'/)
    expect(policy).not.toContain('unsafe')
  })
})

describe('the README', () => {
  const readme = readFileSync(`${folder}README.md`, 'utf8')
  const blockWith = (language: string, text: string) =>
    [...readme.matchAll(new RegExp(`\`\`\`${language}\n([^\`]*)\`\`\``, 'g'))]
      .map(([, block = '']) => block)
      .find((block) => block.includes(text)) ?? ''

  test('invites with curl, a cookie and JSON', async () => {
    const script = blockWith('sh', 'curl').replaceAll('http://localhost:3002', open.app.url)
    const output = execFileSync('bash', ['-euc', script], {
      cwd: mkdtempSync(join(tmpdir(), 'invitekit-curl-')),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const { token } = JSON.parse(/\{"invite_url.*?\}/.exec(output)?.[0] ?? '{}')
    expect((await validate(token)).body).toMatchObject({ valid: true, email: 'ada@example.com' })
  })

  test('invites in plain SQL, and gets the link back', async () => {
    const [row] = await open.sql(blockWith('sql', 'create_invite'))
    const token = new URL(String(row?.['create_invite'])).searchParams.get('token')
    expect(row?.['create_invite']).toBe(`${open.app.url}/invite?token=${token}`)
    expect((await validate(token)).body).toMatchObject({ valid: true, email: 'bob@example.com', garage_id: null })
    const [stored] = await open.sql(`select * from invites where email = 'bob@example.com'`)
    expect(stored).toMatchObject({ created_by: null, token: expect.stringMatching(/^[\da-f]{64}$/) })
    expect((await use({ token, password: PASSWORD })).body).toMatchObject({ next: '/onboarding' })
  })

  test('the same into a garage; once for an address, again when it has lapsed, and never nonsense', async () => {
    const garage = await open.garage('Garage du Pont')
    const made = async () =>
      String((await open.sql(`select create_invite(' Eve@Example.com', $1)`, [garage]))[0]?.['create_invite'])
    const first = (await made()).split('=')[1]
    await expect(made()).rejects.toMatchObject({ code: '23505' })
    await open.sql(`update invites set expires_at = now() where email = 'eve@example.com'`)
    const second = (await made()).split('=')[1]
    expect((await use({ token: first, password: PASSWORD })).status).toBe(410)
    expect((await use({ token: second, password: PASSWORD })).body).toMatchObject({ garage_id: garage, role: 'owner' })
    for (const no of ['nobody', 'a@b', 'a@bücher.example'])
      await expect(open.sql('select create_invite($1)', [no])).rejects.toThrow(
        `Ce n’est pas une adresse e-mail : ${no}`,
      )
    await expect(open.sql(`select create_invite('a@b.example', days => 91)`)).rejects.toThrow('de 1 à 90 jours')
  })
})

describe('the database', () => {
  test('lets the application do its work and nothing else', async () => {
    for (const statement of [
      'delete from invites',
      'truncate invites',
      'drop table invites',
      'delete from invitekit_events',
      `update invitekit_events set type = 'x'`,
      'update garages set name = name',
      `select create_invite('a@b.example')`,
    ])
      await expect(open.as('garage_app', statement), statement).rejects.toMatchObject({ code: '42501' })
  })

  test('is used by the pages in that role', async () => {
    const seen = await open.sql(
      `select distinct c.relname from pg_class c where c.relrowsecurity and c.relnamespace = 'public'::regnamespace
       order by 1`,
    )
    expect(seen.map(({ relname }) => relname)).toEqual(
      [
        'garage_members',
        'garages',
        'invitekit_accounts',
        'invitekit_challenges',
        'invitekit_events',
        'invitekit_invitations',
        'invitekit_memberships',
        'invitekit_messages',
        'invitekit_refresh_tokens',
        'invitekit_sessions',
        'invites',
        'users',
      ].sort(),
    )
    // Whoever makes an account now needs the right that is taken away here: it is the pages' right.
    const { token } = await invited()
    await open.sql('revoke insert on users from garage_app')
    expect((await use({ token, password: PASSWORD })).status).toBe(500)
    await open.sql('grant insert on users to garage_app')
    expect((await use({ token, password: PASSWORD })).status).toBe(201)
  })

  test('gives one garage to one person, however often the button is pressed', async () => {
    const { id } = await member()
    const pool = new pg.Pool({ connectionString: open.address, max: 8, options: '-c role=garage_app' })
    const { found } = createGarages(pool)
    const made = await Promise.all(Array.from({ length: 8 }, (_, n) => found(`Garage ${n}`, id)))
    expect(made.filter((garage) => garage !== null)).toHaveLength(1)
    expect(await found('Garage de trop', id)).toBeNull()
    expect(await open.sql('select role from garage_members where user_id = $1', [id])).toEqual([{ role: 'owner' }])
    expect(await open.sql('select 1 from garages where created_by = $1', [id])).toHaveLength(1)
    await pool.end()
  })

  test('shows no row to a role without a policy, whatever it was granted', async () => {
    const role = `garage_guest_${process.pid}`
    await open.sql(
      `create role ${role}; grant usage on schema public to ${role}; grant select on invites, users to ${role}`,
    )
    try {
      for (const table of ['invites', 'users']) {
        expect(await open.sql(`select 1 from ${table} limit 1`)).toHaveLength(1)
        expect(await open.as(role, `select 1 from ${table} limit 1`)).toEqual([])
      }
    } finally {
      await open.sql(`drop owned by ${role}; drop role ${role}`)
    }
  })
})
