import {
  challengeState,
  type InvitationEvent,
  invitationLifecycle,
  invitationState,
  type Link,
  standingFields,
  step,
} from '../lifecycles.ts'
import type { Invitation } from '../records.ts'
import { type Refusal, refuse } from '../refusal.ts'

/** All of an invitation that its link opens: what it offers, who offers it, and whether it still does. */
export const offeredFields = [
  ...standingFields,
  'email',
  'domains',
  'scope',
  'role',
  'permissions',
  'metadata',
  'profile',
  'reason',
  'generation',
  'createdBy',
] as const
export type Offered = Pick<Invitation, (typeof offeredFields)[number]>

export interface LinkedInvitation {
  readonly challenge: Link | null
  readonly invitation: Offered | null
}

export interface OpenInvitation {
  readonly challenge: Link
  readonly invitation: Offered
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
