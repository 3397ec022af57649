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
} from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

describe.each(stores)('scopes on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let service: InviteService<TestFlag, TestRole>
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    service = t.service
  })
  afterEach(() => store.close())

  const invite = (actor: Actor, scope: string, role: TestRole = 'member', email = 'new@example.com') =>
    service.invitations.create({ email, role, scope }, { actor, delivery: 'link' })

  it('count for themselves, and the whole system counts everywhere', async () => {
    const local = await person(t, 'local@example.com', 'admin', 'one')
    const global = await person(t, 'global@example.com', 'admin')
    const flags = ['people.invite', 'pages.write'] as const
    const seen = async (actor: Actor) =>
      Promise.all(['one', 'two', '*', undefined].map((scope) => service.can(actor, flags[0], scope)))
    expect(await seen(local)).toEqual([true, false, false, false])
    expect(await seen(global)).toEqual([true, true, true, true])
    expect(await seen(system)).toEqual([true, true, true, true])
    expect(await service.can(global, flags[1], 'one')).toBe(false)
    await expect(service.can(local, 'people.rule' as never)).rejects.toThrow(TypeError)
  })

  it('add up: what is held here and what is held everywhere', async () => {
    const both = await person(t, 'both@example.com', 'member')
    const { token } = await service.invitations.create(
      { email: 'both@example.com', scope: 'one', permissions: ['pages.write'] },
      { actor: system, delivery: 'link' },
    )
    await service.invitations.accept({ token: token ?? '' }, { actor: both })
    expect(await service.can(both, 'pages.write', 'one')).toBe(true)
    expect(await service.can(both, 'people.view', 'one')).toBe(true)
    expect(await service.can(both, 'pages.write', 'two')).toBe(false)
  })

  it('are now: a demotion, a suspension, an older epoch count at once', async () => {
    const ada = await person(t, 'ada@example.com', 'admin')
    const { sessionToken } = await service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    const { actor } = await service.sessions.check(sessionToken)
    expect(await service.can(actor, 'people.invite')).toBe(true)
    await service.accounts.updateMembership(ada.id, '*', { role: 'member' }, { actor: system })
    expect(await service.can(actor, 'people.invite')).toBe(false)
    expect(await service.can(actor, 'people.view')).toBe(true)
    await service.accounts.suspend(ada.id, { actor: system })
    expect(await service.can(actor, 'people.view')).toBe(false)
    await service.accounts.reactivate(ada.id, { actor: system })
    expect(await service.can(actor, 'people.view')).toBe(false) // of before the suspension
    expect(await service.can(ada, 'people.view')).toBe(true)
  })

  it('are asked about somebody: forgetting whom is a mistake of the program', async () => {
    for (const actor of [undefined, {}, 'account-1'])
      await expect(service.can(actor as never, 'people.view')).rejects.toThrow('"actor"')
  })

  it('let an administrator of one invite to that one alone', async () => {
    const local = await person(t, 'local@example.com', 'admin', 'one')
    expect((await invite(local, 'one')).scope).toBe('one')
    expect(await refusalOf(invite(local, 'two'))).toBe('forbidden')
    expect(await refusalOf(invite(local, '*'))).toBe('forbidden')
    expect(await refusalOf(invite(local, ''))).toBe('invalid_input')
    const global = await person(t, 'global@example.com', 'admin')
    expect((await invite(global, 'two')).scope).toBe('two')
  })

  it('take a role of the whole system for the right to grant in one', async () => {
    const owner = await person(t, 'owner@example.com', 'owner')
    const local = await person(t, 'local@example.com', 'admin', 'one')
    expect(await refusalOf(invite(local, 'one', 'owner'))).toBe('role_not_grantable')
    expect((await invite(owner, 'one', 'owner')).role).toBe('owner')
  })

  it('have one pending invitation for each address', async () => {
    await invite(system, 'one')
    await invite(system, 'two')
    expect(await refusalOf(invite(system, 'one'))).toBe('already_invited')
    // A scope is text of the host's: one that looks like the end of another is another.
    await invite(system, 'one two')
    await invite(system, 'com one')
    expect(await store.rows('invitation')).toHaveLength(4)
  })

  it('keep their lists apart', async () => {
    const [one, two, all] = [
      await person(t, 'one@example.com', 'admin', 'one'),
      await person(t, 'two@example.com', 'admin', 'two'),
      await person(t, 'all@example.com', 'admin'),
    ]
    const mine = await invite(one, 'one')
    await invite(two, 'two')
    const emails = async (actor: Actor, scope?: string) =>
      (await service.invitations.list(scope === undefined ? {} : { scope }, { actor })).items.map((item) => item.scope)
    expect(await emails(one, 'one')).toEqual(['one'])
    expect((await emails(all)).toSorted()).toEqual(['one', 'two'])
    expect(await refusalOf(emails(one, 'two'))).toBe('forbidden')
    expect(await refusalOf(emails(one))).toBe('forbidden')
    const scopesOf = async (actor: Actor, scope?: string) =>
      new Set(
        (await service.audit.list(scope === undefined ? {} : { scope }, { actor })).items.map((event) => event.scope),
      )
    expect(await scopesOf(one, 'one')).toEqual(new Set(['one']))
    expect(await refusalOf(service.audit.list({}, { actor: one }))).toBe('forbidden')
    expect((await scopesOf(all)).size).toBeGreaterThan(2)
    for (const verb of ['get', 'revoke', 'resend'] as const)
      expect(await refusalOf(service.invitations[verb](mine.id, { actor: two }))).not.toBeNull()
    expect((await service.invitations.get(mine.id, { actor: one })).status).toBe('pending')
  })

  it('tell an administrator of another no more of an invitation than that of none', async () => {
    const { id } = await invite(system, 'one')
    const two = await person(t, 'two@example.com', 'admin', 'two')
    for (const verb of ['get', 'revoke', 'resend'] as const)
      expect(await refusalOf(service.invitations[verb](id, { actor: two }))).toBe(
        await refusalOf(service.invitations[verb]('nobody', { actor: two })),
      )
  })

  it('tell who holds nothing anywhere the same of every id', async () => {
    const { id } = await invite(system, 'one')
    const nobody = await service.accounts.create({ email: 'n@example.com', password: goodPassword }, { actor: system })
    const actor = { type: 'account', id: nobody.id } as const
    expect(await refusalOf(service.accounts.get(id, { actor }))).toBe('account_not_found')
    expect(await refusalOf(service.accounts.suspend('nobody', { actor }))).toBe('forbidden')
  })

  it('are named by the host', async () => {
    const { token } = await invite(system, 'one')
    expect((await service.invitations.preview({ token: token ?? '' })).scope).toEqual({ id: 'one', name: 'one' })
    const own = testService(store.storage, { describeScope: async (scope) => ({ name: `The ${scope}` }) })
    expect((await own.service.invitations.preview({ token: token ?? '' })).scope?.name).toBe('The one')
  })
})
