import { describe, expect, it } from 'vitest'
import { definePermissions, type InviteOptions, system } from '../../../src/index.ts'
import type { StoreKind } from '../../support/stores.ts'
import { type ContractAnswer, contractWorlds } from '../support/contract-world.ts'
import type { Mount } from '../support/mounts.ts'
import { contractOf } from './contract-of.ts'

const DAY = 86_400_000

const staff = ['EVENT_MANAGER', 'CHECKIN_STAFF', 'PARTNER', 'READONLY'] as const
const permissions = definePermissions({
  flags: ['people.invite', 'people.view', 'people.suspend'],
  roles: {
    SUPER_ADMIN: { flags: 'all', keepOne: true },
    ORG_ADMIN: ['people.invite', 'people.view', 'people.suspend'],
    ORG_MANAGER: ['people.invite', 'people.view'],
    EVENT_MANAGER: [],
    CHECKIN_STAFF: [],
    PARTNER: [],
    READONLY: [],
  },
  grants: {
    SUPER_ADMIN: ['ORG_ADMIN', 'ORG_MANAGER', ...staff],
    ORG_ADMIN: ['ORG_ADMIN', 'ORG_MANAGER', ...staff],
    ORG_MANAGER: staff,
  },
  verbs: { invite: 'people.invite', view: 'people.view', suspend: 'people.suspend' },
})
type Role = (typeof permissions.roles)[number]

const organizations = [
  { id: 'north', name: 'North Festival' },
  { id: 'south', name: 'South Festival' },
]
const options: Omit<InviteOptions<(typeof permissions.flags)[number], Role>, 'storage'> = {
  baseUrl: 'https://events.example',
  permissions,
  links: { invitation: '/signup/{token}' },
  passwords: { minimum: 12 },
  invitations: { accounts: 'beforehand', for: 'newcomers' },
  describeScope: (scope) => ({ name: organizations.find(({ id }) => id === scope)?.name ?? 'All' }),
}

const password = 'tangerine bicycle'

