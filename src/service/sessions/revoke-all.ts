import type { Actor } from '../../domain/actor.ts'
import { endSessions } from '../../domain/rules/manage-sessions.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide } from '../decide.ts'
import { accountWhose } from './account-whose.ts'
import type { SessionsInput } from './list.ts'
import { readOwner } from './read-owner.ts'

/** Logs somebody out everywhere, the session that asks included; links that are on their way end too. */
export async function revokeAll(
  context: Context,
  value: SessionsInput,
  options: { readonly actor: Actor },
): Promise<void> {
  const actor = actorOf(options)
  const accountId = accountWhose(actor, value)
  return decide(context, {
    read: () => readOwner(context, actor, accountId),
    rule: (snapshot, moment) => endSessions(snapshot, { actor }, context.policy, moment),
    view: () => undefined,
  })
}
