import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { goodPassword, person, refusalOf, type TestService, testService } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'
import { withoutGuards } from '../support/without-guards.ts'
import { interrupted } from './scheduled.ts'

type Service = TestService['service']

// Not two calls that meet, but several that come between the reads and the commit of one: the order that schedules of
// pairs do not have.

describe.each(stores)('between the reads and the commit, on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  /** The service of somebody in whose first decision something comes between. */
  const slowly = (meanwhile: (service: Service) => Promise<unknown>, options = {}): Service =>
    testService(
      interrupted(store.storage, () => meanwhile(t.service)),
      { clock: t.clock, ...options },
    ).service

  const activeOwners = async () => {
    const active = (await store.rows('account')).filter(({ status }) => status === 'active').map(({ id }) => id)
    return (await store.rows('membership')).filter((one) => one.role === 'owner' && active.includes(one.accountId))
  }

  it('a person who becomes the only owner meanwhile is not suspended', async () => {
    const owner = await person(t, 'owner@example.com', 'owner')
    const admin = await person(t, 'admin@example.com', 'admin')
    const service = slowly(async ({ accounts }) => {
      await accounts.updateMembership(admin.id, '*', { role: 'owner' }, { actor: system })
      await accounts.updateMembership(owner.id, '*', { role: 'member' }, { actor: system })
    })
    expect(await refusalOf(service.accounts.suspend(admin.id, { actor: system }))).toBe('last_holder')
    expect(await activeOwners()).toHaveLength(1)
  })

  it.each(['updateMembership', 'removeMembership'] as const)(
    'a person who is the only active owner again does not lose that by %s',
    async (verb) => {
      const [a, b] = [await person(t, 'a@example.com', 'owner'), await person(t, 'b@example.com', 'owner')]
      await t.service.accounts.suspend(b.id, { actor: system })
      const { accounts } = slowly(async ({ accounts }) => {
        await accounts.reactivate(b.id, { actor: system })
        await accounts.suspend(a.id, { actor: system })
      })
      const call =
        verb === 'removeMembership'
          ? accounts.removeMembership(b.id, '*', { actor: system })
          : accounts.updateMembership(b.id, '*', { role: 'member' }, { actor: system })
      expect(await refusalOf(call)).toBe('last_holder')
      expect(await activeOwners()).toHaveLength(1)
    },
  )

  it.each(['suspend', 'issue a reset'] as const)('nobody acts on a person who rises above them: %s', async (verb) => {
    await person(t, 'owner@example.com', 'owner')
    const actor = await person(t, 'admin@example.com', 'admin')
    const { id } = await person(t, 'ada@example.com', 'member')
    const { accounts, resets } = slowly(({ accounts }) =>
      accounts.updateMembership(id, '*', { role: 'owner' }, { actor: system }),
    )
    const call = verb === 'suspend' ? accounts.suspend(id, { actor }) : resets.issue(id, { actor, delivery: 'link' })
    expect(await refusalOf(call)).toBe('exceeds_own')
    expect(await store.rows('challenge')).toEqual([])
  })

  it('a reset link that was handed over ends with the standing of whoever got it', async () => {
    const actor = await person(t, 'admin@example.com', 'admin')
    const { id } = await person(t, 'ada@example.com', 'member')
    const { token } = await t.service.resets.issue(id, { actor, delivery: 'link' })
    const { resets } = slowly(({ accounts }) =>
      accounts.updateMembership(actor.id, '*', { role: 'member' }, { actor: system }),
    )
    const complete = resets.complete({ token: token ?? '', password: 'a quiet harbour at 6 in winter' })
    expect(await refusalOf(complete)).toBe('link_superseded')
  })

  it('an invitation that is revoked sends no more mail to prove an address', async () => {
    const open = { seats: 3, domains: ['example.com'], role: 'member' } as const
    const { id, token } = await t.service.invitations.create(open, { actor: system })
    const accept = { token: token ?? '', email: 'ada@example.com' }
    await t.service.invitations.accept(accept)
    const { invitations } = slowly(({ invitations }) => invitations.revoke(id, { actor: system }))
    expect(await refusalOf(invitations.accept(accept))).toBe('invitation_revoked')
    expect(await store.rows('message')).toHaveLength(1)
  })

  describe('a purge does not forget a person', () => {
    const beforehand = { invitations: { accounts: 'beforehand' } } as const
    const offer = { email: 'ada@example.com', role: 'member' } as const
    beforeEach(async () => {
      t = testService(store.storage, beforehand)
      const { id } = await t.service.invitations.create(offer, { actor: system })
      await t.service.invitations.revoke(id, { actor: system })
      t.clock.advance(8 * 86_400_000)
    })

    it('who is invited again', async () => {
      const service = slowly(({ invitations }) => invitations.create(offer, { actor: system }), beforehand)
      await service.purge({ keep: '7d' })
      const [account] = await store.rows('account')
      const pending = (await store.rows('invitation')).filter(({ status }) => status === 'pending')
      expect(pending).toMatchObject([{ accountId: account?.id }])
    })

    it('who is invited elsewhere, while the invitation that they wait for dies', async () => {
      const { id } = await t.service.invitations.create(offer, { actor: system })
      t.clock.advance(86_400_000)
      const { invitations } = slowly(async (service) => {
        await service.invitations.revoke(id, { actor: system })
        await service.purge({ keep: '1d' })
      }, beforehand)
      const elsewhere = await invitations.create({ ...offer, scope: 'garage' }, { actor: system })
      expect(await store.rows('account')).toMatchObject([{ id: elsewhere.accountId, invitationId: elsewhere.id }])
    })

    it('who takes a seat', async () => {
      const open = { seats: 2, domains: ['example.com'], role: 'member' } as const
      const { token } = await t.service.invitations.create(open, { actor: system })
      const accept = { token: token ?? '', email: offer.email }
      await slowly(({ invitations }) => invitations.accept(accept), beforehand).purge({ keep: '7d' })
      const [account] = await store.rows('account')
      expect(await store.rows('membership')).toMatchObject([{ accountId: account?.id }])
    })
  })

  it('is caught on a storage without guards', async () => {
    const inviter = await person(t, 'admin@example.com', 'admin')
    const offer = { email: 'ada@example.com', role: 'member' } as const
    const { token } = await t.service.invitations.create(offer, { actor: inviter, delivery: 'link' })
    const suspend = () => t.service.accounts.suspend(inviter.id, { actor: system })
    const broken = testService(interrupted(withoutGuards(store.storage), suspend))
    const accept = broken.service.invitations.accept({ token: token ?? '', password: goodPassword })
    expect(await refusalOf(accept), 'accepted, though the inviter was gone').toBeNull()
  })
})
