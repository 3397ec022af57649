import type { AccountActor } from '../actor.ts'
import type { Code } from '../errors.ts'
import type { Policy } from '../policy.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { type GiverSnapshot, stillOffered } from './accept-invitation.ts'
import { type Joiner, whoJoins } from './accepting-account.ts'
import { type LinkedInvitation, type Offered, openInvitation } from './open-invitation.ts'

/** What the person can do next with this link. */
export type NextStep = 'sign_up' | 'log_in' | 'switch_account' | 'accept' | 'activate' | 'ended'

export interface Preview {
  readonly next: NextStep
  /** Why it ended; null while it lives. */
  readonly reason: Code | null
  readonly invitation: Offered
}

export interface PreviewSnapshot extends LinkedInvitation, GiverSnapshot {
  /** The account of the invited address, or the actor's own. */
  readonly account: Joiner | null
}

/** Says what comes next; changes nothing. Whoever lacks the secret learns nothing (`invitation_not_found`). */
export function previewInvitation(
  snapshot: PreviewSnapshot,
  actor: AccountActor | null,
  policy: Policy,
  now: number,
): Preview | Refusal {
  const { invitation } = snapshot
  const open = openInvitation(snapshot, 'accept', now)
  if (invitation === null || (isRefusal(open) && open.refused === 'invitation_not_found'))
    return refuse('invitation_not_found')
  if (isRefusal(open)) return { next: 'ended', reason: open.refused, invitation }
  const offer = stillOffered(snapshot, invitation, policy)
  if (isRefusal(offer)) return { next: 'ended', reason: offer.refused, invitation }
  const joining = whoJoins(snapshot, open, { actor, email: null })
  if (!isRefusal(joining))
    return {
      next: ({ new: 'sign_up', unproven: 'sign_up', beforehand: 'activate', session: 'accept' } as const)[joining.how],
      reason: null,
      invitation,
    }
  const next = steps[joining.refused] ?? 'ended'
  return { next, reason: next === 'ended' ? joining.refused : null, invitation }
}

// An open link asks for an address first: that is a sign-up too. A session that has ended leads to the log-in.
const steps: { readonly [code in Code]?: NextStep } = {
  invalid_input: 'sign_up',
  login_required: 'log_in',
  not_authenticated: 'log_in',
  wrong_account: 'switch_account',
  email_domain_refused: 'switch_account',
}
