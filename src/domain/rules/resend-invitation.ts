import { type Actor, accountOf, actorKey } from '../actor.ts'
import { type Acting, type ActorRows, actorHolder, authorize, type Held, mayGrant, mergeOffer } from '../authority.ts'
import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { invitationLifecycle, invitationState, step } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Invitation } from '../records.ts'
import { isRefusal, type Refusal, refuse, refuseField } from '../refusal.ts'
import { stillOffered } from './accept-invitation.ts'
import { type LinkDelivery, linkWrites } from './secret-link.ts'

export interface ManageSnapshot extends ActorRows {
  readonly invitation: Invitation | null
}

/** An invitation that an actor may manage; somebody who may not even see it learns nothing of it. */
export function managedInvitation(snapshot: ManageSnapshot, actor: Actor, policy: Policy, verb: 'invite' | 'view') {
  const { invitation } = snapshot
  const holder = actorHolder(snapshot)
  const powers = authorize(policy.permissions, actor, holder, invitation?.scope ?? '', verb)
  if (isRefusal(powers)) {
    const seen =
      invitation !== null && !isRefusal(authorize(policy.permissions, actor, holder, invitation.scope, 'view'))
    return powers.refused === 'forbidden' && !seen ? refuse('invitation_not_found') : powers
  }
  return invitation === null ? refuse('invitation_not_found') : { invitation, powers }
}

/** For resending, the inviter as well. */
export interface ResendSnapshot extends ManageSnapshot {
  readonly inviter: Acting | null
  readonly inviterMembership: Held | null
  readonly inviterGlobal: Held | null
}

export interface ResendInvitation extends LinkDelivery {
  readonly actor: Actor
  readonly mode: Policy['invitations']['resend']
  readonly lifetime: number
}

/**
 * Sends the link again and renews the expiry, of a lapsed invitation too. `rotate` ends the earlier links, `append` leaves them.
 * Whoever resends could keep the link: so they need what the invitation gives, as its creator did. Where the inviter can
 * no longer give it, whoever resends answers for it from now on.
 */
export function resendInvitation(
  snapshot: ResendSnapshot,
  command: ResendInvitation,
  policy: Policy,
  moment: Moment,
): Decided<Invitation> | Refusal {
  const managed = managedInvitation(snapshot, command.actor, policy, 'invite')
  if (isRefusal(managed)) return managed
  const { invitation, powers } = managed
  if (invitation.email === null && command.delivery !== 'link') return refuseField('delivery', 'needs_email')
  const merged = mergeOffer(policy.permissions, null, invitation)
  const refusal =
    mayGrant(policy.permissions, powers, merged, invitation) ??
    step(invitationLifecycle, invitationState(invitation, moment.now), 'resend')
  if (refusal) return refusal
  const expiresAt = moment.now + command.lifetime
  const generation = invitation.generation + (command.mode === 'rotate' ? 1 : 0)
  // A link in place of the mailed one ends the mail as well.
  const handed = command.mode === 'rotate' ? 'none' : invitation.delivery
  const delivery = command.delivery === 'link' ? handed : 'queued'
  const inviterLost = isRefusal(stillOffered({ ...snapshot, membership: null }, invitation, policy))
  const createdBy = inviterLost ? accountOf(command.actor) : invitation.createdBy
  const set = { expiresAt, generation, delivery, createdBy } as const
  const link = linkWrites(
    moment,
    { purpose: 'invitation', id: invitation.id, generation, expiresAt },
    command,
    invitation.email === null
      ? null
      : {
          kind: 'invitation',
          email: invitation.email,
          invitationId: invitation.id,
          generation,
          locale: invitation.locale,
        },
  )
  const writes = [
    update('invitation', invitation.id, { status: 'pending', generation: invitation.generation }, set),
    ...link,
  ]
  const event = {
    type: 'invitation.resent',
    actor: actorKey(command.actor),
    subject: invitation.id,
    scope: invitation.scope,
    data: { delivery: command.delivery, mode: command.mode },
  }
  return { change: commitOf(moment, event, writes, powers.guards), answer: { ...invitation, ...set } }
}
