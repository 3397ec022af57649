import { describe, expect, it } from 'vitest'
import { tokenIn } from '../../support/service.ts'
import { carriedTokens, cookieOf, password, textOf, type World, type worlds } from '../support/world.ts'

const DAY = 86_400_000

/** What people do without being asked: saying no, making an account, moving to another address. */
export function peopleThemselves(open: ReturnType<typeof worlds>): void {
  describe('POST /invitations/decline', () => {
    it('says no, once, and for all links', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const invite = async (body: object) =>
        textOf(await w.post('/invitations', { role: 'member', delivery: 'link', ...body }, owner), 'token')
      const token = await invite({ email: 'ada@example.com' })
      const declined = await w.post('/invitations/decline', { token })
      expect(declined).toMatchObject({ status: 200, body: { email: 'ada@example.com', status: 'declined' } })
      expect(declined.text).not.toContain(token)
      expect((await w.post('/invitations/decline', { token })).code).toBe('invitation_declined')
      expect((await w.post('/invitations/accept', { token, password })).code).toBe('invitation_declined')
      const link = await invite({ seats: 3 })
      expect((await w.post('/invitations/decline', { token: link })).code).toBe('open_link')
      expect((await w.post('/invitations/decline', { token: 'x' })).code).toBe('invitation_not_found')
      expect((await w.post('/invitations/decline', {})).fields).toEqual(['token'])
      const old = await invite({ email: 'old@example.com' })
      w.clock.advance(7 * DAY)
      expect((await w.post('/invitations/decline', { token: old })).code).toBe('invitation_expired')
    })
  })

  describe('POST /signup', () => {
    const body = { email: 'Ada@Example.com', password, username: 'ada', profile: { name: 'Ada' } }

    it('is closed unless the host opens it', async () => {
      const w = await open()
      expect(await w.post('/signup', body)).toMatchObject({ status: 403, code: 'signup_closed' })
      expect(await w.store.rows('account')).toEqual([])
    })

    it('makes an account with what everybody gets, and logs in', async () => {
      const w = await open({ service: { signUp: { role: 'member' } } })
      const headers = { 'accept-language': 'fr' }
      const done = await w.call('POST', '/signup', { body, headers })
      expect(done).toMatchObject({ status: 201, body: { account: { email: 'ada@example.com', locale: 'fr' } } })
      expect(done.body).toEqual({ account: expect.anything(), ...carriedTokens(w) })
      const me = await w.call('GET', '/session', { headers: { cookie: cookieOf(done) } })
      expect(me.body).toMatchObject({ memberships: [{ scope: '*', role: 'member' }] })
      expect((await w.post('/signup', body)).code).toBe('email_taken')
      expect((await w.post('/signup', { ...body, email: 'b@example.com' })).code).toBe('username_taken')
      expect((await w.post('/signup', { email: 'd@example.com', password: 'kq7 zw' })).code).toBe('password_policy')
      expect((await w.post('/signup', { ...body, role: 'owner' })).fields).toEqual(['role'])
      const quiet = await w.post('/signup', { email: 'c@example.com', password, session: false })
      expect(Object.keys(quiet.body)).toEqual(['account'])
      expect(quiet.headers.get('set-cookie')).toBeNull()
    })
  })

  describe('POST /email/change and /email/confirm', () => {
    const asked = async (w: World, email: string) => {
      const member = await w.person('member')
      const done = await w.post('/email/change', { email, currentPassword: password }, member)
      return { member, done, token: tokenIn((await w.drained()).find(({ kind }) => kind === 'email')) }
    }

    it('proves the new address and moves there; every session ends (ASVS 6.3.7, 7.5.1)', async () => {
      const w = await open()
      const { member, done, token } = await asked(w, 'new@example.com')
      expect(done).toMatchObject({ status: 200, body: { ok: true } })
      expect((await w.get('/session', member)).body).toMatchObject({ account: { email: member.email } })
      expect(await w.post('/email/confirm', { token })).toMatchObject({ status: 200, body: { ok: true } })
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
      expect((await w.post('/login', { email: member.email, password })).code).toBe('login_failed')
      expect((await w.post('/login', { email: 'new@example.com', password })).status).toBe(200)
      expect(await w.drained()).toMatchObject([{ kind: 'email_changed', to: member.email }])
      expect((await w.post('/email/confirm', { token })).status).toBe(410)
    })

    it('tells nobody whether an address is taken', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const { done, token } = await asked(w, owner.email)
      const free = await w.post('/email/change', { email: 'free@example.com', currentPassword: password }, owner)
      expect([done.status, done.text]).toEqual([free.status, free.text])
      expect(token).toBe('')
    })

    it('refuses what it must', async () => {
      const w = await open()
      const { member } = await asked(w, 'new@example.com')
      const change = async (body: object) => w.post('/email/change', body, member)
      expect((await change({ email: 'b@example.com', currentPassword: 'not it' })).code).toBe('wrong_password')
      expect((await change({ email: 'nobody', currentPassword: password })).fields).toEqual(['email'])
      expect((await w.post('/email/change', { email: 'b@example.com', currentPassword: password })).status).toBe(401)
      expect((await w.post('/email/confirm', { token: 'x' })).code).toBe('link_not_found')
      expect((await w.post('/email/confirm', {})).fields).toEqual(['token'])
    })

    it('an address that was taken meanwhile is not taken over', async () => {
      const w = await open()
      const { token } = await asked(w, 'new@example.com')
      await w.person('owner', 'new@example.com')
      expect((await w.post('/email/confirm', { token })).code).toBe('email_taken')
    })
  })
}
