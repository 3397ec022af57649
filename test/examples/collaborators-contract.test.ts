import { hash as bcrypt } from '@node-rs/bcrypt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bcryptHasher } from '../../adapters/passwords/bcrypt/index.ts'
import {
  ADMIN,
  hashOf,
  openBase,
  prepareCollaborators,
  startCollaborators,
  type TestBase,
  withHash,
} from './support/collaborators-app.ts'
import { type ExampleApp, until } from './support/example-app.ts'

const PASSWORD = 'Marceau2026'
const UNKNOWN = `ik_act_${'A'.repeat(43)}00000000`

describe('the contract of collaborators, through the Pages Router of Next.js', () => {
  let base: TestBase
  let app: ExampleApp
  let expired: string
  const oldHash = bcrypt('Ancienne1mer', 10)

  beforeAll(async () => {
    prepareCollaborators()
    base = await openBase()
    expired = await base.issue('Denis Diderot', 25)
    // Made by PHP, years ago.
    base.edit('Camille Claudel', withHash((await oldHash).replace('$2b$', '$2y$')))
    app = await startCollaborators(base, ADMIN)
  })
  afterAll(async () => {
    await app?.stop()
    await base?.close()
  })

  const answer = async (response: Response) => ({
    status: response.status,
    headers: response.headers,
    body: await response.json(),
  })
  const validate = async (query: string) =>
    answer(await fetch(`${app.url}/api/auth/validate-signup-token${query}`, { headers: { 'accept-language': 'en' } }))
  const validateToken = (token: string) => validate(`?${new URLSearchParams({ token })}`)
  const post = async (path: string, body: unknown) =>
    answer(
      await fetch(`${app.url}/api/auth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': 'en' },
        body: JSON.stringify(body),
      }),
    )
  const initialize = (token: string, password = PASSWORD) => post('initialize-password', { token, password })
  const logIn = (email: string, password: string) => post('login', { email, password })
  const tokensOf = (fullName: string) =>
    base.emulator.records('SIGNUP_TOKENS').filter(({ fields }) => fields['user_id'] === base.person(fullName).id)

  describe('GET /api/auth/validate-signup-token', () => {
    it('200: the name and the record id, and nothing changes', async () => {
      const token = await base.issue('Ada Lovelace')
      for (const _ of [1, 2]) {
        const { status, body, headers } = await validateToken(token)
        expect([status, body]).toEqual([
          200,
          { message: 'Token valide', userName: 'Ada Lovelace', userId: base.person('Ada Lovelace').id },
        ])
        expect(headers.get('cache-control')).toBe('no-store')
      }
      expect(tokensOf('Ada Lovelace')).toHaveLength(1)
    })

    it.each(['', '?token='])('400: no token in "%s"', async (query) => {
      const { status, body } = await validate(query)
      expect([status, body.code, typeof body.message]).toEqual([400, 'invalid_input', 'string'])
    })

    it.each([UNKNOWN, 'ik_act_court', 'n’importe quoi'])('404: unknown: %s', async (token) => {
      const { status, body } = await validateToken(token)
      expect([status, body]).toEqual([
        404,
        { message: 'Ce lien n’est pas valide, ou il a déjà servi.', code: 'link_not_found' },
      ])
    })

    it('404: used', async () => {
      const token = await base.issue('Blaise Cendrars')
      expect((await initialize(token)).status).toBe(200)
      expect((await validateToken(token)).status).toBe(404)
    })

    it('404: replaced by a newer one', async () => {
      const first = await base.issue('Gaspard Monge')
      const second = await base.issue('Gaspard Monge')
      expect([(await validateToken(first)).status, (await validateToken(second)).status]).toEqual([404, 200])
      expect((await initialize(first)).status).toBe(404)
    })

    it('410: expired, after 24 hours', async () => {
      const { status, body } = await validateToken(expired)
      expect([status, body]).toEqual([410, { message: 'Ce lien a expiré.', code: 'link_expired' }])
    })
  })

  describe('POST /api/auth/initialize-password', () => {
    it('200: sets the password as bcrypt with 12 rounds, and the token is gone from the table', async () => {
      const token = await base.issue('Émilie du Châtelet')
      expect(tokensOf('Émilie du Châtelet')).toHaveLength(1)
      const { status, body } = await initialize(token)
      expect([status, body]).toEqual([200, { message: 'Mot de passe initialisé avec succès' }])
      const hash = await until(() => hashOf(base, 'Émilie du Châtelet'), 'no hash in the table of people')
      expect(hash).toMatch(/^\$2b\$12\$/)
      expect(await bcryptHasher().verify(PASSWORD, hash)).toEqual({ ok: true, upgrade: false })
      expect(base.person('Émilie du Châtelet').fields['État']).toBe('Actif')
      await until(() => tokensOf('Émilie du Châtelet').length === 0, 'the token is still in its table')
      expect((await logIn(base.person('Émilie du Châtelet').email, PASSWORD)).status).toBe(200)
    })

    it('400: with the rules that fail, each of them', async () => {
      const token = await base.issue('Hélène Boucher')
      const rules = async (password: string) => {
        const { status, body } = await initialize(token, password)
        return [status, body.code, body.errors.map(({ rule }: { rule: string }) => rule)]
      }
      expect(await rules('Ab1')).toEqual([400, 'password_policy', ['too_short']])
      expect(await rules('ABCDEFG1')).toEqual([400, 'password_policy', ['missing_lower']])
      expect(await rules('abcdefg1')).toEqual([400, 'password_policy', ['missing_upper']])
      expect(await rules('Abcdefgh')).toEqual([400, 'password_policy', ['missing_digit']])
      expect(await rules('-')).toEqual([
        400,
        'password_policy',
        ['too_short', 'missing_lower', 'missing_upper', 'missing_digit'],
      ])
      // bcrypt would not see the end of it.
      expect(await rules(`Aa1${'é'.repeat(35)}`)).toEqual([400, 'password_policy', ['too_long']])
      const { body } = await initialize(token, 'abc')
      expect(body.message).toBe('Ce mot de passe ne respecte pas les règles.')
      expect(body.errors[0]).toEqual({ field: 'password', rule: 'too_short', message: 'Au moins 8 caractères' })
      // Eight characters of three kinds are enough, common or not; and the token has outlived all of this.
      expect((await initialize(token, 'Azerty12')).status).toBe(200)
    })

    it('400: something is missing, unknown, or no JSON', async () => {
      expect((await post('initialize-password', { password: PASSWORD })).status).toBe(400)
      expect((await post('initialize-password', { token: UNKNOWN })).status).toBe(400)
      expect((await post('initialize-password', { token: UNKNOWN, password: PASSWORD, role: 'x' })).status).toBe(400)
      const form = new URLSearchParams({ token: UNKNOWN, password: PASSWORD })
      const sent = await fetch(`${app.url}/api/auth/initialize-password`, { method: 'POST', body: form })
      expect(sent.status).toBe(415)
    })

    it('404 unknown, 410 expired', async () => {
      expect((await initialize(UNKNOWN)).status).toBe(404)
      expect((await initialize(expired)).status).toBe(410)
    })

    it('409: the password has been set already', async () => {
      const token = await base.issue('Irène Joliot-Curie')
      await initialize(token)
      const { status, body } = await initialize(token, 'Autrement9')
      expect([status, body]).toEqual([409, { message: 'Le mot de passe a déjà été choisi.', code: 'account_active' }])
      expect((await logIn(base.person('Irène Joliot-Curie').email, PASSWORD)).status).toBe(200)
    })

    it('once: of several at the same moment one sets the password', async () => {
      const token = await base.issue('Katia Krafft')
      const passwords = [1, 2, 3, 4].map((n) => `${PASSWORD}${n}`)
      const answers = await Promise.all(passwords.map((password) => initialize(token, password)))
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
      const winner = passwords[answers.findIndex(({ status }) => status === 200)] ?? ''
      for (const password of passwords) {
        const { status } = await logIn(base.person('Katia Krafft').email, password)
        expect(status).toBe(password === winner ? 200 : 401)
      }
    })

    it('403: from a page of another site', async () => {
      const sent = await fetch(`${app.url}/api/auth/initialize-password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
        body: JSON.stringify({ token: UNKNOWN, password: PASSWORD }),
      })
      expect(sent.status).toBe(403)
    })

    it('405: another method', async () => {
      const { status, headers } = await fetch(`${app.url}/api/auth/initialize-password`)
      expect([status, headers.get('allow')]).toEqual([405, 'POST'])
    })
  })

  describe('the data', () => {
    it('has hashes of tokens only, with dates that have a time', async () => {
      const token = await base.issue('Léopold Senghor')
      const [row] = tokensOf('Léopold Senghor')
      expect(row?.fields['token']).toMatch(/^[0-9a-f]{64}$/)
      const life = Date.parse(String(row?.fields['expires_at'])) - Date.parse(String(row?.fields['created_at']))
      expect(life).toBe(24 * 3_600_000)
      for (const { name } of base.emulator.tables)
        expect(JSON.stringify(base.emulator.records(name))).not.toContain(token)
    })

    it('lets in whoever has a hash of another program, and leaves the hash as it is', async () => {
      const before = hashOf(base, 'Camille Claudel')
      const { email } = base.person('Camille Claudel')
      expect((await logIn(email, 'Ancienne1mer')).status).toBe(200)
      expect((await logIn(email, 'Ancienne2mer')).status).toBe(401)
      expect(hashOf(base, 'Camille Claudel')).toBe(before)
      expect(before).toMatch(/^\$2y\$10\$/)
    })

    it('ignores a row that somebody types into the table of tokens', async () => {
      const { id } = base.person('Françoise Barré-Sinoussi')
      const fields = {
        user_id: id,
        token: UNKNOWN,
        created_at: '2026-01-01T08:00:00.000Z',
        expires_at: '2099-01-01T08:00:00.000Z',
      }
      base.emulator.edit('SIGNUP_TOKENS', { kind: 'insert', fields })
      expect((await validateToken(UNKNOWN)).status).toBe(404)
    })
  })

  it('tells no secret in its output', () => {
    expect(app.output()).not.toMatch(/ik_act_|\$2[aby]\$|Direction2026|pat[A-Za-z0-9]{14}/)
    expect(app.output()).toContain('"type":"account.activated"')
  })
})
