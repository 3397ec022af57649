import { type Actor, actorKey } from '../actor.ts'
import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { invitationLifecycle, invitationState, step } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Invitation } from '../records.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { type ManageSnapshot, managedInvitation } from './resend-invitation.ts'

/** Takes an invitation back: every link of it is dead with the commit. */
export function revokeInvitation(
  snapshot: ManageSnapshot,
  command: { readonly actor: Actor },
  policy: Policy,
  moment: Moment,
): Decided<Invitation> | Refusal {
  const managed = managedInvitation(snapshot, command.actor, policy, 'invite')
  if (isRefusal(managed)) return managed
  const { invitation, powers } = managed
  const refusal = step(invitationLifecycle, invitationState(invitation, moment.now), 'revoke')
  if (refusal) return refusal
  const set = { status: 'revoked', reason: 'revoked', openKey: null } as const
  const event = {
    type: 'invitation.revoked',
    actor: actorKey(command.actor),
    subject: invitation.id,
    scope: invitation.scope,
  }
  return {
    change: commitOf(moment, event, [update('invitation', invitation.id, { status: 'pending' }, set)], powers.guards),
    answer: { ...invitation, ...set },
  }
}
