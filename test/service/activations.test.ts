import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InviteService, system } from '../../src/index.ts'
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
import { dump, stores, type TestStore } from '../support/stores.ts'

const HOUR = 3_600_000

describe.each(stores)('an activation on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let service: InviteService<TestFlag, TestRole>
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    service = t.service
  })
  afterEach(() => store.close())

  const invited = async (email = 'ada@example.com', role: TestRole = 'member'): Promise<string> =>
    (await service.accounts.create({ email, role, profile: { name: 'Ada' } }, { actor: system })).id
  const linkFor = async (id: string): Promise<string> =>
    (await service.activations.issue(id, { actor: system, delivery: 'link' })).token ?? ''
  const complete = (token: string, password = goodPassword) => service.activations.complete({ token, password })
  const row = async (id: string) => (await store.rows('account')).find((account) => account.id === id)

  it('gives an account its first password and makes it active', async () => {
    const id = await invited()
    expect(await refusalOf(service.sessions.login({ login: 'ada@example.com', password: goodPassword }))).toBe(
      'login_failed',
    )
    const issued = await service.activations.issue(id, { actor: system, delivery: 'link' })
    expect(issued).toMatchObject({ account: { id, status: 'invited' }, expiresAt: new Date(t.clock.now() + 24 * HOUR) })
    expect(issued.url).toBe(`https://app.example.com/activate#${issued.token}`)
    const { account, sessionToken } = await service.activations.complete(
      { token: issued.token ?? '', password: goodPassword, profile: { city: 'London' } },
      { session: true },
    )
    expect(account).toMatchObject({ id, status: 'active', profile: { name: 'Ada', city: 'London' } })
    expect((await service.sessions.check(sessionToken)).actor.id).toBe(id)
    expect((await service.sessions.login({ login: 'ada@example.com', password: goodPassword })).account.id).toBe(id)
  })

  it('logs nobody in who does not ask for it', async () => {
    expect((await complete(await linkFor(await invited()))).sessionToken).toBeNull()
    expect(await store.rows('session')).toEqual([])
  })

  it('works once, and says that it is done', async () => {
    const token = await linkFor(await invited())
    await complete(token)
    expect(await refusalOf(complete(token))).toBe('account_active')
    expect(await refusalOf(service.activations.preview({ token }))).toBe('account_active')
  })

  it('works once for sixteen callers at the same moment', async () => {
    const token = await linkFor(await invited())
    const passwords = Array.from({ length: 16 }, (_, n) => `${goodPassword} ${n}`)
    const codes = await Promise.all(passwords.map((password) => refusalOf(complete(token, password))))
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code !== null && code !== 'account_active')).toEqual([])
    const winner = passwords[codes.indexOf(null)] ?? ''
    expect((await service.sessions.login({ login: 'ada@example.com', password: winner })).account.status).toBe('active')
  })

  it('ends when a newer one is made', async () => {
    const id = await invited()
    const [older, newer] = [await linkFor(id), await linkFor(id)]
    expect(await refusalOf(service.activations.preview({ token: older }))).toBe('link_superseded')
    expect(await refusalOf(complete(older))).toBe('link_superseded')
    await complete(newer)
  })

  it('ends with its time, to the millisecond', async () => {
    const id = await invited()
    const token = await linkFor(id)
    t.clock.advance(24 * HOUR - 1)
    expect((await service.activations.preview({ token })).email).toBe('ada@example.com')
    t.clock.advance(1)
    expect(await refusalOf(complete(token))).toBe('link_expired')
    expect((await row(id))?.status).toBe('invited')
  })

  it('is done when the person accepts an invitation meanwhile', async () => {
    const token = await linkFor(await invited())
    await service.invitations.create({ email: 'ada@example.com', role: 'admin' }, { actor: system })
    const [mail] = await t.drained()
    await service.invitations.accept({ token: tokenIn(mail), password: goodPassword })
    expect(await refusalOf(complete(token, 'another long sentence 99'))).toBe('account_active')
  })

  it('proves the mailbox when it was mailed, not when it was handed over', async () => {
    const [mailed, handed] = [await invited('ada@example.com'), await invited('bob@example.com')]
    await service.activations.issue(mailed, { actor: system })
    const [mail] = await t.drained()
    expect(mail).toMatchObject({ kind: 'activation', to: 'ada@example.com' })
    expect((await complete(tokenIn(mail))).account.emailVerifiedAt).toEqual(new Date(t.clock.now()))
    expect((await complete(await linkFor(handed))).account.emailVerifiedAt).toBeNull()
  })

  it('of both deliveries has two secrets, of which the first to be used ends the other', async () => {
    const { token } = await service.activations.issue(await invited(), { actor: system, delivery: 'both' })
    const [mail] = await t.drained()
    expect(tokenIn(mail)).not.toBe(token)
    await complete(token ?? '')
    expect(await refusalOf(complete(tokenIn(mail)))).toBe('account_active')
  })

  it('shows whom it is for and what a password must be, and changes nothing by it', async () => {
    const token = await linkFor(await invited())
    const before = await dump(store)
    const seen = await service.activations.preview({ token })
    expect(seen).toMatchObject({
      email: 'ada@example.com',
      name: 'Ada',
      expiresAt: new Date(t.clock.now() + 24 * HOUR),
    })
    expect(seen.passwordRules.minimum).toBe(15)
    expect(await dump(store)).toEqual(before)
  })

  it('refuses a weak password, one of the person’s own words among them, without a hash', async () => {
    const hasher = plainHasher()
    const own = testService(store.storage, { passwordHasher: hasher, clock: t.clock })
    const token = await linkFor(await invited('ada.lovelace@example.com'))
    for (const password of ['short', 'lovelace1234567', 'x'.repeat(257)])
      expect(await refusalOf(own.service.activations.complete({ token, password }))).toBe('password_policy')
    expect(hasher.hashes()).toBe(0)
    await complete(token)
  })

  it.each(['invitation', 'reset', 'session'] as const)('is no other secret: one for %s is unknown', async (purpose) => {
    const id = await invited()
    const admin = await person(t, 'admin@example.com', 'owner')
    const other = {
      invitation: async () =>
        (
          await service.invitations.create(
            { email: 'x@example.com', role: 'member' },
            { actor: system, delivery: 'link' },
          )
        ).token,
      reset: async () => (await service.resets.issue(admin.id, { actor: system, delivery: 'link' })).token,
      session: async () =>
        (await service.sessions.login({ login: 'admin@example.com', password: goodPassword })).sessionToken,
    }[purpose]
    expect(await refusalOf(complete((await other()) ?? ''))).toBe('link_not_found')
    expect((await row(id))?.status).toBe('invited')
  })

  it.each(['', 'x', 'ik_act_', `ik_act_${'A'.repeat(43)}00000000`, `ik_act_${'A'.repeat(51)}\0`])(
    'does not know %j',
    async (token) => {
      expect(await refusalOf(complete(token))).toBe('link_not_found')
      expect(await refusalOf(service.activations.preview({ token }))).toBe('link_not_found')
    },
  )

  describe('is issued', () => {
    it('for somebody who is invited, and for nobody else', async () => {
      const active = await person(t, 'bob@example.com', 'member')
      expect(await refusalOf(service.activations.issue(active.id, { actor: system }))).toBe('account_active')
      await service.accounts.suspend(active.id, { actor: system })
      expect(await refusalOf(service.activations.issue(active.id, { actor: system }))).toBe('account_suspended')
      expect(await refusalOf(service.activations.issue('nobody', { actor: system }))).toBe('account_not_found')
    })

    it('by who may invite and holds what the person holds', async () => {
      const [member, admin, owner] = [
        await person(t, 'm@example.com', 'member'),
        await person(t, 'a@example.com', 'admin'),
        await person(t, 'o@example.com', 'owner'),
      ]
      const [low, high] = [await invited('low@example.com', 'member'), await invited('high@example.com', 'owner')]
      expect(await refusalOf(service.activations.issue(low, { actor: member }))).toBe('forbidden')
      expect(await refusalOf(service.activations.issue(high, { actor: admin }))).toBe('exceeds_own')
      expect(await refusalOf(service.activations.issue(low, { actor: admin }))).toBeNull()
      expect(await refusalOf(service.activations.issue(high, { actor: owner }))).toBeNull()
    })

    it('by an actor, who is always named', async () => {
      const id = await invited()
      await expect(service.activations.issue(id, undefined as never)).rejects.toThrow('"actor"')
      await expect(service.activations.issue(id, {} as never)).rejects.toThrow('"actor"')
    })
  })

  it('keeps an account that was made beforehand: it no longer dies with its invitation', async () => {
    const own = testService(store.storage, { clock: t.clock, invitations: { accounts: 'beforehand' } })
    const invite = (email: string) =>
      own.service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })
    const [ada, bob] = [await invite('ada@example.com'), await invite('bob@example.com')]
    for (const { id } of [ada, bob]) await own.service.invitations.revoke(id, { actor: system })
    const token = await linkFor(ada.accountId ?? '')
    t.clock.advance(60 * 24 * HOUR)
    await own.service.purge({ keep: '1d' })
    expect((await store.rows('account')).map(({ email }) => email)).toEqual(['ada@example.com'])
    expect(await refusalOf(complete(token))).not.toBeNull()
    const { account } = await complete(await linkFor(ada.accountId ?? ''))
    expect(account).toMatchObject({ id: ada.accountId, status: 'active' })
  })
})
