import * as z from 'zod/mini'
import { type Actor, accountOf } from '../../domain/actor.ts'
import type { Duration } from '../../domain/duration.ts'
import type { Delivery, Policy } from '../../domain/policy.ts'
import { resendInvitation as resendRule } from '../../domain/rules/resend-invitation.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import { admitMailTo } from '../limit-mails.ts'
import { mintLink, resolveDelivery } from '../links.ts'
import { resendPlan } from '../plans.ts'
import { invitationView } from '../views.ts'
import { type CreatedInvitation, lifetimeOf } from './create.ts'
import { findInvitation } from './find-invitation.ts'

export const resendInput = z.strictObject({
  delivery: z.optional(input.delivery),
  mode: z.optional(z.enum(['rotate', 'append'])),
  expiresIn: z.optional(input.duration),
})

/** Who sends again, how, and for how long. */
export interface ResendOptions {
  /** Who asks: they need what the invitation gives, for they could keep the link. */
  readonly actor: Actor
  /** `link` copies a new link; an invitation without an address can only be copied. */
  readonly delivery?: Delivery
  /** `rotate` ends the earlier links, `append` leaves them; the policy's by default. */
  readonly mode?: Policy['invitations']['resend']
  /** How long it lives from now; as long as a new one where nothing is said. */
  readonly expiresIn?: Duration
}

/** Sends an invitation again, or hands back a new link, and renews its expiry. */
export async function resend(context: Context, id: string, options: ResendOptions): Promise<CreatedInvitation> {
  const actor = actorOf(options)
  const invitationId = input.parseField('id', input.id, id)
  const { actor: _, ...given } = options
  const { policy } = context
  const asked = input.parse(resendInput, given)
  // A link is asked for by name, or is the only way that there is.
  const delivery = resolveDelivery(
    context,
    asked.delivery,
    asked.delivery === undefined && (await isOpenLink(context, invitationId)) ? 'link' : policy.delivery,
  )
  const { link, ...by } = mintLink(context, 'invitation', delivery)
  const command = {
    ...by,
    actor,
    mode: asked.mode ?? policy.invitations.resend,
    lifetime: lifetimeOf(context, asked.expiresIn),
  }
  return decide(context, {
    read: () => loadOne(context, resendPlan, { id: invitationId, actor: accountOf(actor) }),
    rule: (snapshot, moment) => resendRule(snapshot, command, policy, moment),
    admit: ({ email }) => admitMailTo(context, actor, delivery, email),
    view: (invitation) => ({
      ...invitationView(invitation, context.clock.now()),
      url: link?.url ?? null,
      token: link?.token ?? null,
      replayed: false,
    }),
  })
}

async function isOpenLink(context: Context, id: string): Promise<boolean> {
  return context.policy.delivery !== 'link' && (await findInvitation(context, id)).email === null
}
