import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { type InviteOptions, type ServiceEvent, type SignUpOffer, system } from '../../src/index.ts'
import {
  goodPassword,
  person,
  plainHasher,
  refusalOf,
  type TestFlag,
  type TestRole,
  type TestService,
  testService,
  tokenIn,
} from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

const DAY = 86_400_000
const ada = { email: 'ada@example.com', password: goodPassword }

describe.each(stores)('signing up on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = opened()
  })
  afterEach(() => store.close())

  const opened = (
    signUp: SignUpOffer<TestFlag, TestRole> = { role: 'member', permissions: ['pages.write'], scope: 'club' },
    options: Partial<InviteOptions<TestFlag, TestRole>> = {},
  ) => testService(store.storage, { signUp, ...options })
  const row = async (email = ada.email) => (await store.rows('account')).find((account) => account.email === email)

  it('is closed where nobody opened it, and then does no work', async () => {
    const passwordHasher = plainHasher()
    const closed = testService(store.storage, { passwordHasher })
    expect(await refusalOf(closed.service.accounts.signUp(ada))).toBe('signup_closed')
    expect(passwordHasher.hashes()).toBe(0)
    expect(await store.rows('account')).toEqual([])
  })

  it('makes an active account with an unproven address and what the option says', async () => {
    const input = {
      ...ada,
      email: ' ADA@example.com ',
      username: 'Ada',
      profile: { name: 'Ada L' },
      locale: 'fr',
    } as const
    const { account, sessionToken, refreshToken, tokenExpiresAt } = await t.service.accounts.signUp(input)
    expect(account).toMatchObject({
      email: 'ada@example.com',
      username: 'Ada',
      status: 'active',
      emailVerifiedAt: null,
      lastSeenAt: null,
      locale: 'fr',
      profile: { name: 'Ada L' },
    })
    expect([sessionToken, refreshToken, tokenExpiresAt]).toEqual([null, null, null])
    expect(await store.rows('session')).toEqual([])
    expect(await store.rows('message')).toEqual([])
    expect((await t.service.accounts.get(account.id, { actor: system })).memberships).toMatchObject([
      { scope: 'club', role: 'member', permissions: ['pages.write'] },
    ])
    const login = { login: 'ada@example.com', password: goodPassword }
    expect((await t.service.sessions.login(login)).account.id).toBe(account.id)
  })

  it('gives no membership where the option offers nothing', async () => {
    await opened({}).service.accounts.signUp(ada)
    expect(await store.rows('membership')).toEqual([])
    expect(await row()).toMatchObject({ status: 'active' })
  })

  it('logs in with the same commit where that is asked for', async () => {
    const options = { session: true, device: 'Firefox' }
    const { account, sessionToken } = await t.service.accounts.signUp(ada, options)
    const checked = await t.service.sessions.check(sessionToken)
    expect(checked).toMatchObject({ account: { id: account.id }, session: { device: 'Firefox' } })
    expect(account.lastSeenAt).toEqual(new Date(t.clock.now()))
    expect(new Set((await store.rows('event')).map(({ commitId }) => commitId)).size).toBe(1)
  })

  it('is heard, with the person as the actor', async () => {
    const heard: ServiceEvent[] = []
    t.service.on('account.signed_up', (event) => void heard.push(event))
    const { account } = await t.service.accounts.signUp(ada)
    const about = { subject: account.id, actor: { type: 'account', id: account.id }, scope: 'club', data: {} }
    expect(heard).toMatchObject([about])
  })

  it('F17: never takes over an account, whatever its state', async () => {
    const { id } = await person(t, 'active@example.com', 'member')
    const suspended = await person(t, 'suspended@example.com', 'member')
    await t.service.accounts.suspend(suspended.id, { actor: system })
    await t.service.accounts.create({ email: 'waiting@example.com', role: 'member' }, { actor: system })
    const beforehand = testService(store.storage, { invitations: { accounts: 'beforehand' } })
    await beforehand.service.invitations.create({ email: 'invited@example.com', role: 'member' }, { actor: system })
    const before = await store.rows('account')
    for (const { email } of before)
      expect(await refusalOf(t.service.accounts.signUp({ email, password: 'quite another phrase 12' }))).toBe(
        'email_taken',
      )
    expect(await store.rows('account')).toEqual(before)
    expect((await t.service.sessions.login({ login: 'active@example.com', password: goodPassword })).account.id).toBe(
      id,
    )
  })

  it('leaves an invitation to whoever has its link', async () => {
    const offer = { email: ada.email, role: 'member', scope: 'club' } as const
    await t.service.invitations.create(offer, { actor: system })
    expect(await refusalOf(t.service.accounts.signUp(ada))).toBe('already_invited')
    t.clock.advance(8 * DAY)
    expect(await refusalOf(t.service.accounts.signUp(ada))).toBeNull()
  })

  it('does not keep the invited one out who signed up first, nor lets anybody else in', async () => {
    await t.service.invitations.create({ email: ada.email, role: 'admin', scope: 'board' }, { actor: system })
    const [mail] = await t.drained()
    const { sessionToken } = await t.service.accounts.signUp(ada, { session: true })
    const link = { token: tokenIn(mail) }
    expect(await refusalOf(t.service.invitations.accept({ ...link, password: goodPassword }))).toBe('login_required')
    const { actor } = await t.service.sessions.check(sessionToken)
    const { account } = await t.service.invitations.accept(link, { actor })
    expect(account.emailVerifiedAt).not.toBeNull()
  })

  it('gives a pre-registered address back to whoever can read its mail, and ends what was begun with it', async () => {
    const { sessionToken } = await t.service.accounts.signUp(ada, { session: true })
    const { actor } = await t.service.sessions.check(sessionToken)
    await t.service.accounts.changeEmail({ email: 'thief@example.com', currentPassword: goodPassword }, { actor })
    const stolen = tokenIn((await t.drained())[0])
    await t.service.resets.request({ email: ada.email })
    await t.service.resets.complete({ token: tokenIn((await t.drained())[0]), password: 'the real person is back 1' })
    expect(await refusalOf(t.service.sessions.check(sessionToken))).toBe('not_authenticated')
    expect(await refusalOf(t.service.accounts.confirmEmail({ token: stolen }))).toBe('link_superseded')
  })

  it('opens nothing that asks for a proven address', async () => {
    const { token } = await t.service.invitations.create(
      { seats: 5, domains: ['example.com'], role: 'member' },
      { actor: system, delivery: 'link' },
    )
    const { sessionToken } = await t.service.accounts.signUp(ada, { session: true })
    const { actor } = await t.service.sessions.check(sessionToken)
    const accept = t.service.invitations.accept({ token: token ?? '' }, { actor })
    expect(await refusalOf(accept)).toBe('email_domain_refused')
  })

  it('refuses a taken name and a weak password, and names the fields', async () => {
    await t.service.accounts.signUp({ ...ada, username: 'ada' })
    const bob = { email: 'bob@example.com', password: goodPassword }
    expect(await refusalOf(t.service.accounts.signUp({ ...bob, username: 'ADA' }))).toBe('username_taken')
    for (const password of ['short', 'passwordpassword', 'bob@example.com !'])
      await expect(t.service.accounts.signUp({ ...bob, password })).rejects.toMatchObject({
        code: 'password_policy',
        params: { fields: expect.arrayContaining([expect.objectContaining({ field: 'password' })]) },
      })
    await expect(t.service.accounts.signUp({ email: 'nobody', role: 'owner' } as never)).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(await store.rows('account')).toHaveLength(1)
  })

  it('of sixteen with one address at the same moment lets one in', async () => {
    const calls = Array.from({ length: 16 }, () => t.service.accounts.signUp(ada, { session: true }))
    const codes = await Promise.all(calls.map(refusalOf))
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code !== null && code !== 'email_taken')).toEqual([])
    expect(await store.rows('account')).toHaveLength(1)
    expect(await store.rows('session')).toHaveLength(1)
  })
})

describe('the option signUp', () => {
  const start = (signUp: unknown) => () =>
    testService(memoryStorage(), { signUp: signUp as SignUpOffer<TestFlag, TestRole> })

  it.each([
    [{ role: 'emperor' }, '"signUp.role" names the unknown role "emperor"'],
    [{ permissions: ['fly'] }, '"signUp.permissions" names the unknown flag "fly"'],
    [{ permissions: 'fly' }, '"signUp.permissions" must be a list of flags'],
    [{ scope: '' }, '"signUp.scope" must be a text of 1 to 200 characters'],
    [{ scope: 7 }, '"signUp.scope" must be a text of 1 to 200 characters'],
    [{ rolle: 'member' }, '"signUp.rolle" is not an option'],
    [false, '"signUp" must be what everybody gets'],
    [true, '"signUp" must be what everybody gets'],
    [null, '"signUp" must be what everybody gets'],
  ])('refuses %j at the start', (value, message) => {
    expect(start(value)).toThrow(TypeError)
    expect(start(value)).toThrow(message)
  })
})
