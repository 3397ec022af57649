import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inviterPowers, membershipMask, mergeOffer, powersOf } from '../../src/domain/authority.ts'
import { covers, definePermissions, roleMask } from '../../src/domain/permissions.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { updateMembership } from '../../src/domain/rules/manage-membership.ts'
import { resendInvitation } from '../../src/domain/rules/resend-invitation.ts'
import {
  accept,
  actorRows,
  codeOf,
  create,
  type Giver,
  giver,
  type Holding,
  heldAfter,
  maskOfGiver,
  rowOf,
  SCOPE,
} from '../support/escalation.ts'
import { radioFlags } from '../support/radio-flags.ts'
import { accountRow, DAY, invitationRow, membershipRow, momentAt, policyOf } from '../support/rows.ts'

const invite = 'can_edit_users'
const others = radioFlags.filter((flag) => flag !== invite)

const permissions = definePermissions({
  flags: radioFlags,
  roles: {
    all: { flags: 'all' },
    low: radioFlags.slice(0, 10),
    middle: radioFlags.slice(0, 25),
    aside: radioFlags.slice(15, 40),
    empty: [],
  },
  grants: { all: ['all', 'low', 'middle', 'aside', 'empty'], middle: ['low', 'middle'], aside: ['empty'] },
  verbs: { invite, edit: invite },
})
const policy = policyOf(permissions, { invitations: { role: 'optional' } })

const mask = (holding: Holding | null) => membershipMask(permissions, rowOf('receiver', SCOPE, holding))
const only = (...flags: readonly string[]): Holding => ({ role: null, permissions: flags })
const inviterWith = (...flags: readonly string[]): Giver => ({ here: only(invite, ...flags), everywhere: null })

const roles = fc.constantFrom('all', 'low', 'middle', 'aside', 'empty', null)
const holdings = fc.record({ role: roles, permissions: fc.subarray([...radioFlags]) })
const maybe = fc.option(holdings, { freq: 3 })
const givers = fc.record({ here: maybe, everywhere: maybe })

/** Whether a giver may give an offer to somebody, said once more and in other words. */
function mayGive(by: Giver, old: Holding | null, offer: Holding): boolean {
  const held = maskOfGiver(permissions, by)
  const wanted = roleMask(permissions, offer.role)
  const givesFlags = offer.role !== null && (wanted & ~mask(old)) !== 0n
  const rises =
    offer.role !== null &&
    offer.role !== (old?.role ?? null) &&
    covers(wanted, roleMask(permissions, old?.role ?? null))
  const grantable = [by.here?.role, by.everywhere?.role].some(
    (role) => role != null && permissions.grants.get(role)?.has(offer.role ?? ''),
  )
  return (
    covers(held, mask(only(invite))) && covers(held, mask(offer) & ~mask(old)) && (!(rises || givesFlags) || grantable)
  )
}

function expectNoEscalation(by: Giver, old: Holding | null, offer: Holding, after: Holding): void {
  expect(mask(after)).toBe(mask(old) | mask(offer))
  expect(covers(maskOfGiver(permissions, by) | mask(old), mask(after))).toBe(true)
  expect(covers(roleMask(permissions, after.role), roleMask(permissions, old?.role ?? null))).toBe(true)
  expect([old?.role ?? null, offer.role]).toContain(after.role)
}

