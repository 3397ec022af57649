import { type Actor, accountOf } from '../../domain/actor.ts'
import type { OverSnapshot } from '../../domain/authority-over.ts'
import type { Account } from '../../domain/records.ts'
import type { Context } from '../context.ts'
import { loadOne } from '../decide.ts'
import { accountPlan } from '../plans.ts'
import { readOver } from '../read-over.ts'

/** Somebody who asks about themselves: that needs no authority, so no memberships. */
export const aboutOneself = (account: Account | null): OverSnapshot => ({
  actor: account,
  actorMemberships: [],
  target: account,
  targetMemberships: [],
})

/** Reads whose sessions they are, and who asks. */
export async function readOwner(context: Context, actor: Actor, target: string): Promise<OverSnapshot> {
  if (accountOf(actor) !== target) return readOver(context, actor, target)
  return aboutOneself((await loadOne(context, accountPlan, { id: target })).account)
}
