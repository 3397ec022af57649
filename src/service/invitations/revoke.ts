import { type Actor, accountOf } from '../../domain/actor.ts'
import { revokeInvitation as revokeRule } from '../../domain/rules/revoke-invitation.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import { managePlan } from '../plans.ts'
import { type InvitationView, invitationView } from '../views.ts'

/** Takes an invitation back: every link of it is dead from then on. */
export async function revoke(
  context: Context,
  id: string,
  options: { readonly actor: Actor },
): Promise<InvitationView> {
  const actor = actorOf(options)
  const invitationId = input.parseField('id', input.id, id)
  return decide(context, {
    read: () => loadOne(context, managePlan, { id: invitationId, actor: accountOf(actor) }),
    rule: (snapshot, moment) => revokeRule(snapshot, { actor }, context.policy, moment),
    view: (invitation) => invitationView(invitation, context.clock.now()),
  })
}
