import { describe, expect, it } from 'vitest'
import { suspendQuietly } from '../support/by-hand.ts'
import { type Caller, password, textOf, type World, wholeStore, type worlds } from '../support/world.ts'

const DAY = 86_400_000

/** Creating, resending, revoking and reading invitations. */
export function creatingInvitations(open: ReturnType<typeof worlds>): void {
  const withOwner = async (): Promise<{ w: World; owner: Caller }> => {
    const w = await open()
    return { w, owner: await w.person('owner') }
  }

  describe('POST /invitations', () => {
    it('creates an invitation and mails its link', async () => {
      const { w, owner } = await withOwner()
      const answer = await w.post('/invitations', { email: 'Ada@Example.com', role: 'member' }, owner)
      expect(answer.status).toBe(201)
      expect(answer.body).toEqual({
        id: expect.any(String),
        email: 'ada@example.com',
        domains: [],
        scope: '*',
        role: 'member',
        permissions: [],
        metadata: {},
        profile: {},
        status: 'pending',
        reason: null,
        seats: 1,
        used: 0,
        delivery: 'queued',
        createdBy: owner.id,
        accountId: null,
        createdAt: '2026-01-01T00:00:00.000Z',
        expiresAt: '2026-01-08T00:00:00.000Z',
        acceptedAt: null,
        url: null,
        token: null,
        replayed: false,
      })
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await w.drained()).toMatchObject([{ to: 'ada@example.com', kind: 'invitation' }])
    })

    it('hands the link back when asked, with metadata, profile and lifetime', async () => {
      const { w, owner } = await withOwner()
      const body = {
        email: 'ada@example.com',
        role: 'admin',
        permissions: ['pages.write'],
        scope: 'Garage du Nord',
        metadata: { desk: 7 },
        profile: { name: 'Ada' },
        locale: 'fr',
        expiresIn: '2d',
        delivery: 'link',
      }
      const answer = await w.post('/invitations', body, owner)
      const { delivery: _, locale: __, expiresIn: ___, ...kept } = body
      expect(answer.body).toMatchObject({ ...kept, delivery: 'none', expiresAt: '2026-01-03T00:00:00.000Z' })
      expect(textOf(answer, 'url')).toBe(`https://app.example.com/join#${textOf(answer, 'token')}`)
      expect(await w.drained()).toEqual([])
    })

    it('makes an open link', async () => {
      const { w, owner } = await withOwner()
      const body = { seats: 3, domains: ['Example.COM'], role: 'member' }
      const answer = await w.post('/invitations', body, owner)
      expect(answer.body).toMatchObject({ email: null, seats: 3, domains: ['example.com'], url: expect.any(String) })
    })

    it.each([
      [{ role: 'member' }, 'invalid_input', 'email'],
      [{ email: 'ada@example.com' }, 'invalid_input', 'role'],
      [{ email: 'ada@example.com', role: 'member', seats: 2 }, 'invalid_input', 'seats'],
      [{ email: 'ada@example.com', role: 'member', domains: ['a.com'] }, 'invalid_input', 'domains'],
      [{ email: 'ada@example.com', role: 'member', expiresIn: '91d' }, 'invalid_input', 'expiresIn'],
      [{ seats: 2, role: 'member', delivery: 'mail' }, 'invalid_input', 'delivery'],
      [{ email: 'ada@example.com', role: 'member', delivery: 'pigeon' }, 'invalid_input', 'delivery'],
      [{ email: 'ada@example.com', role: 'king' }, 'role_unknown', 'role'],
      [{ email: 'ada@example.com', permissions: ['fly'] }, 'flag_unknown', 'permissions'],
    ])('refuses %j', async (body, code, field) => {
      const { w, owner } = await withOwner()
      const before = await wholeStore(w.store)
      const answer = await w.post('/invitations', body, owner)
      expect(answer).toMatchObject({ status: 400, code, fields: [field] })
      expect(await wholeStore(w.store)).toBe(before)
    })

    it('F2: refuses what the inviter may not give', async () => {
      const w = await open()
      const admin = await w.person('admin')
      const member = await w.person('member')
      const invite = (by: Caller, body: object) =>
        w.post('/invitations', { email: 'ada@example.com', ...body }, by).then(({ code }) => code)
      expect(await invite(member, { role: 'member' })).toBe('forbidden')
      expect(await invite(admin, { role: 'owner' })).toBe('role_not_grantable')
      expect(await invite(admin, { permissions: ['pages.write'] })).toBe('exceeds_own')
      expect(await invite(admin, { role: 'member', actor: { type: 'system' } })).toBe('invalid_input')
    })

    it('refuses a second one, a member who has it all, and a suspended person', async () => {
      const { w, owner } = await withOwner()
      const member = await w.person('member')
      const suspended = await w.person('member', 'gone@example.com')
      await w.post(`/accounts/${suspended.id}/suspend`, undefined, owner)
      const invite = (email: string) =>
        w.post('/invitations', { email, role: 'member' }, owner).then(({ status, code }) => [status, code])
      expect(await invite('ada@example.com')).toEqual([201, null])
      expect(await invite('ADA@example.com')).toEqual([409, 'already_invited'])
      expect(await invite(member.email)).toEqual([409, 'already_member'])
      expect(await invite(suspended.email)).toEqual([409, 'account_suspended'])
      w.clock.advance(8 * DAY)
      const again = await w.signIn(owner.email)
      expect((await w.post('/invitations', { email: 'ada@example.com', role: 'member' }, again)).status).toBe(201)
    })

    it('F20: an inviter is a person with a session, and never the system', async () => {
      const w = await open()
      const body = { email: 'ada@example.com', role: 'member' }
      for (const headers of [{}, { authorization: 'Bearer system' }, { authorization: 'Basic c3lzdGVtOg==' }])
        expect(await w.call('POST', '/invitations', { body, headers })).toMatchObject({ code: 'not_authenticated' })
      const owner = await w.person('owner')
      await w.post('/invitations', body, owner)
      expect((await w.store.rows('invitation')).map(({ createdBy }) => createdBy)).toEqual([owner.id])
    })
  })

  describe('POST /invitations/bulk', () => {
    it('gives a verdict for each row', async () => {
      const { w, owner } = await withOwner()
      const rows = [
        { email: 'a@example.com', role: 'member' },
        { email: 'A@example.com', role: 'member' },
        { email: 'nobody', role: 'member' },
        { email: 'b@example.com', role: 'king' },
        7,
        { email: 'c@example.com', role: 'member' },
      ]
      const body = { rows, delivery: 'link' }
      const dry = await w.post('/invitations/bulk', { ...body, dryRun: true }, owner)
      expect(await w.store.rows('invitation')).toEqual([])
      const answer = await w.post('/invitations/bulk', body, owner)
      expect(answer).toMatchObject({ status: 200, body: { created: 2, replayed: false } })
      expect(dry.body).toMatchObject({ created: 2 })
      expect(answer.body['rows']).toMatchObject([
        { ok: true, invitation: { email: 'a@example.com' }, url: expect.any(String) },
        { ok: false, code: 'already_invited' },
        { ok: false, code: 'invalid_input', fields: [{ field: 'email', code: 'invalid_email' }] },
        { ok: false, code: 'role_unknown' },
        { ok: false, code: 'invalid_input' },
        { ok: true },
      ])
      expect(answer.text).not.toContain('nobody')
    })

    it('takes 500 rows and not one more', async () => {
      const { w, owner } = await withOwner()
      const rows = Array.from({ length: 501 }, (_, n) => ({ email: `p${n}@example.com`, role: 'member' }))
      const tooMany = await w.post('/invitations/bulk', { rows }, owner)
      expect(tooMany).toMatchObject({ status: 400, fields: ['rows'] })
      expect((await w.post('/invitations/bulk', { rows: [] }, owner)).fields).toEqual(['rows'])
      const most = await w.post('/invitations/bulk', { rows: rows.slice(0, 500) }, owner)
      expect(most).toMatchObject({ status: 200, body: { created: 500 } })
    })

    it('gives each row of somebody who may not invite the same refusal', async () => {
      const w = await open()
      const member = await w.person('member')
      const answer = await w.post('/invitations/bulk', { rows: [{ email: 'a@example.com', role: 'member' }] }, member)
      expect(answer.body).toMatchObject({ created: 0, rows: [{ ok: false, code: 'forbidden' }] })
      expect((await w.post('/invitations/bulk', { rows: [{}] })).code).toBe('not_authenticated')
    })
  })

  describe('GET /invitations and /invitations/:id', () => {
    it('lists pages and shows one, to who may see them', async () => {
      const { w, owner } = await withOwner()
      for (const n of [1, 2, 3]) {
        w.clock.advance(1) // newest first, by the millisecond
        await w.post('/invitations', { email: `p${n}@example.com`, role: 'member' }, owner)
      }
      const first = await w.get('/invitations?limit=2', owner)
      expect(first).toMatchObject({ status: 200, body: { items: [{ inviter: { name: owner.email } }, {}] } })
      const next = await w.get(`/invitations?limit=2&after=${textOf(first, 'next')}`, owner)
      expect(next.body).toMatchObject({ items: [{ email: 'p1@example.com' }], next: null })
      const id = textOf(next, 'items', '0', 'id')
      expect(await w.get(`/invitations/${id}`, owner)).toMatchObject({ status: 200, body: { id, status: 'pending' } })
      expect((await w.get('/invitations?status=revoked&scope=*', owner)).body).toEqual({ items: [], next: null })
      expect(next.text).not.toMatch(/ik_|hash|openKey/)
    })

    it('refuses strangers, other scopes and bad queries', async () => {
      const { w, owner } = await withOwner()
      const outsider = await w.person('owner', 'owner@other.example', 'other')
      const { id } = (await w.post('/invitations', { email: 'a@example.com', role: 'member' }, owner)).body
      expect(await w.get('/invitations')).toMatchObject({ status: 401, code: 'not_authenticated' })
      expect(await w.get('/invitations', outsider)).toMatchObject({ status: 403, code: 'forbidden' })
      expect((await w.get(`/invitations/${id}`, outsider)).code).toMatch(/^(forbidden|invitation_not_found)$/)
      expect((await w.get('/invitations/unknown', owner)).code).toBe('invitation_not_found')
      expect((await w.get(`/invitations/${'x'.repeat(201)}`, owner)).fields).toEqual(['id'])
      for (const [query, field] of [
        ['limit=0', 'limit'],
        ['limit=101', 'limit'],
        ['limit=1e1', 'limit'],
        ['limit=', 'limit'],
        ['status=lost', 'status'],
        ['scope=%00', 'scope'],
        ['color=red', 'color'],
        ['__proto__=1', '__proto__'],
        ['limit=1&limit=2', 'limit'],
        ['a%20b=1&a%20b=2', 'query'],
      ])
        expect((await w.get(`/invitations?${query}`, owner)).fields).toEqual([field])
    })
  })

  describe('POST /invitations/:id/resend', () => {
    it('hands back a new link and ends the earlier one, or leaves it', async () => {
      const { w, owner } = await withOwner()
      const body = { email: 'ada@example.com', role: 'member', delivery: 'link' }
      const first = await w.post('/invitations', body, owner)
      const path = `/invitations/${textOf(first, 'id')}/resend`
      const second = await w.post(path, { delivery: 'link', expiresIn: '3d' }, owner)
      expect(second).toMatchObject({ status: 200, body: { expiresAt: '2026-01-04T00:00:00.000Z', replayed: false } })
      const third = await w.post(path, { delivery: 'link', mode: 'append' }, owner)
      const next = async (answer: typeof first) =>
        (await w.post('/invitations/preview', { token: textOf(answer, 'token') })).body
      expect(await next(first)).toMatchObject({ next: 'ended', reason: 'invitation_superseded' })
      expect(await next(second)).toMatchObject({ next: 'sign_up' })
      expect(await next(third)).toMatchObject({ next: 'sign_up' })
      expect(await w.post(path, undefined, owner)).toMatchObject({ status: 200, body: { delivery: 'queued' } })
      expect(await w.drained()).toHaveLength(1)
    })

    it('refuses what it must', async () => {
      const { w, owner } = await withOwner()
      const admin = await w.person('admin')
      const member = await w.person('member')
      const create = async (body: object) =>
        (await w.post('/invitations', { role: 'member', delivery: 'link', ...body }, owner)).body
      const code = async (id: unknown, by?: Caller, body: object = {}) =>
        (await w.post(`/invitations/${id}/resend`, body, by)).code
      const ada = await create({ email: 'ada@example.com' })
      const boss = await create({ email: 'boss@example.com', role: 'owner' })
      const more = await create({ email: 'more@example.com', permissions: ['pages.write'] })
      const seat = await create({ seats: 1 })
      expect(await code(ada['id'])).toBe('not_authenticated')
      expect(await code(ada['id'], member)).toBe('forbidden')
      expect(await code('unknown', owner)).toBe('invitation_not_found')
      expect(await code(boss['id'], admin)).toBe('role_not_grantable')
      expect(await code(more['id'], admin)).toBe('exceeds_own')
      expect(await code(ada['id'], owner, { actor: { type: 'system' } })).toBe('invalid_input')
      await w.post('/invitations/accept', { token: ada['token'], password })
      await w.post('/invitations/accept', {
        token: seat['token'],
        email: 's@example.com',
        password,
      })
      await w.post(`/invitations/${boss['id']}/revoke`, undefined, owner)
      expect(await code(ada['id'], owner)).toBe('already_accepted')
      expect(await code(seat['id'], owner)).toBe('seats_taken')
      expect(await code(boss['id'], owner)).toBe('invitation_revoked')
    })

    it('gives 90 days at most, like a new one', async () => {
      const { w, owner } = await withOwner()
      const { id } = (await w.post('/invitations', { seats: 2, role: 'member' }, owner)).body
      const answer = await w.post(`/invitations/${id}/resend`, { expiresIn: '91d' }, owner)
      expect(answer).toMatchObject({ status: 400, fields: ['expiresIn'] })
    })

    it('mails no link that bears no address', async () => {
      const { w, owner } = await withOwner()
      const { id } = (await w.post('/invitations', { seats: 2, role: 'member' }, owner)).body
      const answer = await w.post(`/invitations/${id}/resend`, { delivery: 'mail' }, owner)
      expect(answer).toMatchObject({ status: 400, fields: ['delivery'] })
    })
  })

  describe('POST /invitations/:id/revoke', () => {
    it('takes an invitation back, once', async () => {
      const { w, owner } = await withOwner()
      const member = await w.person('member')
      const body = { email: 'ada@example.com', role: 'member', delivery: 'link' }
      const { id, token } = (await w.post('/invitations', body, owner)).body
      const revoke = (as?: Caller) => w.post(`/invitations/${id}/revoke`, undefined, as)
      expect((await revoke()).code).toBe('not_authenticated')
      expect((await revoke(member)).code).toBe('forbidden')
      expect((await w.call('POST', `/invitations/${id}/revoke`, { as: owner, body: { why: 1 } })).fields).toEqual([
        'why',
      ])
      expect(await revoke(owner)).toMatchObject({ status: 200, body: { status: 'revoked', reason: 'revoked' } })
      expect((await revoke(owner)).code).toBe('invitation_revoked')
      expect((await w.post('/invitations/unknown/revoke', undefined, owner)).code).toBe('invitation_not_found')
      expect((await w.post('/invitations/accept', { token, password: 'x' })).code).toBe('invitation_revoked')
    })

    it('leaves one that was accepted', async () => {
      const { w, owner } = await withOwner()
      const body = { email: 'ada@example.com', role: 'member', delivery: 'link' }
      const { id, token } = (await w.post('/invitations', body, owner)).body
      await w.post('/invitations/accept', { token, password })
      expect((await w.post(`/invitations/${id}/revoke`, undefined, owner)).code).toBe('already_accepted')
    })
  })

  it('F15: somebody suspended behind our back has no session any more, on any route', async () => {
    const { w, owner } = await withOwner()
    const admin = await w.person('admin')
    await suspendQuietly(w.store, admin.id)
    for (const [method, path] of [
      ['POST', '/invitations'],
      ['POST', '/invitations/bulk'],
      ['GET', '/invitations'],
      ['GET', `/invitations/${owner.id}`],
      ['POST', '/invitations/x/resend'],
      ['POST', '/invitations/x/revoke'],
      ['POST', '/password/resets'],
      ['POST', '/password/change'],
      ['POST', '/activations'],
      ['GET', '/session'],
      ['GET', '/accounts'],
      ['GET', `/accounts/${owner.id}`],
      ['POST', `/accounts/${owner.id}/suspend`],
      ['POST', `/accounts/${owner.id}/reactivate`],
      ['PATCH', `/accounts/${owner.id}/memberships/*`],
      ['DELETE', `/accounts/${owner.id}/memberships/*`],
      ['GET', '/events'],
    ] as const)
      expect(await w.call(method, path, { as: admin })).toMatchObject({ status: 401, code: 'not_authenticated' })
  })
}
