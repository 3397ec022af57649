import { describe, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import { tokenIn } from '../../support/service.ts'
import {
  type Answer,
  type Caller,
  carriedTokens,
  cookieOf,
  password,
  textOf,
  type World,
  type worlds,
} from '../support/world.ts'

const DAY = 86_400_000
const token = (answer: Answer) => textOf(answer, 'token')

/** What the holder of an invitation's link can do. */
export function acceptingInvitations(open: ReturnType<typeof worlds>): void {
  interface Party {
    readonly w: World
    readonly owner: Caller
    /** The token of a new invitation. */
    invite(body: object, by?: Caller): Promise<string>
    accept(body: object, as?: Caller): Promise<Answer>
    preview(secret: string, as?: Caller): Promise<Answer>
  }
  const party = async (options?: Parameters<typeof open>[0]): Promise<Party> => {
    const w = await open(options)
    const owner = await w.person('owner')
    return {
      w,
      owner,
      invite: async (body, by = owner) =>
        token(await w.post('/invitations', { role: 'member', delivery: 'link', ...body }, by)),
      accept: (body, as) => w.post('/invitations/accept', body, as),
      preview: (secret, as) => w.post('/invitations/preview', { token: secret }, as),
    }
  }

  describe('POST /invitations/preview', () => {
    it('shows the invitation, and no secret', async () => {
      const { w, invite, preview } = await party()
      const secret = await invite({ email: 'ada@example.com', profile: { name: 'Ada' }, metadata: { desk: 7 } })
      const seen = await preview(secret)
      expect(seen).toMatchObject({ status: 200, code: null })
      expect(seen.body).toEqual({
        next: 'sign_up',
        reason: null,
        invitation: {
          id: expect.any(String),
          email: 'ada@example.com',
          domains: [],
          scope: '*',
          role: 'member',
          permissions: [],
          expiresAt: '2026-01-08T00:00:00.000Z',
          profile: { name: 'Ada' },
          metadata: { desk: 7 },
          status: 'pending',
        },
        inviter: { name: 'owner@example.com' },
        scope: { id: '*', name: 'Example' },
        passwordRules: expect.objectContaining({ minimum: 15, maximum: 256 }),
      })
      expect(seen.text).not.toContain(secret)
      expect(await w.store.rows('account')).toHaveLength(1)
    })

    it('says what comes next to whoever is logged in', async () => {
      const { w, owner, invite, preview } = await party()
      const member = await w.person('member')
      const own = await invite({ email: member.email, role: 'admin' })
      const next = async (secret: string, as?: Caller) => (await preview(secret, as)).body['next']
      expect(await next(own)).toBe('log_in')
      expect(await next(own, member)).toBe('accept')
      expect(await next(own, owner)).toBe('switch_account')
      expect(await next(await invite({ seats: 2 }))).toBe('sign_up')
      await w.post('/logout', undefined, member)
      expect(await next(own, member)).toBe('log_in')
    })

    it('knows an account that was made beforehand', async () => {
      const { invite, preview } = await party({ service: { invitations: { accounts: 'beforehand' } } })
      expect((await preview(await invite({ email: 'ada@example.com' }))).body).toMatchObject({ next: 'activate' })
    })

    it('says why an invitation ended to whoever holds its secret', async () => {
      const { w, owner, invite, accept, preview } = await party()
      const admin = await w.person('admin')
      const reason = async (secret: string) => (await preview(secret)).body
      const lost = await invite({ email: 'lost@example.com' }, admin)
      await w.post(`/accounts/${admin.id}/suspend`, undefined, owner)
      expect(await reason(lost)).toMatchObject({ next: 'ended', reason: 'inviter_lost' })
      const used = await invite({ email: 'used@example.com' })
      await accept({ token: used, password })
      expect(await reason(used)).toMatchObject({ next: 'ended', reason: 'already_accepted' })
      const full = await invite({ seats: 1 })
      await accept({ token: full, email: 'full@example.com', password })
      expect(await reason(full)).toMatchObject({ next: 'ended', reason: 'seats_taken' })
      const old = await invite({ email: 'old@example.com' })
      w.clock.advance(7 * DAY)
      expect(await reason(old)).toMatchObject({
        next: 'ended',
        reason: 'invitation_expired',
        invitation: null,
        inviter: null,
        scope: null,
      })
      expect(JSON.stringify(await reason(old))).not.toContain('old@example.com')
    })
  })

  describe('POST /invitations/accept', () => {
    it('makes the account, logs in and sets the cookie', async () => {
      const { w, invite, accept } = await party()
      const secret = await invite({ email: 'ada@example.com', permissions: ['pages.write'] })
      const accepted = await accept({
        token: secret,
        password,
        username: 'Ada',
        profile: { name: 'Ada' },
        locale: 'fr',
      })
      expect(accepted.status).toBe(201)
      expect(accepted.body).toEqual({
        account: {
          id: expect.any(String),
          email: 'ada@example.com',
          username: 'Ada',
          status: 'active',
          profile: { name: 'Ada' },
          locale: 'fr',
          emailVerifiedAt: null,
          lastSeenAt: '2026-01-01T00:00:00.000Z',
          createdAt: '2026-01-01T00:00:00.000Z',
        },
        invitation: {
          id: expect.any(String),
          email: 'ada@example.com',
          domains: [],
          scope: '*',
          role: 'member',
          permissions: ['pages.write'],
          expiresAt: '2026-01-08T00:00:00.000Z',
          profile: {},
          metadata: {},
          status: 'accepted',
        },
        membership: {
          scope: '*',
          role: 'member',
          permissions: ['pages.write'],
          flags: ['pages.write', 'people.view'],
        },
        replayed: false,
        ...carriedTokens(w),
      })
      expect(accepted.headers.getSetCookie()[0]).toBe(
        `__Host-ik=${textOf(accepted, 'accessToken')}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax; Secure`,
      )
      const session = await w.call('GET', '/session', { headers: { cookie: cookieOf(accepted) } })
      expect(session.body).toMatchObject({ account: { username: 'Ada' } })
      expect((await accept({ token: secret, password })).code).toBe('already_accepted')
    })

    it('logs nobody in who does not want it', async () => {
      const { invite, accept } = await party()
      const accepted = await accept({ token: await invite({ email: 'ada@example.com' }), password, session: false })
      expect(accepted.status).toBe(201)
      expect(accepted.text).not.toMatch(/ik_ses_|ik_ref_|accessToken/)
      expect(accepted.headers.get('set-cookie')).toBeNull()
    })

    it('proves the mailbox of a link that was mailed', async () => {
      const { w, owner, accept } = await party()
      await w.post('/invitations', { email: 'ada@example.com', role: 'member' }, owner)
      const [mail] = await w.drained()
      const accepted = await accept({ token: tokenIn(mail), password })
      expect(accepted.body).toMatchObject({ account: { emailVerifiedAt: '2026-01-01T00:00:00.000Z' } })
    })

    it('takes somebody who is logged in, without a second session', async () => {
      const { w, invite, accept } = await party()
      const member = await w.person('member')
      const secret = await invite({ email: member.email, role: 'admin' })
      const accepted = await accept({ token: secret }, member)
      expect(accepted).toMatchObject({ status: 201, body: { membership: { role: 'admin' } } })
      expect(accepted.headers.get('set-cookie')).toBeNull()
    })

    it('F17: an account that exists is never taken over by an invitation', async () => {
      const { w, owner, invite, accept } = await party()
      const member = await w.person('member')
      const suspended = await w.person('member', 'gone@example.com')
      const waiting = await w.service.accounts.create({ email: 'wait@example.com' }, { actor: system })
      await w.post('/invitations', { email: suspended.email, role: 'admin' }, owner)
      const gone = tokenIn((await w.drained())[0])
      const [own, unproven, link] = [
        await invite({ email: member.email, role: 'admin' }),
        await invite({ email: waiting.email, role: 'admin' }),
        await invite({ seats: 3 }),
      ]
      await w.post(`/accounts/${suspended.id}/suspend`, undefined, owner)
      const before = (await w.store.rows('account')).map(({ passwordHash, status, email }) => [
        email,
        passwordHash,
        status,
      ])
      const code = async (body: object, as?: Caller) =>
        (await accept({ password: 'my own long password', ...body }, as)).code
      expect(await code({ token: own })).toBe('login_required')
      expect(await code({ token: own }, owner)).toBe('wrong_account')
      expect(await code({ token: own, email: 'eve@example.com' })).toBe('email_mismatch')
      expect(await code({ token: gone })).toBe('account_suspended')
      expect(await code({ token: unproven })).toBe('email_unproven')
      expect(await code({ token: link, email: member.email })).toBe('login_required')
      expect(await code({ token: link, email: suspended.email })).toBe('email_taken')
      const after = (await w.store.rows('account')).map(({ passwordHash, status, email }) => [
        email,
        passwordHash,
        status,
      ])
      expect(after).toEqual(before)
    })

    it('an account made beforehand is activated by its link', async () => {
      const { w, invite, accept } = await party({ service: { invitations: { accounts: 'beforehand' } } })
      const secret = await invite({ email: 'ada@example.com' })
      expect((await w.store.rows('account')).find(({ email }) => email === 'ada@example.com')).toMatchObject({
        status: 'invited',
        passwordHash: null,
      })
      expect(await accept({ token: secret, password })).toMatchObject({
        status: 201,
        body: { account: { status: 'active' } },
      })
      expect(await w.store.rows('account')).toHaveLength(2)
    })

    it('an address of a domain is proven before anybody logs in with it', async () => {
      const { w, invite, accept } = await party()
      const secret = await invite({ seats: 5, domains: ['example.com'] })
      expect((await accept({ token: secret, email: 'eve@evil.example', password })).code).toBe('email_domain_refused')
      expect(await accept({ token: secret, password })).toMatchObject({ code: 'invalid_input', fields: ['email'] })
      const accepted = await accept({ token: secret, email: 'ada@example.com', password })
      expect(accepted).toMatchObject({ status: 201, body: { account: { status: 'invited' } } })
      expect(accepted.headers.get('set-cookie')).toBeNull()
      expect(await w.drained()).toMatchObject([{ kind: 'activation', to: 'ada@example.com' }])
    })

    it('refuses a weak password by each rule that it breaks', async () => {
      const { invite, accept } = await party()
      const secret = await invite({ email: 'ada.lovelace@example.com' })
      const refusal = async (body: object) => {
        const { status, code, body: problem } = await accept({ token: secret, ...body })
        return [status, code, problem['fields']]
      }
      const field = (code: string) => [expect.objectContaining({ field: 'password', code })]
      expect(await refusal({})).toEqual([400, 'password_policy', field('required')])
      expect(await refusal({ password: 'kq7 zw' })).toEqual([400, 'password_policy', field('too_short')])
      expect(await refusal({ password: 'x'.repeat(257) })).toEqual([400, 'password_policy', field('too_long')])
      const close = 'ada.lovelace@example.com'
      expect(await refusal({ password: close })).toEqual([400, 'password_policy', field('contains_context')])
      expect(await refusal({ password, session: 'yes' })).toMatchObject([400, 'invalid_input', [{ field: 'session' }]])
      expect(await refusal({ password, username: '@' })).toMatchObject([400, 'invalid_input', [{ field: 'username' }]])
    })

    it('refuses a user name that is taken, a full link and a link that died', async () => {
      const { w, owner, invite, accept } = await party()
      const admin = await w.person('admin')
      const code = async (body: object) => (await accept({ password, ...body })).code
      const [one, full, lost] = [
        await invite({ email: 'a@example.com' }),
        await invite({ seats: 1 }),
        await invite({ email: 'lost@example.com' }, admin),
      ]
      expect(await code({ token: one, username: 'ada' })).toBeNull()
      expect(await code({ token: full, email: 'b@example.com', username: 'ADA' })).toBe('username_taken')
      expect(await code({ token: full, email: 'b@example.com' })).toBeNull()
      expect(await code({ token: full, email: 'c@example.com' })).toBe('seats_taken')
      await w.call('PATCH', `/accounts/${admin.id}/memberships/*`, { as: owner, body: { role: 'member' } })
      expect(await code({ token: lost })).toBe('inviter_lost')
      const old = await invite({ email: 'old@example.com' })
      w.clock.advance(7 * DAY)
      expect(await code({ token: old })).toBe('invitation_expired')
      const again = await w.signIn(owner.email)
      const fresh = await w.post('/invitations', { email: 'old@example.com', role: 'member', delivery: 'link' }, again)
      expect(fresh.status).toBe(201)
      expect(await code({ token: old })).toBe('invitation_superseded')
    })

    it('F16: an empty or null token finds nothing', async () => {
      const { w, invite, accept } = await party()
      const secret = await invite({ email: 'ada@example.com' })
      for (const path of [
        '/invitations/preview',
        '/invitations/accept',
        '/password/reset/preview',
        '/password/reset',
        '/activations/preview',
        '/activations/complete',
      ]) {
        const typed = path.endsWith('preview') ? {} : { password }
        const notFound = path.startsWith('/invitations') ? 'invitation_not_found' : 'link_not_found'
        for (const wrong of [null, undefined, [], [secret], { token: secret }, [null], 0, false, true])
          expect(await w.post(path, { ...typed, token: wrong })).toMatchObject({ status: 400, fields: ['token'] })
        for (const wrong of ['', ' ', 'null', 'undefined', '%00', `${secret} `, ` ${secret}`, secret.slice(0, -1)])
          expect(await w.post(path, { ...typed, token: wrong })).toMatchObject({ status: 404, code: notFound })
      }
      expect((await accept({ token: secret, password })).status).toBe(201)
    })
  })
}