/** The table of the events product's contract, row by row. */
export function eventsCases(mount: Mount, store: StoreKind): void {
  const open = contractWorlds(mount)
  const product = async () => {
    const w = await open(await store.open(), options, {
      prefix: '/api',
      contract: contractOf('events', { organizations: async () => organizations }),
    })
    const make = async (role: Role, scope: string) => {
      const email = `${role.toLowerCase()}@${scope === '*' ? 'all' : scope}.example`
      await w.service.accounts.create({ email, password, role, scope }, { actor: system })
      const { body } = await w.call('POST', '/login', { json: { email, password } })
      return String(body['accessToken'])
    }
    const post = (path: string, json: unknown, as?: string) => w.call('POST', path, { json, as })
    return { w, make, post }
  }
  const linkToken = ({ body }: ContractAnswer) => String(body['url']).split('/').at(-1) ?? ''
  const fields = ({ body }: ContractAnswer) =>
    (Object(body['fields']) as readonly { readonly field: string }[]).map(({ field }) => field)
  const person = { firstName: 'Ada', lastName: 'Lovelace', password, passwordConfirmation: password }

  describe('POST /api/invitations', () => {
    it('makes the invitation and the user, mails the link and hands it back', async () => {
      const { w, make, post } = await product()
      const admin = await make('ORG_ADMIN', 'north')
      const eventIds = ['gala', 'opening']
      const made = await post('/invitations', { email: 'Ada@Example.com', role: 'PARTNER', eventIds }, admin)
      expect(made.status).toBe(201)
      expect(made.body).toEqual({
        id: expect.any(String),
        email: 'ada@example.com',
        role: 'PARTNER',
        orgId: 'north',
        status: 'pending',
        expiresAt: '2026-01-08T00:00:00.000Z',
        url: expect.stringMatching(/^https:\/\/events\.example\/signup\/ik_inv_/),
      })
      expect(await w.mailed()).toMatchObject([
        { to: 'ada@example.com', url: expect.stringContaining('/signup/ik_inv_') },
      ])
      const { items } = await w.service.accounts.list({ status: 'invited' }, { actor: system })
      expect(items).toMatchObject([{ email: 'ada@example.com' }])
      const invitation = await w.service.invitations.get(String(made.body['id']), { actor: system })
      expect(invitation).toMatchObject({ metadata: { eventIds }, accountId: items[0]?.id })
    })

    it('lets SUPER_ADMIN choose the organisation, and nobody else', async () => {
      const { make, post } = await product()
      const [top, admin] = [await make('SUPER_ADMIN', '*'), await make('ORG_ADMIN', 'north')]
      const body = (more: object) => ({ email: 'ada@example.com', role: 'READONLY', ...more })
      expect(fields(await post('/invitations', body({}), top))).toEqual(['orgId'])
      expect(fields(await post('/invitations', body({ orgId: 'west' }), top))).toEqual(['orgId'])
      expect((await post('/invitations', body({ orgId: 'south' }), admin)).status).toBe(403)
      expect(await post('/invitations', body({ orgId: 'south' }), top)).toMatchObject({
        status: 201,
        body: { orgId: 'south' },
      })
    })

    it('keeps the ladder, and refuses by the statuses of the contract', async () => {
      const { make, post } = await product()
      const [manager, reader] = [await make('ORG_MANAGER', 'north'), await make('READONLY', 'north')]
      const invite = (body: object, as?: string) => post('/invitations', { email: 'ada@example.com', ...body }, as)
      expect((await invite({ role: 'READONLY' })).status).toBe(401)
      expect((await invite({ role: 'READONLY' }, reader)).status).toBe(403)
      expect((await invite({ role: 'ORG_MANAGER' }, manager)).status).toBe(403)
      expect((await invite({ role: 'KING' }, manager)).status).toBe(400)
      expect(fields(await invite({ role: 'PARTNER', email: 'nobody' }, manager))).toEqual(['email'])
      expect(fields(await post('/invitations', {}, manager))).toEqual(['email', 'role'])
      expect(fields(await invite({ role: 'PARTNER', scope: '*' }, manager))).toEqual(['scope'])
      expect((await invite({ role: 'PARTNER' }, manager)).status).toBe(201)
      expect((await invite({ role: 'READONLY' }, manager)).status).toBe(409)
    })
  })

  it('GET /api/invitations/:token/validate says valid or not, always with 200, and nothing else', async () => {
    const { w, make, post } = await product()
    const made = await post(
      '/invitations',
      { email: 'ada@example.com', role: 'PARTNER' },
      await make('ORG_ADMIN', 'north'),
    )
    const validate = async (token: string) => {
      const { status, text } = await w.call('GET', `/invitations/${token}/validate`)
      return `${status} ${text}`
    }
    expect(await validate(linkToken(made))).toBe('200 {"valid":true}')
    expect(await validate('unknown')).toBe('200 {"valid":false}')
    expect(await validate(`${linkToken(made)}x`)).toBe('200 {"valid":false}')
    await w.service.invitations.revoke(String(made.body['id']), { actor: system })
    expect(await validate(linkToken(made))).toBe('200 {"valid":false}')
  })

  describe('GET and POST /api/signup/:token', () => {
    it('show the invitation, and make the user active', async () => {
      const { w, make, post } = await product()
      const made = await post(
        '/invitations',
        { email: 'ada@example.com', role: 'PARTNER' },
        await make('ORG_ADMIN', 'north'),
      )
      const path = `/signup/${linkToken(made)}`
      const shown = await w.call('GET', path)
      expect(shown).toMatchObject({ status: 200 })
      expect(shown.body).toEqual({
        email: 'ada@example.com',
        role: 'PARTNER',
        orgId: 'north',
        orgName: 'North Festival',
        expiresAt: '2026-01-08T00:00:00.000Z',
      })
      const done = await post(path, { ...person, phone: '+1', email: 'ada@example.com' })
      expect(done.status).toBe(201)
      expect(done.body).toEqual({
        id: expect.any(String),
        email: 'ada@example.com',
        isActive: true,
        profileCompleted: true,
      })
      const { items } = await w.service.accounts.list({ scope: 'north', status: 'active' }, { actor: system })
      const ada = items.find(({ email }) => email === 'ada@example.com')
      expect(ada).toMatchObject({ profile: { firstName: 'Ada', lastName: 'Lovelace', phone: '+1' } })
      expect((await w.call('GET', path)).body).toEqual({ code: 'already_accepted', reason: 'used' })
      expect((await post(path, person)).status).toBe(410)
    })

    it('refuse by the statuses of the contract', async () => {
      const { w, make, post } = await product()
      const admin = await make('ORG_ADMIN', 'north')
      const made = await post('/invitations', { email: 'ada@example.com', role: 'PARTNER' }, admin)
      const path = `/signup/${linkToken(made)}`
      expect(fields(await post(path, {}))).toEqual(['firstName', 'lastName', 'password'])
      expect(fields(await post(path, { ...person, passwordConfirmation: 'other' }))).toEqual(['passwordConfirmation'])
      expect(fields(await post(path, { ...person, password: 'kq7 zw', passwordConfirmation: 'kq7 zw' }))).toEqual([
        'password',
      ])
      expect(fields(await post(path, { ...person, token: 'x' }))).toEqual(['token'])
      const other = await post(path, { ...person, email: 'eve@example.com' })
      expect(other.status).toBe(403)
      expect(other.text).not.toContain('ada')
      for (const method of ['GET', 'POST'])
        expect((await w.call(method, '/signup/unknown', method === 'POST' ? { json: person } : {})).status).toBe(404)
      w.clock.advance(7 * DAY)
      expect(await w.call('GET', path)).toMatchObject({ status: 410, body: { reason: 'expired' } })
      expect((await post(path, person)).status).toBe(410)
    })

    it('404 for an invitation that was taken back, 409 for somebody who is active already', async () => {
      const { w, make, post } = await product()
      const admin = await make('ORG_ADMIN', 'north')
      const invite = (email: string) => post('/invitations', { email, role: 'PARTNER' }, admin)
      const gone = await invite('gone@example.com')
      await w.service.invitations.revoke(String(gone.body['id']), { actor: system })
      expect((await w.call('GET', `/signup/${linkToken(gone)}`)).status).toBe(404)
      expect((await post(`/signup/${linkToken(gone)}`, person)).status).toBe(404)
      const made = await invite('ada@example.com')
      const elsewhere = await post('/invitations', { email: 'ada@example.com', role: 'READONLY' }, admin)
      expect(elsewhere.status).toBe(409)
      const { accountId } = await w.service.invitations.get(String(made.body['id']), { actor: system })
      const { token } = await w.service.activations.issue(accountId ?? '', { actor: system, delivery: 'link' })
      await w.service.activations.complete({ token: token ?? '', password: person.password })
      expect((await post(`/signup/${linkToken(made)}`, person)).status).toBe(409)
      expect((await post('/invitations', { email: 'ada@example.com', role: 'PARTNER' }, admin)).status).toBe(409)
    })
  })

  it('the canonical routes stand beside it', async () => {
    const { w, make } = await product()
    const as = await make('SUPER_ADMIN', '*')
    expect((await w.call('GET', '/accounts', { as })).status).toBe(200)
    expect((await w.call('GET', '/invitations', { as })).status).toBe(200)
    expect((await w.call('PUT', '/invitations', { as })).headers.get('allow')).toBe('POST, GET, HEAD')
  })
}
