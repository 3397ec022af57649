import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, type InviteService, system } from '../../src/index.ts'
import {
  goodPassword,
  person,
  plainHasher,
  refusalOf,
  type TestFlag,
  type TestRole,
  type TestService,
  testService,
} from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

describe.each(stores)('accounts on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let service: InviteService<TestFlag, TestRole>
  let accounts: (typeof service)['accounts']
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    service = t.service
    accounts = service.accounts
  })
  afterEach(() => store.close())

  const by = (actor: Actor) => ({ actor })
  const login = (email: string, password = goodPassword) => service.sessions.login({ login: email, password })

  describe('are created', () => {
    it('by the system alone, with a password or waiting for one', async () => {
      const made = await accounts.create(
        { email: 'ADA@example.com', username: 'Ada', password: goodPassword, role: 'member', profile: { name: 'Ada' } },
        by(system),
      )
      expect(made).toMatchObject({ email: 'ada@example.com', username: 'Ada', status: 'active', emailVerifiedAt: null })
      expect((await service.sessions.login({ login: 'aDA', password: goodPassword })).account.id).toBe(made.id)
      expect((await accounts.create({ email: 'bob@example.com' }, by(system))).status).toBe('invited')
      const owner = await person(t, 'o@example.com', 'owner')
      expect(await refusalOf(accounts.create({ email: 'c@example.com' }, by(owner)))).toBe('forbidden')
      await expect(accounts.create({ email: 'c@example.com' }, undefined as never)).rejects.toThrow('"actor"')
    })

    it('with a membership where a role or flags are given', async () => {
      const { id } = await accounts.create(
        { email: 'ada@example.com', scope: 'team', permissions: ['audit.view', 'audit.view'] },
        by(system),
      )
      expect(await store.rows('membership')).toMatchObject([
        { accountId: id, scope: 'team', role: null, permissions: ['audit.view'] },
      ])
      await accounts.create({ email: 'bob@example.com' }, by(system))
      expect(await store.rows('membership')).toHaveLength(1)
    })

    it('never over one that exists', async () => {
      await accounts.create({ email: 'ada@example.com', username: 'ada', password: goodPassword }, by(system))
      expect(await refusalOf(accounts.create({ email: 'Ada@EXAMPLE.com' }, by(system)))).toBe('email_taken')
      expect(await refusalOf(accounts.create({ email: 'b@example.com', username: 'ADA' }, by(system)))).toBe(
        'username_taken',
      )
      const many = Array.from({ length: 8 }, () => refusalOf(accounts.create({ email: 'new@example.com' }, by(system))))
      const codes = await Promise.all(many)
      expect(codes.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'email_taken'), null].toSorted())
    })

    it.each([
      [{ email: 'ada@example.com', role: 'boss' }, 'role_unknown'],
      [{ email: 'ada@example.com', permissions: ['people.rule'] }, 'flag_unknown'],
      [{ email: 'ada@example.com', password: 'short' }, 'password_policy'],
      [{ email: 'ada@example.com', password: 'ada@example.com' }, 'password_policy'],
      [{ email: 'ada' }, 'invalid_input'],
      [{ email: 'ada@example.com', username: 'a b' }, 'invalid_input'],
      [{ email: 'ada@example.com', admin: true }, 'invalid_input'],
      [{ email: 'ada@example.com', profile: 'Ada' }, 'invalid_input'],
    ])('not from %j: %s', async (input, code) => {
      expect(await refusalOf(accounts.create(input as never, by(system)))).toBe(code)
      expect(await store.rows('account')).toEqual([])
    })
  })

  it('refuse a password that is mostly the person’s name, as everywhere else', async () => {
    const input = { email: 'ada@example.com', password: 'lovelace1234567', profile: { name: 'Ada Lovelace' } }
    expect(await refusalOf(accounts.create(input, by(system)))).toBe('password_policy')
  })

  describe('are read', () => {
    it('by the person, by who may view a scope that they share, and by nobody else', async () => {
      const ada = await person(t, 'ada@example.com', 'member', 'one')
      await service.invitations
        .create({ email: 'ada@example.com', role: 'admin', scope: 'two' }, { actor: system, delivery: 'link' })
        .then(({ token }) => service.invitations.accept({ token: token ?? '' }, { actor: ada }))
      const [inOne, inTwo, everywhere, elsewhere] = [
        await person(t, 'one@example.com', 'member', 'one'),
        await person(t, 'two@example.com', 'member', 'two'),
        await person(t, 'all@example.com', 'member'),
        await person(t, 'other@example.com', 'owner', 'three'),
      ]
      const scopes = async (actor: Actor) =>
        (await accounts.get(ada.id, by(actor))).memberships.map(({ scope }) => scope)
      expect((await scopes(ada)).toSorted()).toEqual(['one', 'two'])
      expect(await scopes(inOne)).toEqual(['one'])
      expect(await scopes(inTwo)).toEqual(['two'])
      expect((await scopes(everywhere)).toSorted()).toEqual(['one', 'two'])
      expect(await refusalOf(accounts.get(ada.id, by(elsewhere)))).toBe('account_not_found')
      expect(await refusalOf(accounts.get('nobody', by(everywhere)))).toBe('account_not_found')
    })

    it('without a hash or an epoch', async () => {
      const ada = await person(t, 'ada@example.com', 'member')
      const text = JSON.stringify([await accounts.get(ada.id, by(ada)), await accounts.list({}, by(system))])
      expect(text).not.toMatch(/plain:|hash|epoch|usernameKey/i)
    })

    it('page by page, newest first, each once', async () => {
      const emails: string[] = []
      for (let n = 0; n < 7; n++) {
        t.clock.advance(1)
        emails.unshift((await person(t, `p${n}@example.com`, 'member')) && `p${n}@example.com`)
      }
      const seen: string[] = []
      for (let after: string | null = null, pages = 0; pages < 5; pages++) {
        const page: Awaited<ReturnType<typeof accounts.list>> = await accounts.list(
          { limit: 3, ...(after === null ? {} : { after }) },
          by(system),
        )
        seen.push(...page.items.map(({ email }) => email))
        after = page.next
        if (after === null) break
      }
      expect(seen).toEqual(emails)
    })

    it('by scope or by state, for who may view them', async () => {
      const member = await person(t, 'm@example.com', 'member', 'one')
      await person(t, 'o@example.com', 'owner', 'two')
      await accounts.create({ email: 'new@example.com' }, by(system))
      const inOne = await accounts.list({ scope: 'one' }, by(member))
      expect(inOne.items).toMatchObject([
        { email: 'm@example.com', membership: { role: 'member', flags: ['people.view'] } },
      ])
      expect(await refusalOf(accounts.list({ scope: 'two' }, by(member)))).toBe('forbidden')
      expect(await refusalOf(accounts.list({}, by(member)))).toBe('forbidden')
      const invited = await accounts.list({ status: 'invited' }, by(system))
      expect(invited.items.map(({ email }) => email)).toEqual(['new@example.com'])
    })

    it('by state within a scope, or says that it cannot', async () => {
      await person(t, 'm@example.com', 'member', 'one')
      await accounts.create({ email: 'new@example.com', role: 'member', scope: 'one' }, by(system))
      const invited = await accounts.list({ scope: 'one', status: 'invited' }, by(system))
      expect(invited.items.map(({ email }) => email)).toEqual(['new@example.com'])
    })

    it.each([
      { limit: 0 },
      { limit: 101 },
      { limit: 1.5 },
      { limit: '10' },
      { status: 'gone' },
      { after: 7 },
      { page: 2 },
    ])('not with %j', async (input) => {
      expect(await refusalOf(accounts.list(input as never, by(system)))).toBe('invalid_input')
    })
  })

  describe('are suspended', () => {
    it('with all their sessions, and come back without them', async () => {
      const admin = await person(t, 'admin@example.com', 'admin')
      const ada = await person(t, 'ada@example.com', 'member')
      const { sessionToken } = await login('ada@example.com')
      const { actor } = await service.sessions.check(sessionToken)
      expect((await accounts.suspend(ada.id, by(admin))).status).toBe('suspended')
      expect(await refusalOf(service.sessions.check(sessionToken))).toBe('not_authenticated')
      expect(await refusalOf(login('ada@example.com'))).toBe('login_failed')
      expect(await refusalOf(accounts.get(ada.id, by(actor)))).toBe('not_authenticated')
      expect(await refusalOf(accounts.suspend(ada.id, by(admin)))).toBe('account_suspended')
      expect((await accounts.reactivate(ada.id, by(admin))).status).toBe('active')
      expect(await refusalOf(accounts.reactivate(ada.id, by(admin)))).toBe('account_active')
      expect(await refusalOf(service.sessions.check(sessionToken))).toBe('not_authenticated')
      // An actor of before the suspension is no actor any more, though the account is active again.
      expect(await refusalOf(accounts.get(ada.id, by(actor)))).toBe('not_authenticated')
      expect((await login('ada@example.com')).account.status).toBe('active')
    })

    it('by who may, and holds what they hold, wherever they are members', async () => {
      const [member, admin, owner] = [
        await person(t, 'm@example.com', 'member'),
        await person(t, 'a@example.com', 'admin'),
        await person(t, 'o@example.com', 'owner'),
      ]
      expect(await refusalOf(accounts.suspend(admin.id, by(member)))).toBe('forbidden')
      expect(await refusalOf(accounts.suspend(owner.id, by(admin)))).toBe('exceeds_own')
      const local = await person(t, 'local@example.com', 'owner', 'one')
      const guest = await person(t, 'guest@example.com', 'member', 'two')
      expect(await refusalOf(accounts.suspend(guest.id, by(local)))).toBe('forbidden')
      expect(await refusalOf(accounts.suspend(guest.id, by(owner)))).toBeNull()
      expect(await refusalOf(accounts.suspend('nobody', by(admin)))).toBe('account_not_found')
      expect(await refusalOf(accounts.suspend('nobody', by(member)))).toBe('forbidden')
    })

    it('never before they have come, and never as the last who keep a role', async () => {
      const { id } = await accounts.create({ email: 'new@example.com' }, by(system))
      expect(await refusalOf(accounts.suspend(id, by(system)))).toBe('account_invited')
      expect(await refusalOf(accounts.reactivate(id, by(system)))).toBe('account_invited')
      const owner = await person(t, 'o@example.com', 'owner')
      expect(await refusalOf(accounts.suspend(owner.id, by(owner)))).toBe('last_holder')
      await person(t, 'o2@example.com', 'owner', 'elsewhere')
      expect(await refusalOf(accounts.suspend(owner.id, by(system)))).toBe('last_holder')
      const second = await person(t, 'o3@example.com', 'owner')
      expect(await refusalOf(accounts.suspend(owner.id, by(second)))).toBeNull()
    })

    it('one of two owners who suspend each other at the same moment', async () => {
      const [a, b] = [await person(t, 'a@example.com', 'owner'), await person(t, 'b@example.com', 'owner')]
      const codes = await Promise.all([
        refusalOf(accounts.suspend(a.id, by(b))),
        refusalOf(accounts.suspend(b.id, by(a))),
      ])
      expect(codes.filter((code) => code === null)).toHaveLength(1)
      expect((await store.rows('account')).filter(({ status }) => status === 'active')).toHaveLength(1)
    })
  })

  describe('change their password', () => {
    const newPassword = 'another long sentence 99'

    it('knowing the old one; every other session ends', async () => {
      await person(t, 'ada@example.com', 'member')
      const first = await login('ada@example.com')
      const second = await login('ada@example.com')
      const { actor } = await service.sessions.check(first.sessionToken)
      const changed = await accounts.changePassword(
        { currentPassword: goodPassword, newPassword },
        { actor, session: true },
      )
      for (const { sessionToken } of [first, second])
        expect(await refusalOf(service.sessions.check(sessionToken))).toBe('not_authenticated')
      expect((await service.sessions.check(changed.sessionToken)).actor.id).toBe(actor.id)
      expect(await refusalOf(login('ada@example.com'))).toBe('login_failed')
      await login('ada@example.com', newPassword)
      // The actor of before is of an older epoch.
      const again = { currentPassword: newPassword, newPassword: goodPassword }
      expect(await refusalOf(accounts.changePassword(again, { actor }))).toBe('not_authenticated')
    })

    it('not without the old one, nor to a weak one, and then nothing was hashed', async () => {
      const hasher = plainHasher()
      const own = testService(store.storage, { passwordHasher: hasher, clock: t.clock })
      const ada = await person(own, 'ada@example.com', 'member')
      const hashes = hasher.hashes()
      const change = (currentPassword: string, to: string) =>
        refusalOf(own.service.accounts.changePassword({ currentPassword, newPassword: to }, { actor: ada }))
      expect(await change('wrong password', newPassword)).toBe('wrong_password')
      expect(await change('x'.repeat(1000), newPassword)).toBe('wrong_password')
      expect(await change(goodPassword, 'short')).toBe('password_policy')
      expect(await change(goodPassword, 'x'.repeat(1000))).toBe('password_policy')
      expect(hasher.hashes()).toBe(hashes)
      await expect(
        accounts.changePassword({ currentPassword: goodPassword, newPassword }, { actor: system as never }),
      ).rejects.toThrow('"actor"')
    })
  })
})
