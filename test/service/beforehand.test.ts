import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, type InviteService, system } from '../../src/index.ts'
import {
  goodPassword,
  person,
  refusalOf,
  type TestFlag,
  type TestRole,
  type TestService,
  testService,
  tokenIn,
} from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

describe.each(stores)('an account that is made with its invitation, on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let service: InviteService<TestFlag, TestRole>
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage, { invitations: { accounts: 'beforehand' } })
    service = t.service
  })
  afterEach(() => store.close())

  const invite = (scope = '*', role: TestRole = 'member', actor: Actor = system) =>
    service.invitations.create(
      { email: 'ada@example.com', role, scope, profile: { name: 'Ada' }, locale: 'fr' },
      { actor, delivery: 'link' },
    )
  const accept = (token: string | null, options: object = {}) =>
    service.invitations.accept({ token: token ?? '', password: goodPassword }, options)

  it('takes no password that is made of the name which the inviter wrote down', async () => {
    const { token } = await service.invitations.create(
      { email: 'ada@example.com', role: 'member', profile: { name: 'Bartholomew' } },
      { actor: system, delivery: 'link' },
    )
    const accepting = service.invitations.accept({ token: token ?? '', password: 'bartholomew-1984' })
    await expect(accepting).rejects.toMatchObject({
      code: 'password_policy',
      params: { fields: [{ field: 'password', code: 'contains_context' }] },
    })
  })

  it('is invited, bears what is known of the person, and has no membership yet', async () => {
    const { id, accountId } = await invite()
    expect(await store.rows('account')).toMatchObject([
      {
        id: accountId,
        email: 'ada@example.com',
        status: 'invited',
        passwordHash: null,
        profile: { name: 'Ada' },
        locale: 'fr',
        invitationId: id,
      },
    ])
    expect(await store.rows('membership')).toEqual([])
    expect((await service.accounts.list({ status: 'invited' }, { actor: system })).items).toHaveLength(1)
  })

  it('is made by an open link only when somebody takes a seat', async () => {
    await service.invitations.create({ seats: 2, role: 'member' }, { actor: system })
    expect(await store.rows('account')).toEqual([])
  })

  it('is activated by accepting, with the membership, in one commit', async () => {
    const { accountId, token } = await invite()
    expect((await service.invitations.preview({ token: token ?? '' })).next).toBe('activate')
    const { account, membership } = await accept(token)
    expect(account).toMatchObject({ id: accountId, status: 'active', profile: { name: 'Ada' }, locale: 'fr' })
    expect(membership).toMatchObject({ role: 'member' })
    const accepted = (await store.rows('event')).filter(({ type }) => type === 'invitation.accepted')
    expect(accepted).toMatchObject([{ actor: accountId }])
    expect((await service.sessions.login({ login: 'ada@example.com', password: goodPassword })).account.id).toBe(
      accountId,
    )
  })

  it('is one account for several invitations: the first activates it, the others need its session', async () => {
    const [one, two] = [await invite('one'), await invite('two', 'admin')]
    expect(one.accountId).toBe(two.accountId)
    expect(await store.rows('account')).toHaveLength(1)
    const first = await accept(one.token, { session: true })
    expect(await refusalOf(accept(two.token))).toBe('login_required')
    expect((await service.invitations.preview({ token: two.token ?? '' })).next).toBe('log_in')
    const { actor } = await service.sessions.check(first.sessionToken)
    expect((await service.invitations.preview({ token: two.token ?? '' }, { actor })).next).toBe('accept')
    const second = await service.invitations.accept({ token: two.token ?? '' }, { actor })
    expect(second).toMatchObject({ account: { id: one.accountId }, membership: { scope: 'two', role: 'admin' } })
  })

  it('is activated by one of two mailed invitations at the same moment', async () => {
    for (const scope of ['one', 'two'])
      await service.invitations.create({ email: 'ada@example.com', role: 'member', scope }, { actor: system })
    const codes = await Promise.all((await t.drained()).map((mail) => refusalOf(accept(tokenIn(mail)))))
    expect(codes.toSorted()).toEqual(['login_required', null].toSorted())
    expect(await store.rows('membership')).toHaveLength(1)
  })

  it('is not opened by a link of another invitation that was handed over: that one must be mailed', async () => {
    const [one, two] = [await invite('one'), await invite('two', 'admin')]
    expect(await refusalOf(accept(two.token))).toBe('email_unproven')
    await service.invitations.resend(two.id, { actor: system, delivery: 'mail' })
    const [mail] = await t.drained()
    expect((await accept(tokenIn(mail))).membership).toMatchObject({ scope: 'two', role: 'admin' })
    expect(await refusalOf(accept(one.token))).toBe('login_required')
  })

  it('is made once by two invitations at the same moment', async () => {
    const [one, two] = await Promise.all([invite('one'), invite('two')])
    expect(one.accountId).toBe(two.accountId)
    expect(await store.rows('account')).toHaveLength(1)
  })

  it('waits when its invitation dies, and is used again by the next', async () => {
    const first = await invite()
    await service.invitations.revoke(first.id, { actor: system })
    expect(await refusalOf(accept(first.token))).toBe('invitation_revoked')
    expect(await store.rows('account')).toMatchObject([{ status: 'invited' }])
    const second = await invite('*', 'admin')
    expect(second.accountId).toBe(first.accountId)
    expect((await accept(second.token)).account).toMatchObject({ id: first.accountId, status: 'active' })
  })

  it('cannot log in, be reset or be suspended before', async () => {
    const { accountId } = await invite()
    expect(await refusalOf(service.sessions.login({ login: 'ada@example.com', password: goodPassword }))).toBe(
      'login_failed',
    )
    await service.resets.request({ email: 'ada@example.com' })
    expect((await t.drained()).map(({ kind }) => kind)).toEqual([])
    expect(await refusalOf(service.resets.issue(accountId ?? '', { actor: system }))).toBe('account_invited')
    expect(await refusalOf(service.accounts.suspend(accountId ?? '', { actor: system }))).toBe('account_invited')
  })

  it('of somebody who is a member already is their own: nothing is made', async () => {
    const ada = await person(t, 'ada@example.com', 'member', 'one')
    const { accountId, token } = await invite('two')
    expect(accountId).toBe(ada.id)
    expect(await store.rows('account')).toHaveLength(1)
    expect(await refusalOf(accept(token))).toBe('login_required')
    expect((await service.invitations.accept({ token: token ?? '' }, { actor: ada })).membership?.scope).toBe('two')
  })

  it('proves its mailbox when the link was mailed', async () => {
    await service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    const [mail] = await t.drained()
    const { account } = await service.invitations.accept({ token: tokenIn(mail), password: goodPassword })
    expect(account.emailVerifiedAt).toEqual(new Date(t.clock.now()))
  })

  it('is not activated when the inviter has lost the right to invite', async () => {
    const admin = await person(t, 'admin@example.com', 'admin')
    const { token } = await invite('*', 'member', admin)
    await service.accounts.suspend(admin.id, { actor: system })
    expect(await refusalOf(accept(token))).toBe('inviter_lost')
    expect((await store.rows('account')).find(({ email }) => email === 'ada@example.com')?.status).toBe('invited')
  })
})
