import { describe, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import { type Caller, carriedTokens, cookieOf, password, textOf, type worlds } from '../support/world.ts'

const DAY = 86_400_000

/** Logging in and out, and managing people. */
export function sessionsAndAccounts(open: ReturnType<typeof worlds>): void {
  describe('POST /login', () => {
    it('answers with the account, a token and the cookie: either may be used (ASVS 3.3.1 to 3.3.5)', async () => {
      const w = await open()
      const { id } = await w.person('member')
      const answer = await w.post('/login', { email: ' Member@Example.com', password })
      expect(answer).toMatchObject({ status: 200, body: { account: { id, email: 'member@example.com' } } })
      expect(answer.body).toEqual({ account: expect.anything(), ...carriedTokens(w) })
      const token = textOf(answer, 'accessToken')
      const set = `__Host-ik=${token}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax; Secure`
      expect(answer.headers.getSetCookie()[0]).toEqual(set)
      expect(set.length).toBeLessThan(4096)
      const status = async (headers: Record<string, string>) => (await w.call('GET', '/session', { headers })).status
      expect(await status({ cookie: cookieOf(answer) })).toBe(200)
      expect(await status({ cookie: `theme=dark; ${cookieOf(answer)}; a=b` })).toBe(200)
      expect(await status({ authorization: `Bearer ${token}` })).toBe(200)
      expect(await status({ authorization: `bearer ${token}` })).toBe(200)
      expect(await status({ authorization: `Basic ${token}`, cookie: cookieOf(answer) })).toBe(200)
      expect(await status({ authorization: `Basic ${token}` })).toBe(401)
      expect(await status({ authorization: token })).toBe(401)
      expect(await status({ cookie: `ik=${token}` })).toBe(401)
      expect(await status({ cookie: `__host-ik=${token}` })).toBe(401)
      expect(await status({ cookie: `__Host-ik="${token}"` })).toBe(401)
      // Two of one name are somebody's attempt to plant one.
      expect(await status({ cookie: `${cookieOf(answer)}; ${cookieOf(answer)}` })).toBe(401)
    })

    it('takes a user name too', async () => {
      const w = await open()
      await w.service.accounts.create({ email: 'ada@example.com', username: 'Ada', password }, { actor: system })
      expect(await w.post('/login', { email: 'ADA', password })).toMatchObject({ status: 200 })
    })

    it('gives one answer for every failure', async () => {
      const w = await open()
      await w.person('member')
      const texts = new Set<string>()
      for (const [email, typed] of [
        ['member@example.com', 'not the password'],
        ['nobody@example.com', password],
        ['nobody', password],
        ['a@b@c', password],
        ['member@example.com', 'x'.repeat(10_000)],
        ['member@example.com', ''],
      ]) {
        const answer = await w.post('/login', { email, password: typed })
        expect(answer).toMatchObject({ status: 401, code: 'login_failed' })
        expect(answer.headers.get('set-cookie')).toBeNull()
        texts.add(answer.text)
      }
      expect(texts.size).toBe(1)
    })

    it('names what is missing as the client calls it', async () => {
      const w = await open()
      const fields = async (body: object) => (await w.post('/login', body)).fields
      expect(await fields({})).toEqual(['email', 'password'])
      expect(await fields({ email: '', password })).toEqual(['email'])
      expect(await fields({ email: 'a@example.com', password: 'a\0b' })).toEqual(['password'])
      expect(await fields({ email: 'a@example.com', password, login: 'b@example.com' })).toEqual(['login'])
    })

    it('uses a plain cookie on a loopback without TLS', async () => {
      const w = await open({ service: { baseUrl: 'http://localhost:3000' } })
      await w.person('member')
      const answer = await w.post('/login', { email: 'member@example.com', password })
      const set = `ik=${textOf(answer, 'accessToken')}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`
      expect(answer.headers.getSetCookie()[0]).toBe(set)
      expect((await w.call('GET', '/session', { headers: { cookie: cookieOf(answer) } })).status).toBe(200)
    })
  })

  describe('POST /logout', () => {
    it('ends the session for good and clears the cookie', async () => {
      const w = await open()
      const member = await w.person('member')
      const answer = await w.call('POST', '/logout', { headers: { cookie: `__Host-ik=${member.token}` } })
      expect(answer).toMatchObject({ status: 204, text: '' })
      const gone = 'Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure'
      const cleared = [`__Host-ik=; ${gone}`, ...(w.sessions === 'jwt' ? [`__Host-ik-refresh=; ${gone}`] : [])]
      expect(answer.headers.getSetCookie()).toEqual(cleared)
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
      expect((await w.post('/logout')).status).toBe(204)
      expect((await w.post('/logout', {}, member)).status).toBe(204)
      expect((await w.post('/logout', { everywhere: true }, member)).fields).toEqual(['everywhere'])
    })
  })

  describe('GET /session', () => {
    it('says who is logged in', async () => {
      const w = await open()
      const member = await w.person('member')
      const answer = await w.get('/session', member)
      expect(answer.body).toEqual({
        account: expect.objectContaining({ id: member.id, email: member.email, status: 'active' }),
        memberships: [{ scope: '*', role: 'member', permissions: [], flags: ['people.view'] }],
        session: {
          id: expect.any(String),
          device: null,
          createdAt: '2026-01-01T00:00:00.000Z',
          usedAt: '2026-01-01T00:00:00.000Z',
          expiresAt: '2026-01-31T00:00:00.000Z',
        },
      })
      expect((await w.get('/session')).code).toBe('not_authenticated')
      w.clock.advance(7 * DAY)
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
    })
  })

  describe('/accounts', () => {
    it('lists people and shows one, without what is nobody’s affair (ASVS 15.3.1)', async () => {
      const w = await open()
      const owner = await w.person('owner')
      w.clock.advance(1) // newest first, by the millisecond
      const member = await w.person('member')
      w.clock.advance(1)
      const team = await w.person('admin', 'lead@example.com', 'team')
      const first = await w.get('/accounts?limit=2', owner)
      expect(first.body).toMatchObject({
        items: [{ id: team.id, membership: null }, { id: member.id }],
        next: member.id,
      })
      const rest = await w.get(`/accounts?after=${member.id}&status=active`, owner)
      expect(rest.body).toMatchObject({ items: [{ id: owner.id, membership: { role: 'owner' } }], next: null })
      expect((await w.get('/accounts?scope=team', owner)).body).toMatchObject({ items: [{ id: team.id }] })
      expect((await w.get(`/accounts/${team.id}`, owner)).body).toMatchObject({ memberships: [{ scope: 'team' }] })
      expect(first.text + rest.text).not.toMatch(/passwordHash|epoch|plain:/)
      expect((await w.get('/accounts?status=lost', owner)).fields).toEqual(['status'])
    })

    it('shows nobody to strangers, and oneself to everybody', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const team = await w.person('member', 'member@team.example', 'team')
      expect((await w.get('/accounts')).code).toBe('not_authenticated')
      expect((await w.get('/accounts', team)).code).toBe('forbidden')
      expect((await w.get('/accounts?scope=other', team)).code).toBe('forbidden')
      expect((await w.get(`/accounts/${owner.id}`)).code).toBe('not_authenticated')
      expect((await w.get(`/accounts/${owner.id}`, team)).code).toBe('account_not_found')
      expect((await w.get('/accounts/unknown', owner)).code).toBe('account_not_found')
      expect((await w.get(`/accounts/${team.id}`, team)).status).toBe(200)
    })
  })

  describe('POST /accounts/:id/suspend and /reactivate', () => {
    it('suspends, ends every session, and lets come back', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const member = await w.person('member')
      const suspended = await w.post(`/accounts/${member.id}/suspend`, undefined, owner)
      expect(suspended).toMatchObject({ status: 200, body: { id: member.id, status: 'suspended' } })
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
      expect((await w.post('/login', { email: member.email, password })).code).toBe('login_failed')
      expect((await w.post(`/accounts/${member.id}/suspend`, {}, owner)).code).toBe('account_suspended')
      const back = await w.post(`/accounts/${member.id}/reactivate`, {}, owner)
      expect(back).toMatchObject({ status: 200, body: { status: 'active' } })
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
      expect((await w.post('/login', { email: member.email, password })).status).toBe(200)
    })

    it.each(['suspend', 'reactivate'])('%s refuses what it must', async (verb) => {
      const w = await open()
      const owner = await w.person('owner')
      const admin = await w.person('admin')
      const member = await w.person('member')
      const invited = await w.service.accounts.create({ email: 'new@example.com' }, { actor: system })
      const code = async (id: string, as?: Caller) => (await w.post(`/accounts/${id}/${verb}`, undefined, as)).code
      expect(await code(member.id)).toBe('not_authenticated')
      expect(await code(admin.id, member)).toBe('forbidden')
      expect(await code(owner.id, admin)).toBe('exceeds_own')
      expect(await code('unknown', owner)).toBe('account_not_found')
      expect(await code(invited.id, owner)).toBe('account_invited')
      expect(await code(owner.id, owner)).toBe(verb === 'suspend' ? 'last_holder' : 'account_active')
      const why = await w.post(`/accounts/${member.id}/${verb}`, { why: 'so' }, owner)
      expect(why).toMatchObject({ status: 400, fields: ['why'] })
    })
  })

  describe('/accounts/:id/memberships/:scope', () => {
    it('changes and takes away', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const member = await w.person('member', 'member@example.com', 'north/south é')
      const path = `/accounts/${member.id}/memberships/${encodeURIComponent('north/south é')}`
      const body = { role: 'admin', permissions: ['pages.write'] }
      const changed = await w.call('PATCH', path, { as: owner, body })
      expect(changed).toMatchObject({ status: 200, body: { ...body, scope: 'north/south é' } })
      const removed = await w.call('DELETE', path, { as: owner })
      expect(removed).toMatchObject({ status: 204, text: '' })
      expect((await w.call('DELETE', path, { as: owner })).code).toBe('membership_not_found')
      expect((await w.call('DELETE', path, { as: owner, body: { all: true } })).fields).toEqual(['all'])
      expect((await w.call('PATCH', path, { as: owner, body })).code).toBe('membership_not_found')
    })

    it('refuses what it must', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const admin = await w.person('admin')
      const member = await w.person('member')
      const path = (id: string, scope = '*') => `/accounts/${id}/memberships/${scope}`
      const patch = (id: string, body: object, as?: Caller) => w.call('PATCH', path(id), { as, body })
      const remove = async (id: string, as?: Caller) => (await w.call('DELETE', path(id), { as })).code
      expect((await patch(member.id, { role: 'admin' })).code).toBe('not_authenticated')
      expect((await patch(member.id, { role: 'admin' }, member)).code).toBe('forbidden')
      expect((await patch(member.id, { role: 'owner' }, admin)).code).toBe('role_not_grantable')
      expect((await patch(member.id, { permissions: ['pages.write'] }, admin)).code).toBe('exceeds_own')
      expect((await patch(owner.id, { role: 'member' }, admin)).code).toBe('exceeds_own')
      expect((await patch(owner.id, { role: 'member' }, owner)).code).toBe('last_holder')
      expect(await patch(member.id, { role: 'king' }, owner)).toMatchObject({ code: 'role_unknown', fields: ['role'] })
      expect((await patch(member.id, { permissions: ['fly'] }, owner)).code).toBe('flag_unknown')
      expect((await patch(member.id, { permissions: 'all' }, owner)).fields).toEqual(['permissions'])
      expect((await patch(member.id, { epoch: 7 }, owner)).fields).toEqual(['epoch'])
      expect(await remove(member.id)).toBe('not_authenticated')
      expect(await remove(owner.id, admin)).toBe('exceeds_own')
      expect(await remove(owner.id, owner)).toBe('last_holder')
      expect(await remove('unknown', owner)).toBe('membership_not_found')
      const long = await w.call('DELETE', path(member.id, 'x'.repeat(201)), { as: owner })
      expect(long).toMatchObject({ status: 400, fields: ['scope'] })
    })
  })

  describe('GET /events', () => {
    it('shows the trail to who may see it', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const member = await w.person('member')
      w.clock.advance(1)
      await w.post(`/accounts/${member.id}/suspend`, undefined, owner)
      const events = await w.get('/events?limit=1', owner)
      expect(events).toMatchObject({ status: 200, body: { next: expect.any(String) } })
      expect(events.body['items']).toEqual([
        {
          id: expect.any(String),
          type: 'account.suspended',
          actor: { type: 'account', id: owner.id },
          subject: member.id,
          scope: null,
          data: {},
          at: '2026-01-01T00:00:00.001Z',
        },
      ])
      const other = await w.person('member', 'b@example.com')
      expect((await w.get('/events')).code).toBe('not_authenticated')
      expect((await w.get('/events', other)).code).toBe('forbidden')
      expect((await w.get('/events?type=x', owner)).fields).toEqual(['type'])
    })
  })
}
