import * as z from 'zod/mini'
import { type Actor, accountOf } from '../../domain/actor.ts'
import type { MembershipSnapshot } from '../../domain/rules/manage-membership.ts'
import { removeMembership as removeRule, updateMembership as updateRule } from '../../domain/rules/manage-membership.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import { membershipPlan } from '../plans.ts'
import { findWitnesses } from '../read-over.ts'
import { type MembershipView, membershipView } from '../views.ts'

export const updateMembershipInput = z.strictObject({
  role: z.optional(z.nullable(input.text(100))),
  permissions: z.optional(input.flags),
})

/** What a membership will be. What is left out stays as it is. */
export interface UpdateMembershipInput<F extends string = string, R extends string = string> {
  /** The new role; left out, the role stays. */
  readonly role?: R | null
  /** The flags beside those of the role; left out, they stay. */
  readonly permissions?: readonly F[]
}

/** Gives a membership another role or other flags. Nobody gives what they lack (`exceeds_own`), nor demotes the last holder (`last_holder`). */
export async function updateMembership(
  context: Context,
  accountId: string,
  scope: string,
  value: UpdateMembershipInput,
  options: { readonly actor: Actor },
): Promise<MembershipView> {
  const actor = actorOf(options)
  const asked = input.parse(updateMembershipInput, value)
  const where = {
    target: input.parseField('id', input.id, accountId),
    scope: input.parseField('scope', input.scope, scope),
  }
  return decide(context, {
    read: () => read(context, actor, where),
    rule: ({ snapshot, witnesses }, moment) =>
      updateRule(snapshot, witnesses, { actor, scope: where.scope, ...asked }, context.policy, moment),
    view: (membership) => membershipView(membership, context.policy.permissions),
  })
}

/** Takes a membership away; the account stays. */
export async function removeMembership(
  context: Context,
  accountId: string,
  scope: string,
  options: { readonly actor: Actor },
): Promise<void> {
  const actor = actorOf(options)
  const where = {
    target: input.parseField('id', input.id, accountId),
    scope: input.parseField('scope', input.scope, scope),
  }
  return decide(context, {
    read: () => read(context, actor, where),
    rule: ({ snapshot, witnesses }, moment) =>
      removeRule(snapshot, witnesses, { actor, scope: where.scope }, context.policy, moment),
    view: () => undefined,
  })
}

async function read(context: Context, actor: Actor, where: { readonly target: string; readonly scope: string }) {
  const snapshot: MembershipSnapshot = await loadOne(context, membershipPlan, { actor: accountOf(actor), ...where })
  const witnesses = await findWitnesses(
    context,
    context.policy.permissions,
    snapshot.target,
    snapshot.membership ? [snapshot.membership] : [],
  )
  return { snapshot, witnesses }
}