describe('an offer', () => {
  it('of every single flag: given by who holds it, and by nobody else', () => {
    for (const held of others) {
      for (const wanted of others) {
        const decision = create(policy, inviterWith(held), null, only(wanted))
        expect(codeOf(decision), `${held} gives ${wanted}`).toBe(held === wanted ? null : 'exceeds_own')
      }
    }
  })

  it('of every pair: both must be held, at creation and again at acceptance', () => {
    for (const [n, first] of others.entries()) {
      for (const second of others.slice(n + 1)) {
        const pair = only(first, second)
        const both = inviterWith(first, second)
        expect(codeOf(create(policy, inviterWith(first), null, pair))).toBe('exceeds_own')
        expect(codeOf(create(policy, both, null, pair))).toBeNull()
        expect(codeOf(accept(policy, inviterWith(second), null, pair))).toBe('inviter_lost')
        const accepted = accept(policy, both, null, pair)
        if (isRefusal(accepted)) throw new Error(accepted.refused)
        expect(heldAfter(accepted, null)).toEqual({ role: null, permissions: [first, second].toSorted() })
      }
    }
  })

  it('of 10,000 random sets: no escalation, nothing lowered, and nothing refused that may be given', () => {
    let accepted = 0
    fc.assert(
      fc.property(givers, givers, maybe, holdings, fc.boolean(), (atCreation, atAcceptance, old, offer, sameGiver) => {
        const created = codeOf(create(policy, atCreation, old, offer))
        const addsNothing = old !== null && mergeOffer(permissions, rowOf('receiver', SCOPE, old), offer).added === 0n
        expect(created === null || (addsNothing && created === 'already_member')).toBe(mayGive(atCreation, old, offer))
        const by = sameGiver ? atCreation : atAcceptance
        const decision = accept(policy, by, old, offer)
        expect(codeOf(decision)).toBe(mayGive(by, old, offer) ? null : 'inviter_lost')
        if (isRefusal(decision)) return
        accepted++
        expectNoEscalation(by, old, offer, heldAfter(decision, old))
      }),
      { numRuns: 10_000 },
    )
    expect(accepted).toBeGreaterThan(1000)
  })

  it('merges once: the same offer again adds nothing and moves no role', () => {
    fc.assert(
      fc.property(maybe, holdings, (old, offer) => {
        const once = mergeOffer(permissions, rowOf('receiver', SCOPE, old), offer)
        const twice = mergeOffer(permissions, rowOf('receiver', SCOPE, once), offer)
        expect(twice).toEqual({ ...once, added: 0n, roleChanges: false })
      }),
    )
  })

  it('of a lower role to somebody above it changes nothing of theirs', () => {
    const old = { role: 'all', permissions: [] }
    expect(mergeOffer(permissions, rowOf('receiver', SCOPE, old), { role: 'low', permissions: [] })).toEqual({
      ...old,
      added: 0n,
      roleChanges: false,
    })
  })

  it('of a role beside the old one leaves the role and gives its flags', () => {
    const merged = mergeOffer(permissions, rowOf('receiver', SCOPE, { role: 'low', permissions: [] }), {
      role: 'aside',
      permissions: [],
    })
    expect(merged).toMatchObject({ role: 'low', roleChanges: false })
    expect(merged.permissions).toEqual(radioFlags.slice(15, 40).toSorted())
  })

  it('of a role needs a role that grants it, whatever the flags', () => {
    const everything: Giver = { here: { role: null, permissions: radioFlags }, everywhere: null }
    expect(codeOf(create(policy, everything, null, { role: 'low', permissions: [] }))).toBe('role_not_grantable')
    expect(
      codeOf(
        create(policy, { here: { role: 'all', permissions: [] }, everywhere: null }, null, {
          role: 'low',
          permissions: [],
        }),
      ),
    ).toBeNull()
  })

  it('of a role beside the old one is granted by name as well: its flags alone are no way around that', () => {
    const declared = definePermissions({
      flags: ['invite', 'a', 'b', 'z'],
      roles: { admin: ['invite', 'a', 'b'], editor: ['a', 'b'], member: ['a'], guest: ['z'] },
      grants: { admin: ['member'] },
      verbs: { invite: 'invite' },
    })
    const small = policyOf(declared)
    const admin: Giver = { here: { role: 'admin', permissions: [] }, everywhere: null }
    const guest = { role: 'guest', permissions: [] }
    for (const old of [guest, null]) {
      const editor = { role: 'editor', permissions: [] }
      expect(codeOf(create(small, admin, old, editor))).toBe('role_not_grantable')
      expect(codeOf(accept(small, admin, old, editor))).toBe('inviter_lost')
      const member = { role: 'member', permissions: [] }
      expect(codeOf(create(small, admin, old, member))).toBeNull()
      const accepted = accept(small, admin, old, member)
      if (isRefusal(accepted)) throw new Error(accepted.refused)
      expect(heldAfter(accepted, old)).toEqual(old ? { role: 'guest', permissions: ['a'] } : member)
    }
    // Who has the flags already is given nothing: then nobody needs to grant it.
    const both = { role: 'guest', permissions: ['a', 'b'] }
    expect(codeOf(accept(small, admin, both, { role: 'editor', permissions: [] }))).toBeNull()
  })

  it('keeps somebody in a role whose last holder stays: the flags come on top', () => {
    const keeping = definePermissions({
      flags: ['a', 'b'],
      roles: { treasurer: { flags: ['a'], keepOne: true }, owner: { flags: 'all' } },
    })
    const merged = mergeOffer(keeping, membershipRow({ role: 'treasurer' }), { role: 'owner', permissions: [] })
    expect(merged.role).toBe('treasurer')
  })

  it('with flags of its own needs the verb `assign` too, where the host names one', () => {
    const strict = policyOf(definePermissions({ flags: radioFlags, verbs: { invite, assign: 'can_assign_roles' } }))
    const offer = only('can_view_tasks')
    expect(codeOf(create(strict, inviterWith('can_view_tasks'), null, offer))).toBe('forbidden')
    expect(codeOf(create(strict, inviterWith('can_view_tasks', 'can_assign_roles'), null, offer))).toBeNull()
    expect(codeOf(accept(strict, inviterWith('can_view_tasks'), null, offer))).toBe('inviter_lost')
  })
})

