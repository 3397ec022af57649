import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { type LinkedInvitation, type Offered, openInvitation } from './open-invitation.ts'

/**
 * Whoever holds the link says no: every link of the invitation is dead with the commit. An account that was made
 * beforehand waits as after a revocation: the next invitation uses it again, or a purge removes it.
 */
export function declineInvitation(snapshot: LinkedInvitation, moment: Moment): Decided<Offered> | Refusal {
  const { now } = moment
  const open = openInvitation(snapshot, 'decline', now)
  if (isRefusal(open)) return open
  const { challenge, invitation } = open
  // An open link is not one person's to take from the others.
  if (invitation.email === null) return refuse('open_link')
  const set = { status: 'declined', reason: 'declined', openKey: null } as const
  const live = { status: 'pending', generation: invitation.generation, expiresAt: { gt: now } } as const
  const writes = [
    update('invitation', invitation.id, live, set),
    update('challenge', challenge.id, { status: 'open', expiresAt: { gt: now } }, { status: 'used' }),
  ]
  const event = { type: 'invitation.declined', actor: null, subject: invitation.id, scope: invitation.scope }
  return { change: commitOf(moment, event, writes), answer: { ...invitation, ...set } }
}
