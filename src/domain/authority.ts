import type { Actor } from './actor.ts'
import { type AnyGuard, guard } from './change.ts'
import { gate } from './lifecycles.ts'
import { type AdminVerb, covers, flagsIn, type Mask, maskOf, type Permissions, roleMask } from './permissions.ts'
import { WHOLE_SYSTEM } from './policy.ts'
import type { Account, Membership } from './records.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'

/** All of an account that says whether it may act. Its hash stays where it is. */
export const actingFields = ['id', 'status', 'epoch'] as const
/** All of a membership that says what it gives. */
export const heldFields = ['id', 'scope', 'role', 'permissions'] as const

export type Acting = Pick<Account, (typeof actingFields)[number]>
export type Held = Pick<Membership, (typeof heldFields)[number]>

/** The rows that say what somebody may do, as they were read. */
export interface Holder {
  readonly account: Acting | null
  readonly memberships: readonly (Held | null)[]
}

/** Who asks, as a plan finds them: with what they hold in one scope and in the whole system. */
export interface ActorRows {
  readonly actor: Acting | null
  readonly actorMembership: Held | null
  readonly actorGlobal: Held | null
}

export const actorHolder = ({ actor, actorMembership, actorGlobal }: ActorRows): Holder => ({
  account: actor,
  memberships: [actorMembership, actorGlobal],
})

/** What somebody holds in one scope, and what must still be so when the commit happens. */
export interface Powers {
  readonly flags: Mask
  /** Null for the system, which needs no role to grant one. */
  readonly roles: readonly string[] | null
  readonly guards: readonly AnyGuard[]
}

const everything: Powers = { flags: -1n, roles: null, guards: [] }

/** The flags of one membership: those of its role and its own. */
export const membershipMask = (permissions: Permissions, membership: Held | null): Mask =>
  membership === null ? 0n : roleMask(permissions, membership.role) | maskOf(permissions, membership.permissions)

/** Whether a membership counts in a scope: its own, or the whole system. */
export const countsIn = (membership: Held, scope: string): boolean =>
  membership.scope === scope || membership.scope === WHOLE_SYSTEM

/** Powers of an actor in a scope. Refuses an actor who is no longer what the session said (`not_authenticated`). */
export function powersOf(permissions: Permissions, actor: Actor, holder: Holder, scope: string): Powers | Refusal {
  if (actor.type === 'system') return everything
  const { account } = holder
  if (account === null || account.id !== actor.id) return refuse('not_authenticated')
  if (actor.epoch !== undefined && actor.epoch !== account.epoch) return refuse('not_authenticated')
  return gate(account, 'act') ?? accountPowers(permissions, account, holder.memberships, scope)
}

/** Powers of somebody who is not asking now, the inviter at acceptance; `createdBy` null is the system. */
export function inviterPowers(
  permissions: Permissions,
  createdBy: string | null,
  holder: Holder,
  scope: string,
): Powers | Refusal {
  return powersOf(
    permissions,
    createdBy === null ? { type: 'system' } : { type: 'account', id: createdBy },
    holder,
    scope,
  )
}

function accountPowers(
  permissions: Permissions,
  account: Acting,
  memberships: Holder['memberships'],
  scope: string,
): Powers {
  const counted = memberships
    .filter((membership) => membership !== null)
    .filter((membership) => countsIn(membership, scope))
  return {
    flags: counted.reduce((mask, membership) => mask | membershipMask(permissions, membership), 0n),
    roles: counted.flatMap(({ role }) => (role === null ? [] : [role])),
    guards: [
      guard('account', account.id, { status: account.status, epoch: account.epoch }),
      ...counted.map(({ id, role, permissions: own }) => guard('membership', id, { role, permissions: own })),
    ],
  }
}

/** Whether these powers include an administrative verb; a verb without a flag is for the system alone. */
export function mayDo(permissions: Permissions, powers: Powers, verb: AdminVerb): Refusal | null {
  const asked = permissions.verbs.get(verb)
  if (powers.roles === null) return null
  return asked !== undefined && covers(powers.flags, asked) ? null : refuse('forbidden')
}

/** Powers of an actor who may do a verb in a scope, or the refusal. */
export function authorize(
  permissions: Permissions,
  actor: Actor,
  holder: Holder,
  scope: string,
  verb: AdminVerb,
): Powers | Refusal {
  const powers = powersOf(permissions, actor, holder, scope)
  if (isRefusal(powers)) return powers
  return mayDo(permissions, powers, verb) ?? powers
}

/** What somebody is offered: a role, and flags of their own. */
export interface Offer {
  readonly role: string | null
  readonly permissions: readonly string[]
}

/** Refuses a role or a flag that nobody has declared. */
export function unknownOffer(permissions: Permissions, offer: Offer): Refusal | null {
  if (offer.role !== null && !permissions.roleMasks.has(offer.role))
    return refuse('role_unknown', { fields: [{ field: 'role', code: 'unknown' }] })
  return offer.permissions.some((flag) => !permissions.bits.has(flag))
    ? refuse('flag_unknown', { fields: [{ field: 'permissions', code: 'unknown' }] })
    : null
}

/** A membership as it will be when an offer is taken: the union of its flags and the granted ones. */
export interface Merged extends Offer {
  readonly added: Mask
  readonly roleChanges: boolean
}

/**
 * Merges an offer into a membership; never lowers it. The role changes only to one that has every flag of the old, and
 * never from one that keeps a holder: then the flags come on top.
 */
export function mergeOffer(permissions: Permissions, old: Held | null, offer: Offer): Merged {
  const held = membershipMask(permissions, old)
  const granted = roleMask(permissions, offer.role) | maskOf(permissions, offer.permissions)
  const oldRole = old?.role ?? null
  const rises =
    offer.role !== null &&
    offer.role !== oldRole &&
    !permissions.keepOne.has(oldRole ?? '') &&
    covers(roleMask(permissions, offer.role), roleMask(permissions, oldRole))
  const role = rises ? offer.role : oldRole
  const own = (held | granted) & ~roleMask(permissions, role)
  return { role, permissions: flagsIn(permissions, own), added: granted & ~held, roleChanges: rises }
}

/** Never more than the giver holds: the new flags are held, and a role of the giver's grants the new role. */
export function mayGrant(permissions: Permissions, powers: Powers, merged: Merged, offer: Offer): Refusal | null {
  if (powers.roles === null) return null
  // A role that is not taken as such may still give its flags: then it is granted all the same.
  const givesRole = merged.roleChanges || (roleMask(permissions, offer.role) & merged.added) !== 0n
  if (
    offer.role !== null &&
    givesRole &&
    !powers.roles.some((role) => permissions.grants.get(role)?.has(offer.role ?? ''))
  )
    return refuse('role_not_grantable')
  if (!covers(powers.flags, merged.added)) return refuse('exceeds_own')
  if (offer.permissions.length > 0 && permissions.verbs.has('assign') && merged.added !== 0n)
    return mayDo(permissions, powers, 'assign')
  return null
}
