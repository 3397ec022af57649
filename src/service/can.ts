import { type Actor, accountOf } from '../domain/actor.ts'
import { actorHolder, powersOf } from '../domain/authority.ts'
import { covers } from '../domain/permissions.ts'
import { isRefusal } from '../domain/refusal.ts'
import { actorOf } from './actor-input.ts'
import type { Context } from './context.ts'
import { loadOne } from './decide.ts'
import { actorPlan } from './plans.ts'

/** Whether an actor holds a flag in a scope, now: read from the store, never from a token. */
export async function can(context: Context, actor: Actor, flag: string, scope = '*'): Promise<boolean> {
  actorOf({ actor })
  const bit = context.policy.permissions.bits.get(flag)
  if (bit === undefined) throw new TypeError(`"flag" is not one of the permissions: ${flag}`)
  if (actor.type === 'system') return true
  const powers = powersOf(
    context.policy.permissions,
    actor,
    actorHolder(await loadOne(context, actorPlan, { actor: accountOf(actor), scope })),
    scope,
  )
  return !isRefusal(powers) && covers(powers.flags, bit)
}