describe('a change of a membership', () => {
  const update = (by: Giver, old: Holding, asked: Holding) =>
    updateMembership(
      { ...actorRows(by), target: accountRow({ id: 'receiver' }), membership: rowOf('receiver', SCOPE, old) },
      [],
      { actor: giver, scope: SCOPE, ...asked },
      policy,
      momentAt(),
    )

  it('in 10,000 random ones: gives only what the giver holds, and touches nobody who holds more', () => {
    let changed = 0
    fc.assert(
      fc.property(givers, holdings, holdings, (by, old, asked) => {
        const decision = update(by, old, asked)
        const held = maskOfGiver(permissions, by)
        if (isRefusal(decision)) return
        changed++
        const after = heldAfter(decision, old)
        expect(mask(after)).toBe(mask(asked))
        expect(covers(held, mask(after))).toBe(true)
        expect(covers(held, mask(old))).toBe(true)
        const granting = [by.here?.role, by.everywhere?.role].map((role) => permissions.grants.get(role ?? ''))
        if (after.role !== null && after.role !== old.role)
          expect(granting.some((granted) => granted?.has(after.role ?? ''))).toBe(true)
      }),
      { numRuns: 10_000 },
    )
    expect(changed).toBeGreaterThan(500)
  })

  it('of every single flag: given by who holds it, and by nobody else', () => {
    for (const held of others)
      for (const wanted of others)
        expect(codeOf(update(inviterWith(held), only(), only(wanted)))).toBe(held === wanted ? null : 'exceeds_own')
  })

  it('with flags of its own needs the verb `assign` too, as an invitation does', () => {
    const strict = policyOf(
      definePermissions({ flags: radioFlags, verbs: { invite, edit: invite, assign: 'can_assign_roles' } }),
    )
    const give = (by: Giver) =>
      updateMembership(
        { ...actorRows(by), target: accountRow({ id: 'receiver' }), membership: rowOf('receiver', SCOPE, only()) },
        [],
        { actor: giver, scope: SCOPE, ...only('can_view_tasks') },
        strict,
        momentAt(),
      )
    expect(codeOf(give(inviterWith('can_view_tasks', 'can_assign_roles')))).toBeNull()
    expect(codeOf(give(inviterWith('can_view_tasks')))).toBe('forbidden')
  })

  it('is no way to raise oneself', () => {
    const membership = rowOf('giver', SCOPE, only(invite))
    for (const wanted of others) {
      const decision = updateMembership(
        { ...actorRows(inviterWith()), target: accountRow({ id: 'giver' }), membership },
        [],
        { actor: giver, scope: SCOPE, ...only(invite, wanted) },
        policy,
        momentAt(),
      )
      expect(codeOf(decision)).toBe('exceeds_own')
    }
  })
})

