import type { Actor } from '../../domain/actor.ts'
import { reactivateAccount, suspendAccount } from '../../domain/rules/manage-account.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide } from '../decide.ts'
import * as input from '../input.ts'
import { findWitnesses, readOver } from '../read-over.ts'
import { type AccountView, accountView } from '../views.ts'

/** Suspends an account: all its sessions and links end with the commit. Refuses the last holder of a role that keeps one (`last_holder`). */
export async function suspend(
  context: Context,
  accountId: string,
  options: { readonly actor: Actor },
): Promise<AccountView> {
  const actor = actorOf(options)
  const target = input.parseField('id', input.id, accountId)
  return decide(context, {
    read: async () => {
      const over = await readOver(context, actor, target)
      return {
        over,
        witnesses: await findWitnesses(context, context.policy.permissions, over.target, over.targetMemberships),
      }
    },
    rule: ({ over, witnesses }, moment) => suspendAccount(over, witnesses, { actor }, context.policy, moment),
    view: accountView,
  })
}

/** Lets a suspended person log in again; the sessions of before stay ended. */
export async function reactivate(
  context: Context,
  accountId: string,
  options: { readonly actor: Actor },
): Promise<AccountView> {
  const actor = actorOf(options)
  const target = input.parseField('id', input.id, accountId)
  return decide(context, {
    read: () => readOver(context, actor, target),
    rule: (snapshot, moment) => reactivateAccount(snapshot, { actor }, context.policy, moment),
    view: accountView,
  })
}
