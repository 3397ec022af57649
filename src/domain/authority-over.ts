import type { Actor } from './actor.ts'
import { type Acting, authorize, membershipMask, type Powers } from './authority.ts'
import { type AnyGuard, guard } from './change.ts'
import { type AdminVerb, covers } from './permissions.ts'
import { type Policy, WHOLE_SYSTEM } from './policy.ts'
import type { Account, Membership } from './records.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'

/** An actor and somebody else's account, with all their memberships. */
export interface OverSnapshot {
  readonly actor: Acting | null
  readonly actorMemberships: readonly Membership[]
  readonly target: Account | null
  readonly targetMemberships: readonly Membership[]
}

/**
 * Whether an actor may act on a whole account. An account lives in all its scopes: the actor needs the verb in each,
 * and every flag that the account holds there, so that nobody pulls down somebody above them.
 */
export function authorityOver(
  snapshot: OverSnapshot,
  actor: Actor,
  policy: Policy,
  verb: AdminVerb,
): { readonly target: Account; readonly guards: readonly AnyGuard[] } | Refusal {
  const { target, targetMemberships } = snapshot
  const holder = { account: snapshot.actor, memberships: snapshot.actorMemberships }
  const scopes = targetMemberships.length > 0 ? targetMemberships.map(({ scope }) => scope) : [WHOLE_SYSTEM]
  const guards = new Map<string, AnyGuard>()
  for (const scope of scopes) {
    const powers: Powers | Refusal = authorize(policy.permissions, actor, holder, scope, verb)
    if (isRefusal(powers)) return powers
    const held = targetMemberships.find((membership) => membership.scope === scope) ?? null
    if (powers.roles !== null && !covers(powers.flags, membershipMask(policy.permissions, held)))
      return refuse('exceeds_own')
    for (const held of powers.guards) guards.set(held.id, held)
  }
  // What the account held when this was decided: somebody who has risen since is looked at again.
  for (const { id, role, permissions } of targetMemberships)
    guards.set(id, guard('membership', id, { role, permissions }))
  return target === null ? refuse('account_not_found') : { target, guards: [...guards.values()] }
}
