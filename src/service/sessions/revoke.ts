import { type Actor, accountOf } from '../../domain/actor.ts'
import { type OneSession, revokeSession as revokeRule } from '../../domain/rules/manage-sessions.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import { sessionForPlan } from '../plans.ts'
import { readOver } from '../read-over.ts'
import { aboutOneself } from './read-owner.ts'

/** Ends one session: one's own, or that of somebody whom one could suspend. */
export async function revoke(context: Context, id: string, options: { readonly actor: Actor }): Promise<void> {
  const actor = actorOf(options)
  const sessionId = input.parseField('id', input.id, id)
  return decide(context, {
    read: async (): Promise<OneSession> => {
      const {
        session,
        account,
        actor: asking,
      } = await loadOne(context, sessionForPlan, {
        id: sessionId,
        actor: accountOf(actor),
      })
      if (session !== null && session.accountId !== accountOf(actor))
        return { session, over: await readOver(context, actor, session.accountId) }
      return { session, over: { ...aboutOneself(account), actor: asking } }
    },
    rule: (snapshot, moment) => revokeRule(snapshot, { actor }, context.policy, moment),
    view: () => undefined,
  })
}
