import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { membershipMask } from '../../src/domain/authority.ts'
import { authorityOver } from '../../src/domain/authority-over.ts'
import { covers, definePermissions } from '../../src/domain/permissions.ts'
import type { Membership } from '../../src/domain/records.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { accountRow, membershipRow, policyOf } from '../support/rows.ts'

const flags = ['suspend', 'a', 'b', 'c'] as const
const permissions = definePermissions({ flags, verbs: { suspend: 'suspend' } })
const policy = policyOf(permissions)
const actor = { type: 'account', id: 'boss' } as const
const boss = accountRow({ id: 'boss' })
const target = accountRow({ id: 'target' })

const in_ = (accountId: string, scope: string, ...own: readonly string[]): Membership =>
  membershipRow({ id: `${accountId} in ${scope}`, accountId, scope, permissions: own })

const over = (actorMemberships: readonly Membership[], targetMemberships: readonly Membership[]) =>
  authorityOver({ actor: boss, actorMemberships, target, targetMemberships }, actor, policy, 'suspend')

const codeOf = (result: ReturnType<typeof over>) => (isRefusal(result) ? result.refused : null)

describe('authority over an account', () => {
  it('needs the verb in every scope where the account is a member', () => {
    const both = [in_('target', 'one'), in_('target', 'two')]
    expect(codeOf(over([in_('boss', 'one', 'suspend')], both))).toBe('forbidden')
    expect(codeOf(over([in_('boss', 'one', 'suspend'), in_('boss', 'two', 'suspend')], both))).toBeNull()
    expect(codeOf(over([in_('boss', '*', 'suspend')], both))).toBeNull()
  })

  it('needs every flag that the account holds there', () => {
    const held = [in_('target', 'one', 'a', 'b')]
    expect(codeOf(over([in_('boss', 'one', 'suspend', 'a')], held))).toBe('exceeds_own')
    expect(codeOf(over([in_('boss', 'one', 'suspend', 'a', 'b')], held))).toBeNull()
    expect(codeOf(over([in_('boss', 'one', 'suspend', 'a'), in_('boss', '*', 'b')], held))).toBeNull()
  })

  it('of one scope is none over a member of the whole system', () => {
    expect(codeOf(over([in_('boss', 'one', ...flags)], [in_('target', '*')]))).toBe('forbidden')
  })

  it('over somebody without any membership is for the whole system', () => {
    expect(codeOf(over([in_('boss', 'one', 'suspend')], []))).toBe('forbidden')
    expect(codeOf(over([in_('boss', '*', 'suspend')], []))).toBeNull()
  })

  it('tells who has none no more of an account than that of nobody', () => {
    const unknown = { actor: boss, actorMemberships: [], target: null, targetMemberships: [] }
    expect(authorityOver(unknown, actor, policy, 'suspend')).toEqual(over([], [in_('target', 'one')]))
  })

  it('says that there is no such account to who could act on it', () => {
    const unknown = {
      actor: boss,
      actorMemberships: [in_('boss', '*', 'suspend')],
      target: null,
      targetMemberships: [],
    }
    expect(authorityOver(unknown, actor, policy, 'suspend')).toMatchObject({ refused: 'account_not_found' })
  })

  it('is the system’s everywhere', () => {
    const held = { actor: null, actorMemberships: [], target, targetMemberships: [in_('target', 'one', 'a')] }
    expect(authorityOver(held, { type: 'system' }, policy, 'suspend')).toEqual({
      target,
      guards: [{ record: 'membership', id: 'target in one', where: { role: null, permissions: ['a'] } }],
    })
  })

  it('in 2,000 random ones: covers every flag in every scope, and guards each row that it looked at', () => {
    const scopes = ['*', 'one', 'two'] as const
    const memberships = (id: string) =>
      fc
        .tuple(...scopes.map(() => fc.option(fc.subarray([...flags]))))
        .map((all) => all.flatMap((own, n) => (own === null ? [] : [in_(id, scopes[n] ?? '*', ...own)])))
    fc.assert(
      fc.property(memberships('boss'), memberships('target'), (mine, theirs) => {
        const result = over(mine, theirs)
        const wanted = theirs.length > 0 ? theirs : [in_('target', '*')]
        const allowed = wanted.every(({ scope, permissions: own }) => {
          const counted = mine.filter((one) => one.scope === scope || one.scope === '*')
          const powers = counted.reduce((sum, one) => sum | membershipMask(permissions, one), 0n)
          return covers(powers, membershipMask(permissions, in_('x', scope, 'suspend', ...own)))
        })
        expect(codeOf(result) === null).toBe(allowed)
        if (isRefusal(result)) return
        const ids = result.guards.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        const counted = mine.filter(({ scope }) => wanted.some((one) => scope === '*' || one.scope === scope))
        expect(ids.toSorted()).toEqual(['boss', ...[...counted, ...theirs].map(({ id }) => id)].toSorted())
      }),
      { numRuns: 2000 },
    )
  })
})
