import { type Actor, actorKey } from '../actor.ts'
import {
  type ActorRows,
  actorHolder,
  authorize,
  mayDo,
  membershipMask,
  type Offer,
  type Powers,
  unknownOffer,
} from '../authority.ts'
import { type AnyGuard, commitOf, type Decided, guard, type Moment, remove, update } from '../change.ts'
import { covers, maskOf, type Permissions, roleMask } from '../permissions.ts'
import type { Policy } from '../policy.ts'
import type { Account, Membership } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { needsWitness, type Witness, witnessGuards } from '../witness.ts'

export interface MembershipSnapshot extends ActorRows {
  readonly target: Account | null
  readonly membership: Membership | null
}

interface ManageMembership {
  readonly actor: Actor
  readonly scope: string
}

/** What a membership is to be; what is left out stays. */
type Wanted = { readonly [part in keyof Offer]?: Offer[part] | undefined }

/**
 * Gives a membership another role or other flags; what the command leaves out stays. Nobody gives what they lack, nor
 * changes somebody who holds more.
 */
export function updateMembership(
  snapshot: MembershipSnapshot,
  witnesses: readonly Witness[],
  command: ManageMembership & Wanted,
  policy: Policy,
  moment: Moment,
): Decided<Membership> | Refusal {
  const managed = managedMembership(snapshot, command, policy)
  if (isRefusal(managed)) return managed
  const { membership, powers } = managed
  const kept = declaredPart(policy.permissions, membership)
  const { role = kept.role, permissions = kept.permissions } = command
  const unknown = unknownOffer(policy.permissions, { role, permissions })
  if (unknown) return unknown
  const asked = roleMask(policy.permissions, role) | maskOf(policy.permissions, permissions)
  if (
    powers.roles !== null &&
    role !== null &&
    role !== membership.role &&
    !powers.roles.some((own) => policy.permissions.grants.get(own)?.has(role))
  )
    return refuse('role_not_grantable')
  if (!covers(powers.flags, asked)) return refuse('exceeds_own')
  const isNew = (asked & ~membershipMask(policy.permissions, membership)) !== 0n
  if (isNew && permissions.length > 0 && policy.permissions.verbs.has('assign')) {
    const refusal = mayDo(policy.permissions, powers, 'assign')
    if (refusal) return refusal
  }
  const witnessed = role === membership.role ? [] : losing(snapshot, membership, witnesses, policy)
  if (isRefusal(witnessed)) return witnessed
  const set = { role, permissions: [...new Set(permissions)].sort() }
  const write = update('membership', membership.id, { role: membership.role, permissions: membership.permissions }, set)
  const event = {
    type: 'membership.updated',
    actor: actorKey(command.actor),
    subject: membership.accountId,
    scope: command.scope,
    data: { from: membership.role, to: role },
  }
  return {
    change: commitOf(moment, event, [write], [...powers.guards, ...witnessed]),
    answer: { ...membership, ...set },
  }
}

/** A membership without the role or the flags of yesterday that are no longer declared: those count for nothing. */
const declaredPart = ({ roleMasks, bits }: Permissions, { role, permissions }: Membership): Offer => ({
  role: role !== null && roleMasks.has(role) ? role : null,
  permissions: permissions.filter((flag) => bits.has(flag)),
})

/** Takes a membership away. The account stays. */
export function removeMembership(
  snapshot: MembershipSnapshot,
  witnesses: readonly Witness[],
  command: ManageMembership,
  policy: Policy,
  moment: Moment,
): Decided<Membership> | Refusal {
  const managed = managedMembership(snapshot, command, policy)
  if (isRefusal(managed)) return managed
  const { membership, powers } = managed
  const kept = losing(snapshot, membership, witnesses, policy)
  if (isRefusal(kept)) return kept
  const write = remove('membership', membership.id, { role: membership.role, permissions: membership.permissions })
  const event = {
    type: 'membership.removed',
    actor: actorKey(command.actor),
    subject: membership.accountId,
    scope: command.scope,
    data: { role: membership.role },
  }
  return { change: commitOf(moment, event, [write], [...powers.guards, ...kept]), answer: membership }
}

function managedMembership(
  snapshot: MembershipSnapshot,
  command: ManageMembership,
  policy: Policy,
): { readonly membership: Membership; readonly powers: Powers } | Refusal {
  const holder = actorHolder(snapshot)
  const powers = authorize(policy.permissions, command.actor, holder, command.scope, 'edit')
  if (isRefusal(powers)) return powers
  const { membership } = snapshot
  if (membership === null) return refuse('membership_not_found')
  return covers(powers.flags, membershipMask(policy.permissions, membership))
    ? { membership, powers }
    : refuse('exceeds_own')
}

function losing(
  { target }: MembershipSnapshot,
  membership: Membership,
  witnesses: readonly Witness[],
  policy: Policy,
): readonly AnyGuard[] | Refusal {
  if (target === null) return []
  const kept = witnessGuards(needsWitness(policy.permissions, target, [membership]), witnesses)
  // Whether a witness is needed depends on the state of the account: it must still be the same.
  return isRefusal(kept) ? kept : [...kept, guard('account', target.id, { status: target.status })]
}
