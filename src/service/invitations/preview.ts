import type { AccountActor } from '../../domain/actor.ts'
import type { Code } from '../../domain/errors.ts'
import type { PasswordPolicy } from '../../domain/password-policy.ts'
import { isRefusal, refuse } from '../../domain/refusal.ts'
import { type NextStep, previewInvitation } from '../../domain/rules/preview-invitation.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { refused } from '../decide.ts'
import type { RequestOptions } from '../limits.ts'
import { loadBySecret } from '../load-by-secret.ts'
import { previewAsPlan, previewPlan } from '../plans.ts'
import { nameOf, type OfferView, offerView } from '../views.ts'

/** What the holder of a link sees. */
export interface InvitationPreview {
  /** `sign_up`, `activate` (an account made beforehand), `log_in`, `switch_account`, `accept`, or `ended`. */
  readonly next: NextStep
  /** Why it ended; null while it lives. */
  readonly reason: Code | null
  /** The offer, while it lives; null once it has ended. */
  readonly invitation: OfferView | null
  /** What the inviter is called; null for the system, and once it has ended. */
  readonly inviter: { readonly name: string } | null
  /** What the person is invited to, with the name that `describeScope` gives; null once it has ended. */
  readonly scope: { readonly id: string; readonly name: string } | null
  /** What a new password must be, to be shown beside its field. */
  readonly passwordRules: PasswordPolicy
}

/** Who opens a link. */
export interface LinkOptions extends RequestOptions {
  /** The person whose session came along. */
  readonly actor?: AccountActor | null
}

/** Shows an invitation to whoever holds its secret, and says what comes next. Changes nothing. */
export async function preview(
  context: Context,
  value: { readonly token: string },
  options: LinkOptions = {},
): Promise<InvitationPreview> {
  const actor = options.actor ?? null
  if (!isSecret('invitation', value?.token)) throw refused(context, refuse('invitation_not_found'))
  const secret = ['invitation', value.token] as const
  const snapshot =
    actor === null
      ? await loadBySecret(context, previewPlan, secret, { email: null })
      : await loadBySecret(context, previewAsPlan, secret, { actor: actor.id })
  const seen = previewInvitation(snapshot, actor, context.policy, context.clock.now())
  if (isRefusal(seen)) throw refused(context, seen)
  const { next, reason, invitation } = seen
  const now = context.clock.now()
  context.observers.observe('invitation.previewed', now, { next }, invitation.id)
  const { passwords: passwordRules } = context.policy
  if (next === 'ended') return { next, reason, invitation: null, inviter: null, scope: null, passwordRules }
  const inviter = nameOf(snapshot.inviter)
  return {
    next,
    reason,
    invitation: offerView(invitation, now),
    inviter: inviter === null ? null : { name: inviter },
    scope: { id: invitation.scope, name: (await context.describeScope(invitation.scope)).name },
    passwordRules,
  }
}
