import { challengeState, type InvitationEvent, invitationLifecycle, invitationState, step } from '../lifecycles.ts'
import type { Challenge, Invitation } from '../records.ts'
import { type Refusal, refuse } from '../refusal.ts'

export interface LinkedInvitation {
  readonly challenge: Challenge | null
  readonly invitation: Invitation | null
}

export interface OpenInvitation {
  readonly challenge: Challenge
  readonly invitation: Invitation
}

/** The invitation behind a secret, if `event` may still happen to it; otherwise why it ended, which the holder of the secret may learn. */
export function openInvitation(
  { challenge, invitation }: LinkedInvitation,
  event: InvitationEvent,
  now: number,
): OpenInvitation | Refusal {
  if (challenge === null || challenge.purpose !== 'invitation' || invitation === null)
    return refuse('invitation_not_found')
  if (invitation.status === 'revoked' && invitation.reason === 'superseded') return refuse('invitation_superseded')
  const refusal = step(invitationLifecycle, invitationState(invitation, now), event)
  if (refusal) return refusal
  const state = challengeState(challenge, invitation.generation, now)
  if (state === 'used') return refuse('already_accepted')
  if (state === 'expired') return refuse('invitation_expired')
  return state === 'open' ? { challenge, invitation } : refuse('invitation_superseded')
}
