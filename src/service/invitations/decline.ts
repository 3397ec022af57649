import * as z from 'zod/mini'
import { refuse } from '../../domain/refusal.ts'
import { declineInvitation as declineRule } from '../../domain/rules/decline-invitation.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { decide, refused } from '../decide.ts'
import * as input from '../input.ts'
import { loadBySecret } from '../load-by-secret.ts'
import { invitationLinkPlan } from '../plans.ts'
import { type OfferView, offerView } from '../views.ts'

export const declineInput = z.strictObject({ token: input.secret })

/** Declines an invitation for whoever holds its link: it is over, for every link of it. */
export async function decline(context: Context, value: { readonly token: string }): Promise<OfferView> {
  const { token } = input.parse(declineInput, value)
  if (!isSecret('invitation', token)) throw refused(context, refuse('invitation_not_found'))
  return decide(context, {
    read: () => loadBySecret(context, invitationLinkPlan, ['invitation', token]),
    rule: declineRule,
    view: (invitation, { now }) => offerView(invitation, now),
  })
}
