import { type Actor, accountOf } from '../domain/actor.ts'
import { actorHolder, authorize } from '../domain/authority.ts'
import type { AdminVerb } from '../domain/permissions.ts'
import type { RecordKind } from '../domain/records.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { Listed, Plan, Query } from '../ports/storage.ts'
import type { Context } from './context.ts'
import { refused } from './decide.ts'
import { actorPlan } from './plans.ts'

/** Who asks for a page, and what they must be allowed to do where. */
export interface Asking {
  readonly actor: Actor
  readonly scope: string
  readonly verb: AdminVerb
}

/** A page for an actor who may see it: the right is read in the same round trip, and who has none gets a refusal instead. */
export async function authorizedPage<K extends RecordKind, W extends Plan>(
  context: Context,
  { actor, scope, verb }: Asking,
  query: Query<K, W>,
): Promise<readonly Listed<K, W>[]> {
  if (actor.type === 'system') return (await context.storage.list<K, W>(query)).rows
  const inputs = { actor: accountOf(actor), scope }
  const { rows, also } = await context.storage.list({ ...query, also: { plan: actorPlan, inputs } })
  const powers = authorize(context.policy.permissions, actor, actorHolder(also), scope, verb)
  if (isRefusal(powers)) throw refused(context, powers)
  return rows
}
