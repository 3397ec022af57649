import { describe, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import { tokenIn } from '../../support/service.ts'
import { suspendQuietly } from '../support/by-hand.ts'
import { type Caller, cookieOf, otherPassword, password, textOf, type World, type worlds } from '../support/world.ts'

const HOUR = 3_600_000

/** Forgetting, resetting and changing a password, and the first one of all. */
export function passwords(open: ReturnType<typeof worlds>): void {
  /** An owner, and a link of a purpose for somebody, made by them. */
  const linked = async (path: '/password/resets' | '/activations', accountId: string, w: World, owner: Caller) =>
    textOf(await w.post(path, { accountId, delivery: 'link' }, owner), 'token')
  const invited = async (w: World, email = 'ada@example.com') =>
    (await w.service.accounts.create({ email, role: 'member' }, { actor: system })).id

  describe('POST /password/forgot', () => {
    it('answers alike for whoever is there, and mails only who has an account', async () => {
      const w = await open()
      await w.person('member')
      const known = await w.call('POST', '/password/forgot', {
        body: { email: 'Member@example.com' },
        headers: { 'accept-language': 'fr' },
      })
      const unknown = await w.post('/password/forgot', { email: 'nobody@example.com', locale: null })
      expect(known).toMatchObject({ status: 200, body: { ok: true } })
      expect(unknown.text).toBe(known.text)
      expect(await w.drained()).toMatchObject([{ to: 'member@example.com', kind: 'reset', locale: 'fr' }])
    })

    it('refuses what is no address, and names it', async () => {
      const w = await open()
      for (const email of [
        'nobody',
        'a@b',
        'a＠example.com',
        '"a b"@example.com',
        'a@example.com\r\nBcc: b@example.com',
      ])
        expect(await w.post('/password/forgot', { email })).toMatchObject({ status: 400, fields: ['email'] })
      expect((await w.post('/password/forgot', { email: 'a@example.com', locale: 'de' })).fields).toEqual(['locale'])
      expect(await w.store.rows('message')).toEqual([])
    })
  })

  describe('POST /password/reset and its preview', () => {
    it('F6: sets the password, ends every session, logs nobody in', async () => {
      const w = await open()
      const member = await w.person('member')
      await w.post('/password/forgot', { email: member.email })
      const token = tokenIn((await w.drained())[0])
      const seen = await w.post('/password/reset/preview', { token })
      expect(seen).toMatchObject({ status: 200, body: { email: member.email, expiresAt: '2026-01-01T00:30:00.000Z' } })
      expect(seen.body).toMatchObject({ accountId: member.id, name: null, passwordRules: { minimum: 15 } })
      const done = await w.post('/password/reset', { token, password: otherPassword })
      expect(done).toMatchObject({ status: 200, text: '{"ok":true}' })
      expect(done.headers.get('set-cookie')).toBeNull()
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
      expect((await w.post('/password/reset', { token, password })).code).toBe('link_used')
      expect((await w.post('/password/reset/preview', { token })).code).toBe('link_used')
      expect((await w.post('/login', { email: member.email, password })).code).toBe('login_failed')
      expect((await w.post('/login', { email: member.email, password: otherPassword })).status).toBe(200)
      expect(await w.drained()).toMatchObject([{ kind: 'password_changed', url: null }])
    })

    it('F7: a reset of an invited account does nothing', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const id = await invited(w)
      await w.post('/password/forgot', { email: 'ada@example.com' })
      expect(await w.drained()).toEqual([])
      expect((await w.post('/password/resets', { accountId: id }, owner)).code).toBe('account_invited')
      expect((await w.store.rows('account')).find((row) => row.id === id)).toMatchObject({
        status: 'invited',
        passwordHash: null,
        emailVerifiedAt: null,
      })
    })

    it('refuses a dead link and says why', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const member = await w.person('member')
      const link = () => linked('/password/resets', member.id, w, owner)
      const codes = async (token: string) => [
        (await w.post('/password/reset/preview', { token })).code,
        (await w.post('/password/reset', { token, password: otherPassword })).code,
      ]
      expect((await w.post('/password/reset', { token: await link(), password: 'kq7 zw' })).code).toBe(
        'password_policy',
      )
      const superseded = await link()
      const changed = { currentPassword: password, newPassword: otherPassword }
      await w.post('/password/change', changed, member)
      expect(await codes(superseded)).toEqual(['link_superseded', 'link_superseded'])
      const barred = await link()
      await suspendQuietly(w.store, member.id)
      expect(await codes(barred)).toEqual(['account_suspended', 'account_suspended'])
      w.clock.advance(24 * HOUR)
      expect(await codes(barred)).toEqual(['link_expired', 'link_expired'])
    })
  })

  describe('POST /password/resets and /activations', () => {
    it('make a link for somebody else', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const member = await w.person('member')
      const id = await invited(w)
      const reset = await w.post('/password/resets', { accountId: member.id, delivery: 'both' }, owner)
      const view = { email: member.email, status: 'active' }
      expect(reset).toMatchObject({ status: 201, body: { account: view, expiresAt: '2026-01-02T00:00:00.000Z' } })
      expect(textOf(reset, 'url')).toBe(`https://app.example.com/reset#${textOf(reset, 'token')}`)
      const activation = await w.post('/activations', { accountId: id }, owner)
      expect(activation).toMatchObject({
        status: 201,
        body: { account: { status: 'invited' }, url: null, token: null },
      })
      expect((await w.drained()).map(({ kind }) => kind).sort()).toEqual(['activation', 'reset'])
      expect(reset.text).not.toMatch(/passwordHash|epoch/)
    })

    it.each(['/password/resets', '/activations'] as const)('%s refuses what it must', async (path) => {
      const w = await open()
      const owner = await w.person('owner')
      const admin = await w.person('admin')
      const member = await w.person('member')
      const suspended = await w.person('member', 'gone@example.com')
      await w.post(`/accounts/${suspended.id}/suspend`, undefined, owner)
      const issue = async (accountId: unknown, as?: Caller, more: object = {}) =>
        (await w.post(path, { accountId, ...more }, as)).code
      expect(await issue(member.id)).toBe('not_authenticated')
      expect(await issue(member.id, member)).toBe('forbidden')
      expect(await issue(owner.id, admin)).toBe('exceeds_own')
      expect(await issue('unknown', owner)).toBe('account_not_found')
      expect(await issue(suspended.id, owner)).toBe('account_suspended')
      expect(await issue(member.id, owner)).toBe(path === '/activations' ? 'account_active' : null)
      for (const [body, field] of [
        [{}, 'accountId'],
        [{ accountId: 7 }, 'accountId'],
        [{ accountId: member.id, delivery: 'pigeon' }, 'delivery'],
        [{ accountId: member.id, actor: { type: 'system' } }, 'actor'],
      ] as const)
        expect(await w.post(path, body, owner)).toMatchObject({ status: 400, fields: [field] })
    })
  })

  describe('POST /activations/complete and its preview', () => {
    it('gives the first password, logs in and sets the cookie', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const token = await linked('/activations', await invited(w), w, owner)
      const seen = await w.post('/activations/preview', { token })
      expect(seen.body).toMatchObject({ email: 'ada@example.com', expiresAt: '2026-01-02T00:00:00.000Z' })
      const done = await w.post('/activations/complete', { token, password, profile: { name: 'Ada' } })
      const account = { email: 'ada@example.com', status: 'active', profile: { name: 'Ada' } }
      expect(done).toMatchObject({ status: 200, body: { account } })
      expect(cookieOf(done)).toBe(`__Host-ik=${textOf(done, 'accessToken')}`)
      expect((await w.post('/activations/complete', { token, password })).code).toBe('account_active')
      expect((await w.post('/activations/preview', { token })).code).toBe('account_active')
    })

    it('logs nobody in who does not want it', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const token = await linked('/activations', await invited(w), w, owner)
      const done = await w.post('/activations/complete', { token, password, session: false })
      expect(Object.keys(done.body)).toEqual(['account'])
      expect(done.headers.get('set-cookie')).toBeNull()
    })

    it('refuses a dead link and says why', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const [id, other] = [await invited(w), await invited(w, 'bob@example.com')]
      const codes = async (token: string) => [
        (await w.post('/activations/preview', { token })).code,
        (await w.post('/activations/complete', { token, password })).code,
      ]
      const first = await linked('/activations', id, w, owner)
      const second = await linked('/activations', id, w, owner)
      expect(await codes(first)).toEqual(['link_superseded', 'link_superseded'])
      const weak = await w.post('/activations/complete', { token: second, password: 'kq7 zw' })
      expect(weak).toMatchObject({ status: 400, code: 'password_policy', fields: ['password'] })
      const barred = await linked('/activations', other, w, owner)
      await suspendQuietly(w.store, other)
      expect(await codes(barred)).toEqual(['account_suspended', 'account_suspended'])
      w.clock.advance(24 * HOUR)
      expect(await codes(second)).toEqual(['link_expired', 'link_expired'])
    })
  })

  describe('POST /password/change', () => {
    it('changes one’s own password and replaces the session', async () => {
      const w = await open()
      const member = await w.person('member')
      const body = { currentPassword: password, newPassword: otherPassword }
      const done = await w.post('/password/change', body, member)
      expect(done).toMatchObject({ status: 200, body: { account: { id: member.id } } })
      expect(cookieOf(done)).toBe(`__Host-ik=${textOf(done, 'accessToken')}`)
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
      expect((await w.get('/session', { ...member, token: textOf(done, 'accessToken') })).status).toBe(200)
    })

    it('refuses strangers, a wrong password and a weak one', async () => {
      const w = await open()
      const member = await w.person('member')
      const change = (currentPassword: unknown, newPassword: unknown, as?: Caller) =>
        w.post('/password/change', { currentPassword, newPassword }, as)
      expect((await change(password, otherPassword)).code).toBe('not_authenticated')
      const wrong = await change('not this one at all', otherPassword, member)
      expect(wrong).toMatchObject({ status: 403, code: 'wrong_password', fields: ['currentPassword'] })
      const weak = await change(password, 'kq7 zw', member)
      expect(weak).toMatchObject({ status: 400, code: 'password_policy', fields: ['newPassword'] })
      expect((await change(password, undefined, member)).fields).toEqual(['newPassword'])
      expect((await w.get('/session', member)).status).toBe(200)
    })
  })
}
