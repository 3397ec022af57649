import type { Actor } from '../../domain/actor.ts'
import { authorize, powersOf } from '../../domain/authority.ts'
import { WHOLE_SYSTEM } from '../../domain/policy.ts'
import { isRefusal, refuse } from '../../domain/refusal.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { refused } from '../decide.ts'
import * as input from '../input.ts'
import { readOver } from '../read-over.ts'
import { type AccountView, accountView, type MembershipView, membershipView } from '../views.ts'

/** An account with what it may do, as far as the caller may see it. */
export interface AccountWithMemberships extends AccountView {
  /** All for the person; for others those of the scopes in which they may view people. */
  readonly memberships: readonly MembershipView[]
}

/** One account with its memberships: for the person, and for who may view people in a scope that they share. */
export async function get(
  context: Context,
  accountId: string,
  options: { readonly actor: Actor },
): Promise<AccountWithMemberships> {
  const actor = actorOf(options)
  const { permissions } = context.policy
  const over = await readOver(context, actor, input.parseField('id', input.id, accountId))
  const holder = { account: over.actor, memberships: over.actorMemberships }
  if (isRefusal(powersOf(permissions, actor, holder, WHOLE_SYSTEM))) throw refused(context, refuse('not_authenticated'))
  const sees = (scope: string) => !isRefusal(authorize(permissions, actor, holder, scope, 'view'))
  const isOwn = actor.type === 'account' && actor.id === over.target?.id
  const seen = over.targetMemberships.filter(({ scope }) => isOwn || sees(scope))
  if (over.target === null || !(isOwn || seen.length > 0 || sees(WHOLE_SYSTEM)))
    throw refused(context, refuse('account_not_found'))
  return { ...accountView(over.target), memberships: seen.map((membership) => membershipView(membership, permissions)) }
}
