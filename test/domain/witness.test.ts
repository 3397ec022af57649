import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, Decided } from '../../src/domain/change.ts'
import { definePermissions } from '../../src/domain/permissions.ts'
import type { Account, Membership } from '../../src/domain/records.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import { suspendAccount } from '../../src/domain/rules/manage-account.ts'
import { removeMembership, updateMembership } from '../../src/domain/rules/manage-membership.ts'
import { needsWitness, type Witness, witnessGuards } from '../../src/domain/witness.ts'
import { accountRow, membershipRow, momentAt, policyOf } from '../support/rows.ts'

const permissions = definePermissions({
  flags: ['a', 'b'],
  roles: { owner: { flags: 'all', keepOne: true }, admin: { flags: ['a'], keepOne: true }, member: [] },
})
const policy = policyOf(permissions)
const system = { type: 'system' } as const

interface Person {
  readonly account: Account
  readonly membership: Membership
}

const person = (n: number, status: Account['status'], role: string, scope: string): Person => ({
  account: accountRow({ id: `p${n}`, status }),
  membership: membershipRow({ id: `m${n}`, accountId: `p${n}`, role, scope }),
})

const people = fc
  .array(
    fc.tuple(
      fc.constantFrom<Account['status']>('active', 'active', 'suspended', 'invited'),
      fc.constantFrom('owner', 'admin', 'member'),
      fc.constantFrom('*', 'team'),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.map(([status, role, scope], n) => person(n, status, role, scope)))

const holders = (all: readonly Person[], { role, scope }: Membership) =>
  all.filter(
    ({ account, membership }) => account.status === 'active' && membership.role === role && membership.scope === scope,
  )

type Loss = (target: Person, witnesses: readonly Witness[]) => Decided<unknown> | Refusal

const losses: readonly (readonly [name: string, lose: Loss])[] = [
  [
    'a suspension',
    ({ account, membership }, witnesses) =>
      suspendAccount(
        { actor: null, actorMemberships: [], target: account, targetMemberships: [membership] },
        witnesses,
        { actor: system },
        policy,
        momentAt(),
      ),
  ],
  [
    'a removal',
    ({ account, membership }, witnesses) => {
      const snapshot = { actor: null, actorMembership: null, actorGlobal: null, target: account, membership }
      return removeMembership(snapshot, witnesses, { actor: system, scope: membership.scope }, policy, momentAt())
    },
  ],
  [
    'a demotion',
    ({ account, membership }, witnesses) => {
      const snapshot = { actor: null, actorMembership: null, actorGlobal: null, target: account, membership }
      const command = { actor: system, scope: membership.scope, role: 'member', permissions: [] }
      return updateMembership(snapshot, witnesses, command, policy, momentAt())
    },
  ],
]

const guardsOf = (change: Change | null) => change?.guards ?? []

describe.each(losses)('%s', (_, lose) => {
  it('leaves an active holder of every role that keeps one, and guards that it is so', () => {
    fc.assert(
      fc.property(people, fc.nat(), (all, pick) => {
        const target = all[pick % all.length] ?? all[0]
        if (target === undefined) return
        const others = all.filter((one) => one !== target)
        const { role } = target.membership
        const isKept = role !== null && permissions.keepOne.has(role) && target.account.status === 'active'
        const rest = holders(others, target.membership)
        const decision = lose(target, others)
        const mustStay = isKept && rest.length === 0
        // A demotion of a member to member and a suspension of who is not active are no loss, or another refusal.
        expect(isRefusal(decision) && decision.refused === 'last_holder').toBe(mustStay)
        if (isRefusal(decision) || !isKept) return
        const guards = guardsOf(decision.change)
        const witness = rest.find((one) => guards.some(({ id }) => id === one.account.id))
        expect(guards).toContainEqual({ record: 'account', id: witness?.account.id, where: { status: 'active' } })
        expect(guards).toContainEqual({ record: 'membership', id: witness?.membership.id, where: { role } })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a witness', () => {
  const last = person(1, 'active', 'owner', '*')

  it('is needed for an active holder alone, and for a role that keeps one', () => {
    expect(needsWitness(permissions, last.account, [last.membership])).toEqual([last.membership])
    expect(needsWitness(permissions, accountRow({ status: 'suspended' }), [last.membership])).toEqual([])
    expect(needsWitness(permissions, last.account, [membershipRow({ role: 'member' })])).toEqual([])
    expect(needsWitness(permissions, last.account, [membershipRow({ role: null })])).toEqual([])
  })

  it.each([
    ['of another scope', person(2, 'active', 'owner', 'team')],
    ['of another role', person(2, 'active', 'admin', '*')],
    ['who is suspended', person(2, 'suspended', 'owner', '*')],
    ['who has not come yet', person(2, 'invited', 'owner', '*')],
    ['who is the same person', { ...last, membership: membershipRow({ id: 'm9', accountId: 'p1', role: 'owner' }) }],
  ])('cannot be somebody %s', (_, other) => {
    expect(witnessGuards([last.membership], [other])).toMatchObject({ refused: 'last_holder' })
  })

  it('is named for each role that is lost', () => {
    const lost = [last.membership, membershipRow({ id: 'm5', accountId: 'p1', role: 'admin', scope: 'team' })]
    const owner = person(2, 'active', 'owner', '*')
    expect(witnessGuards(lost, [owner])).toMatchObject({ refused: 'last_holder' })
    expect(witnessGuards(lost, [owner, person(3, 'active', 'admin', 'team')])).toHaveLength(4)
  })

  it('is not asked for when the role stays and only flags change', () => {
    const snapshot = {
      actor: null,
      actorMembership: null,
      actorGlobal: null,
      target: last.account,
      membership: last.membership,
    }
    const command = { actor: system, scope: '*', role: 'owner', permissions: ['a'] }
    expect(isRefusal(updateMembership(snapshot, [], command, policy, momentAt()))).toBe(false)
  })
})
