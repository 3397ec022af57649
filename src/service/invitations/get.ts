import { type Actor, accountOf } from '../../domain/actor.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { managedInvitation } from '../../domain/rules/resend-invitation.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { loadOne, refused } from '../decide.ts'
import * as input from '../input.ts'
import { managePlan } from '../plans.ts'
import { type InvitationView, invitationView } from '../views.ts'

/** One invitation, for an actor who may see those of its scope. */
export async function get(context: Context, id: string, options: { readonly actor: Actor }): Promise<InvitationView> {
  const actor = actorOf(options)
  const snapshot = await loadOne(context, managePlan, {
    id: input.parseField('id', input.id, id),
    actor: accountOf(actor),
  })
  const managed = managedInvitation(snapshot, actor, context.policy, 'view')
  if (isRefusal(managed)) throw refused(context, managed)
  return invitationView(managed.invitation, context.clock.now())
}
