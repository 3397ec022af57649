import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { update } from '../../src/domain/change.ts'
import { type Actor, type InviteService, system } from '../../src/index.ts'
import { person, refusalOf, type TestFlag, type TestRole, type TestService, testService } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

describe.each(stores)('memberships on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let accounts: InviteService<TestFlag, TestRole>['accounts']
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    accounts = t.service.accounts
  })
  afterEach(() => store.close())

  const by = (actor: Actor) => ({ actor })
  const roles = async () =>
    Object.fromEntries((await store.rows('membership')).map(({ accountId, role }) => [accountId, role]))

  it('get another role, or other flags, or both', async () => {
    const owner = await person(t, 'o@example.com', 'owner')
    const ada = await person(t, 'ada@example.com', 'member')
    expect(await accounts.updateMembership(ada.id, '*', { role: 'admin' }, by(owner))).toMatchObject({
      scope: '*',
      role: 'admin',
      permissions: [],
    })
    expect(await accounts.updateMembership(ada.id, '*', { permissions: ['pages.write'] }, by(owner))).toMatchObject({
      role: 'admin',
      permissions: ['pages.write'],
      flags: ['audit.view', 'pages.write', 'people.edit', 'people.invite', 'people.suspend', 'people.view'],
    })
    expect(await accounts.updateMembership(ada.id, '*', { role: null, permissions: [] }, by(owner))).toMatchObject({
      role: null,
      flags: [],
    })
  })

  it('are changed by who may, who grants the role, and who holds what is given and what is there', async () => {
    const [member, admin, owner, peer] = [
      await person(t, 'm@example.com', 'member'),
      await person(t, 'a@example.com', 'admin'),
      await person(t, 'o@example.com', 'owner'),
      await person(t, 'p@example.com', 'admin'),
    ]
    const update = (id: string, input: object, actor: Actor) =>
      refusalOf(accounts.updateMembership(id, '*', input, by(actor)))
    expect(await update(member.id, { role: 'admin' }, member)).toBe('forbidden')
    expect(await update(member.id, { role: 'owner' }, admin)).toBe('role_not_grantable')
    expect(await update(member.id, { permissions: ['pages.write'] }, admin)).toBe('exceeds_own')
    expect(await update(owner.id, { role: 'member' }, admin)).toBe('exceeds_own')
    expect(await update(admin.id, { permissions: ['pages.write'] }, admin)).toBe('exceeds_own')
    expect(await update(peer.id, { role: 'member' }, admin)).toBeNull()
    expect(await update('nobody', { role: 'member' }, admin)).toBe('membership_not_found')
    expect(await update(member.id, { role: 'boss' }, owner)).toBe('role_unknown')
    expect(await update(member.id, { permissions: ['people.rule'] }, owner)).toBe('flag_unknown')
    expect(await update(member.id, { rôle: 'admin' }, owner)).toBe('invalid_input')
  })

  it('are taken away, and the account stays', async () => {
    const owner = await person(t, 'o@example.com', 'owner')
    const ada = await person(t, 'ada@example.com', 'member')
    await accounts.removeMembership(ada.id, '*', by(owner))
    expect(await roles()).toEqual({ [owner.id]: 'owner' })
    expect((await accounts.get(ada.id, by(ada))).memberships).toEqual([])
    expect(await refusalOf(accounts.removeMembership(ada.id, '*', by(owner)))).toBe('membership_not_found')
  })

  it('of the last holder stay', async () => {
    const owner = await person(t, 'o@example.com', 'owner')
    expect(await refusalOf(accounts.removeMembership(owner.id, '*', by(owner)))).toBe('last_holder')
    expect(await refusalOf(accounts.updateMembership(owner.id, '*', { role: 'admin' }, by(system)))).toBe('last_holder')
    expect(
      await refusalOf(accounts.updateMembership(owner.id, '*', { permissions: ['audit.view'] }, by(owner))),
    ).toBeNull()
    const other = await person(t, 'o2@example.com', 'owner')
    await accounts.suspend(other.id, by(owner))
    expect(await refusalOf(accounts.removeMembership(owner.id, '*', by(owner)))).toBe('last_holder')
    await accounts.reactivate(other.id, by(owner))
    expect(await refusalOf(accounts.removeMembership(owner.id, '*', by(owner)))).toBeNull()
  })

  it.each<[string, (id: string, actor: Actor) => Promise<unknown>]>([
    ['remove', (id, actor) => accounts.removeMembership(id, '*', by(actor))],
    ['demote', (id, actor) => accounts.updateMembership(id, '*', { role: 'member' }, by(actor))],
    ['suspend', (id, actor) => accounts.suspend(id, by(actor))],
  ])('of an owner survive when three owners %s each other at the same moment', async (_, lose) => {
    const owners = [
      await person(t, 'a@example.com', 'owner'),
      await person(t, 'b@example.com', 'owner'),
      await person(t, 'c@example.com', 'owner'),
    ]
    const pairs = owners.flatMap((actor) => owners.filter((one) => one !== actor).map((one) => [one, actor] as const))
    await Promise.all(pairs.map(([target, actor]) => refusalOf(lose(target.id, actor))))
    const active = new Set(
      (await store.rows('account')).filter(({ status }) => status === 'active').map(({ id }) => id),
    )
    const left = (await store.rows('membership')).filter(
      ({ role, accountId }) => role === 'owner' && active.has(accountId),
    )
    expect(left.length).toBeGreaterThan(0)
  })

  it('are found beyond the first page when a witness is looked for', async () => {
    const owner = await person(t, 'o@example.com', 'owner')
    t.clock.advance(1)
    const suspended = Array.from({ length: 60 }, (_, n) => person(t, `s${n}@example.com`, 'owner'))
    for (const { id } of await Promise.all(suspended)) await accounts.suspend(id, by(system))
    expect(await refusalOf(accounts.removeMembership(owner.id, '*', by(system)))).toBe('last_holder')
    t.clock.advance(-2)
    await person(t, 'oldest@example.com', 'owner')
    expect(await refusalOf(accounts.removeMembership(owner.id, '*', by(system)))).toBeNull()
  })

  it('with a flag or a role of yesterday can be changed, and lose what nobody declares any more', async () => {
    const owner = await person(t, 'o@example.com', 'owner')
    const ada = await person(t, 'ada@example.com', 'member')
    const row = async () => (await store.rows('membership')).find(({ accountId }) => accountId === ada.id)
    const become = async (set: object) =>
      store.storage.commit({
        id: crypto.randomUUID(),
        guards: [],
        writes: [update('membership', (await row())?.id ?? '', {}, set)],
      })
    await become({ permissions: ['pages.print', 'pages.write'] })
    await accounts.updateMembership(ada.id, '*', { role: 'admin' }, by(owner))
    expect(await row()).toMatchObject({ role: 'admin', permissions: ['pages.write'] })
    await become({ role: 'printer', permissions: ['pages.print'] })
    await accounts.updateMembership(ada.id, '*', { permissions: ['people.view'] }, by(owner))
    expect(await row()).toMatchObject({ role: null, permissions: ['people.view'] })
  })
})
