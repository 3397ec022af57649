import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { everyStore } from '../support/engines/every-store.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'
import type { TestStore } from '../support/stores.ts'

describe.each(await everyStore())('an open link on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  const link = (input: object = {}, options: object = {}) =>
    t.service.invitations.create({ seats: 3, role: 'member', ...input }, { actor: system, ...options })
  const accept = (token: string | null, email: string, input: object = {}, options: object = {}) =>
    t.service.invitations.accept({ token: token ?? '', email, password: goodPassword, ...input }, options)
  const now = (id: string) => t.service.invitations.get(id, { actor: system })

  it('is handed back, never mailed', async () => {
    const made = await link()
    expect(made).toMatchObject({ email: null, seats: 3, used: 0, status: 'pending', delivery: 'none' })
    expect(made.url).toBe(`https://app.example.com/join#${made.token}`)
    for (const delivery of ['mail', 'both'])
      await expect(link({}, { delivery })).rejects.toMatchObject({
        code: 'invalid_input',
        params: { fields: [{ field: 'delivery', code: 'needs_email' }] },
      })
  })

  it('gives one account for each seat, and none beyond', async () => {
    const { id, token } = await link()
    for (const name of ['a', 'b', 'c']) {
      const { account, membership, invitation } = await accept(token, `${name}@example.com`)
      expect(account).toMatchObject({ email: `${name}@example.com`, status: 'active', emailVerifiedAt: null })
      expect(membership).toMatchObject({ role: 'member' })
      expect(invitation.id).toBe(id)
    }
    expect(await now(id)).toMatchObject({ status: 'exhausted', used: 3 })
    expect(await refusalOf(accept(token, 'd@example.com'))).toBe('seats_taken')
    expect(await t.service.invitations.preview({ token: token ?? '' })).toMatchObject({
      next: 'ended',
      reason: 'seats_taken',
    })
    expect(await store.rows('account')).toHaveLength(3)
  })

  it('gives exactly its seats to more people at the same moment, and nobody is told to come again', async () => {
    const { id, token } = await link({ seats: 5 })
    const codes = await Promise.all(Array.from({ length: 12 }, (_, n) => refusalOf(accept(token, `p${n}@example.com`))))
    expect(codes.filter((code) => code === null)).toHaveLength(5)
    expect(codes.filter((code) => code !== null)).toEqual(Array.from({ length: 7 }, () => 'seats_taken'))
    expect((await now(id)).used).toBe(5)
    expect(await store.rows('membership')).toHaveLength(5)
  })

  it('asks for an address first', async () => {
    const { token } = await link()
    expect((await t.service.invitations.preview({ token: token ?? '' })).next).toBe('sign_up')
    await expect(t.service.invitations.accept({ token: token ?? '', password: goodPassword })).rejects.toMatchObject({
      code: 'invalid_input',
      params: { fields: [{ field: 'email', code: 'required' }] },
    })
  })

  it('takes no account over: whoever has the address logs in', async () => {
    const { id, token } = await link()
    const ada = await person(t, 'ada@example.com', 'admin')
    expect(await refusalOf(accept(token, 'ADA@example.com'))).toBe('login_required')
    await t.service.accounts.create({ email: 'bob@example.com' }, { actor: system })
    expect(await refusalOf(accept(token, 'bob@example.com'))).toBe('email_taken')
    await t.service.accounts.suspend(ada.id, { actor: system })
    expect(await refusalOf(accept(token, 'ada@example.com'))).toBe('email_taken')
    expect((await now(id)).used).toBe(0)
  })

  it('gives somebody who is logged in what it offers, and lowers nothing', async () => {
    const { id, token } = await link({ permissions: ['pages.write'] })
    const ada = await person(t, 'ada@example.com', 'admin')
    const { membership } = await t.service.invitations.accept({ token: token ?? '' }, { actor: ada })
    expect(membership).toMatchObject({ role: 'admin', permissions: ['pages.write'] })
    expect((await now(id)).used).toBe(1)
  })

  it('takes one seat of one person, however often they accept', async () => {
    const { id, token } = await link()
    const ada = await person(t, 'ada@example.com', 'member', 'elsewhere')
    await t.service.invitations.accept({ token: token ?? '' }, { actor: ada })
    expect(await refusalOf(t.service.invitations.accept({ token: token ?? '' }, { actor: ada }))).toBe('already_member')
    expect((await now(id)).used).toBe(1)
  })

  it('ends by revocation and by time, with seats left', async () => {
    const revoked = await link()
    await t.service.invitations.revoke(revoked.id, { actor: system })
    expect(await refusalOf(accept(revoked.token, 'a@example.com'))).toBe('invitation_revoked')
    const expired = await link({ expiresIn: '1h' })
    t.clock.advance(3_600_000)
    expect(await refusalOf(accept(expired.token, 'a@example.com'))).toBe('invitation_expired')
  })

  it('is renewed by a copy: the old one ends or stays, as asked, and the seats are the same', async () => {
    const { id, token } = await link()
    await accept(token, 'a@example.com')
    const appended = await t.service.invitations.resend(id, { actor: system, mode: 'append' })
    expect(appended.url).toContain('/join#ik_inv_')
    await accept(token, 'b@example.com')
    const rotated = await t.service.invitations.resend(id, { actor: system, mode: 'rotate' })
    for (const old of [token, appended.token])
      expect(await refusalOf(accept(old, 'c@example.com'))).toBe('invitation_superseded')
    await accept(rotated.token, 'c@example.com')
    expect(await now(id)).toMatchObject({ used: 3, status: 'exhausted' })
    expect(await refusalOf(t.service.invitations.resend(id, { actor: system }))).toBe('seats_taken')
  })

  it('cannot be mailed by a resend either, and keeps its links when that is asked', async () => {
    const { id, token } = await link()
    expect(await refusalOf(t.service.invitations.resend(id, { actor: system, delivery: 'mail' }))).toBe('invalid_input')
    await accept(token, 'a@example.com')
  })

  it.each([
    ['seats without a link', { email: 'ada@example.com', seats: 2 }, 'seats'],
    ['domains without a link', { email: 'ada@example.com', seats: 1, domains: ['example.com'] }, 'domains'],
    ['no seat', { seats: 0 }, 'seats'],
    ['half a seat', { seats: 1.5 }, 'seats'],
    ['too many seats', { seats: 100_001 }, 'seats'],
    ['neither address nor seats', { seats: undefined }, 'email'],
    ['a domain that is none', { domains: ['example'] }, 'domains.0'],
    ['too many domains', { domains: Array.from({ length: 21 }, (_, n) => `d${n}.com`) }, 'domains'],
  ])('is not made with %s', async (_, input, field) => {
    await expect(link(input)).rejects.toMatchObject({ code: 'invalid_input', params: { fields: [{ field }] } })
  })

  describe('for certain domains', () => {
    const forExample = () => link({ domains: ['Example.COM', 'münchen.de'] })

    it('takes addresses of those alone, as the one form of a domain says', async () => {
      const { token, domains } = await forExample()
      expect(domains).toEqual(['example.com', 'xn--mnchen-3ya.de'])
      for (const email of ['a@example.org', 'a@sub.example.com', 'a@notexample.com', 'a@example.com.evil.example'])
        expect(await refusalOf(accept(token, email))).toBe('email_domain_refused')
      expect(await store.rows('account')).toEqual([])
      await accept(token, 'a@EXAMPLE.com')
      await accept(token, 'b@MÜNCHEN.de')
    })

    it('makes an invited account, and mails the link that proves the address', async () => {
      const { id, token } = await forExample()
      const accepted = await accept(
        token,
        'ada@example.com',
        { profile: { name: 'Ada' }, locale: 'fr' },
        { session: true },
      )
      expect(accepted).toMatchObject({
        account: { status: 'invited', emailVerifiedAt: null, profile: { name: 'Ada' } },
        membership: { role: 'member' },
        sessionToken: null,
      })
      expect(await store.rows('session')).toEqual([])
      expect(await refusalOf(t.service.sessions.login({ login: 'ada@example.com', password: goodPassword }))).toBe(
        'login_failed',
      )
      expect((await now(id)).used).toBe(1)
      const [mail] = await t.drained()
      expect(mail).toMatchObject({ kind: 'activation', to: 'ada@example.com', locale: 'fr' })
      const { account } = await t.service.activations.complete({ token: tokenIn(mail), password: goodPassword })
      expect(account).toMatchObject({ id: accepted.account.id, status: 'active' })
      expect(account.emailVerifiedAt).not.toBeNull()
    })

    it('keeps no password of a stranger who typed somebody’s address', async () => {
      const { token } = await forExample()
      await accept(token, 'ada@example.com', { password: 'the password of a stranger' })
      expect(await store.rows('account')).toMatchObject([{ passwordHash: null }])
      const [mail] = await t.drained()
      await t.service.activations.complete({ token: tokenIn(mail), password: goodPassword })
      expect(
        await refusalOf(t.service.sessions.login({ login: 'ada@example.com', password: 'the password of a stranger' })),
      ).toBe('login_failed')
    })

    it('needs no password yet', async () => {
      const { token } = await forExample()
      expect((await accept(token, 'ada@example.com', { password: undefined })).account.status).toBe('invited')
    })

    it('sends the mail again to an address that was typed before, takes no second seat, and changes nothing of the account', async () => {
      const { token } = await forExample()
      await accept(token, 'ada@example.com', { profile: { name: 'Ada' }, username: 'ada' })
      await accept(token, 'ada@example.com', { profile: { name: 'Eve' }, username: 'eve' })
      expect(await store.rows('account')).toMatchObject([
        { username: 'ada', profile: { name: 'Ada' }, status: 'invited' },
      ])
      expect((await store.rows('invitation')).map(({ used }) => used)).toEqual([1])
      const mails = await t.drained()
      expect(mails.map(({ kind, to }) => `${kind} ${to}`)).toEqual([
        'activation ada@example.com',
        'activation ada@example.com',
      ])
      await t.service.activations.complete({ token: tokenIn(mails[0]), password: goodPassword })
      expect(
        await refusalOf(t.service.activations.complete({ token: tokenIn(mails[1]), password: goodPassword })),
      ).toBe('account_active')
    })

    it('takes somebody who is logged in only with a proven address of a domain', async () => {
      const { token } = await forExample()
      const unproven = await person(t, 'ada@example.com', 'member', 'elsewhere')
      const join = (actor: typeof unproven) =>
        refusalOf(t.service.invitations.accept({ token: token ?? '' }, { actor }))
      expect(await join(unproven)).toBe('email_domain_refused')
      await t.service.invitations.create(
        { email: 'bob@example.com', role: 'member', scope: 'elsewhere' },
        { actor: system },
      )
      const [mail] = await t.drained()
      const bob = await t.service.invitations.accept({ token: tokenIn(mail), password: goodPassword })
      expect(await join({ type: 'account', id: bob.account.id })).toBeNull()
      const other = await person(t, 'eve@evil.example', 'member', 'elsewhere')
      expect(await join(other)).toBe('email_domain_refused')
    })
  })

  it('that was mailed to one person proves their address when they accept with their session', async () => {
    const ada = await person(t, 'ada@example.com', 'member', 'elsewhere')
    const verified = async () => (await store.rows('account')).find(({ id }) => id === ada.id)?.emailVerifiedAt
    const invite = (scope: string, delivery: 'link' | 'mail') =>
      t.service.invitations.create({ email: 'ada@example.com', role: 'member', scope }, { actor: system, delivery })
    const handed = await invite('one', 'link')
    await t.service.invitations.accept({ token: handed.token ?? '' }, { actor: ada })
    expect(await verified()).toBeNull()
    await invite('two', 'mail')
    const [mail] = await t.drained()
    t.clock.advance(1000)
    const { account } = await t.service.invitations.accept({ token: tokenIn(mail) }, { actor: ada })
    expect(account.emailVerifiedAt).toEqual(new Date(t.clock.now()))
    expect(await verified()).toBe(t.clock.now())
  })
})