describe('a resend', () => {
  it('asks for what the invitation gives: whoever resends could keep the link', () => {
    fc.assert(
      fc.property(givers, holdings, (by, offer) => {
        const command = { actor: giver, delivery: 'link', linkHash: 'hash', mode: 'rotate', lifetime: DAY } as const
        const invitation = invitationRow({ scope: SCOPE, createdBy: 'somebody else', ...offer })
        const decision = resendInvitation(
          { ...actorRows(by), invitation, inviter: null, inviterMembership: null, inviterGlobal: null },
          command,
          policy,
          momentAt(),
        )
        expect(codeOf(decision) === null).toBe(mayGive(by, null, offer))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('powers', () => {
  const here = membershipRow({ id: 'm1', accountId: 'giver', scope: SCOPE, role: 'low' })
  const everywhere = membershipRow({ id: 'm2', accountId: 'giver', scope: '*', role: 'aside' })
  const elsewhere = membershipRow({ id: 'm3', accountId: 'giver', scope: 'other', role: 'all' })
  const account = accountRow({ id: 'giver', epoch: 3 })
  const holder = { account, memberships: [here, everywhere, elsewhere, null] }

  it('count the scope and the whole system, and guard what they counted', () => {
    const powers = powersOf(permissions, giver, holder, SCOPE)
    expect(powers).toEqual({
      flags: roleMask(permissions, 'low') | roleMask(permissions, 'aside'),
      roles: ['low', 'aside'],
      guards: [
        { record: 'account', id: 'giver', where: { status: 'active', epoch: 3 } },
        { record: 'membership', id: 'm1', where: { role: 'low', permissions: [] } },
        { record: 'membership', id: 'm2', where: { role: 'aside', permissions: [] } },
      ],
    })
  })

  it.each([
    ['an unknown account', { ...holder, account: null }, giver],
    ['the account of somebody else', { ...holder, account: accountRow({ id: 'x' }) }, giver],
    ['an older epoch', holder, { ...giver, epoch: 2 }],
    ['a suspended account', { ...holder, account: accountRow({ id: 'giver', status: 'suspended' }) }, giver],
    ['an account that is still invited', { ...holder, account: accountRow({ id: 'giver', status: 'invited' }) }, giver],
  ])('are none for %s', (_, rows, actor) => {
    expect(powersOf(permissions, actor, rows, SCOPE)).toMatchObject({ refused: 'not_authenticated' })
  })

  it('of the system are everything, with nothing to guard', () => {
    const powers = powersOf(permissions, { type: 'system' }, { account: null, memberships: [] }, SCOPE)
    expect(powers).toMatchObject({ roles: null, guards: [] })
    expect(!isRefusal(powers) && covers(powers.flags, (1n << 63n) - 1n)).toBe(true)
  })

  it('of an inviter are the system’s where nobody created, and never where an account is gone', () => {
    expect(inviterPowers(permissions, null, { account: null, memberships: [] }, SCOPE)).toMatchObject({ roles: null })
    expect(inviterPowers(permissions, 'giver', { account: null, memberships: [] }, SCOPE)).toMatchObject({
      refused: 'not_authenticated',
    })
  })
})
