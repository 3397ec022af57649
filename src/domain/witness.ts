import { type AnyGuard, guard } from './change.ts'
import type { Permissions } from './permissions.ts'
import type { Account, Membership } from './records.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Somebody else who holds a role in a scope. */
export interface Witness {
  readonly account: Account
  readonly membership: Membership
}

/** The memberships whose loss needs a witness: those whose role is to keep one active holder. */
export const needsWitness = (
  permissions: Permissions,
  account: Account,
  memberships: readonly Membership[],
): readonly Membership[] =>
  account.status === 'active' ? memberships.filter(({ role }) => role !== null && permissions.keepOne.has(role)) : []

/** Names an active holder for each role that is given up, and guards that they stay one; refuses the last (`last_holder`). */
export function witnessGuards(
  losing: readonly Membership[],
  witnesses: readonly Witness[],
): readonly AnyGuard[] | Refusal {
  const guards: AnyGuard[] = []
  for (const lost of losing) {
    const witness = witnesses.find(
      ({ account, membership }) =>
        membership.role === lost.role &&
        membership.scope === lost.scope &&
        membership.accountId !== lost.accountId &&
        account.status === 'active',
    )
    if (witness === undefined) return refuse('last_holder')
    guards.push(
      guard('account', witness.account.id, { status: 'active' }),
      guard('membership', witness.membership.id, { role: lost.role }),
    )
  }
  return guards
}
