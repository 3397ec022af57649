import * as z from 'zod/mini'
import type { AccountActor } from '../../domain/actor.ts'
import type { Moment } from '../../domain/change.ts'
import type { Account } from '../../domain/records.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { changePassword as changeRule } from '../../domain/rules/change-password.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { passwordGuess } from '../count-passwords.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import { commonness, isCurrent } from '../password-input.ts'
import { accountPlan } from '../plans.ts'
import { type MaybeTokens, noTokens, type SessionOptions, sessionWhen } from '../sessions/open-session.ts'
import { type AccountView, accountView } from '../views.ts'

export const changePasswordInput = z.strictObject({ currentPassword: input.password, newPassword: input.password })

/** What a person types to change their password. */
export interface ChangePasswordInput {
  /** The password of today: whoever walks up to an open screen does not know it. */
  readonly currentPassword: string
  /** The password from now on, by the policy's rules. */
  readonly newPassword: string
}

/** Whose password it is, and whether they get a new session in place of this one, which ends like all the others. */
export interface ChangePasswordOptions extends SessionOptions {
  /** The person, from `sessions.check`. */
  readonly actor: AccountActor
}

/** A person changes their own password, knowing the current one (`wrong_password`). Every session and link ends. */
export async function changePassword(
  context: Context,
  value: ChangePasswordInput,
  options: ChangePasswordOptions,
): Promise<{ readonly account: AccountView } & MaybeTokens> {
  const actor = actorOf(options)
  if (actor.type !== 'account') throw new TypeError('"actor" must be the account whose password it is')
  const { currentPassword, newPassword } = input.parse(changePasswordInput, value)
  const passwordIsCommon = await commonness(context, newPassword, 'newPassword')
  const session = sessionWhen(context, options.session === true, options.device)
  const common = { actor, password: newPassword, passwordIsCommon, session: session?.stored ?? null }
  const rule = (
    snapshot: { readonly account: Account | null },
    moment: Moment,
    known: { readonly currentMatches: boolean; readonly passwordHash: string },
  ) => changeRule(snapshot, { ...common, ...known }, context.policy, moment)
  const guess = passwordGuess(context, { by: 'current', from: options.from })
  return decide(context, {
    read: () => loadOne(context, accountPlan, { id: actor.id }),
    prepare: async (snapshot, moment) => {
      // Whoever may not ask, with a session that has ended for one, guesses nothing.
      const asked = rule(snapshot, moment, { currentMatches: false, passwordHash: '' })
      if (!isRefusal(asked) || asked.refused !== 'wrong_password') return { currentMatches: false, passwordHash: '' }
      const currentMatches = await isCurrent(context, guess, snapshot.account, currentPassword)
      const refusedAnyway = isRefusal(rule(snapshot, moment, { currentMatches, passwordHash: '' }))
      return { currentMatches, passwordHash: refusedAnyway ? '' : await context.hasher.hash(newPassword) }
    },
    rule,
    view: async ({ account }, moment) => ({
      account: accountView(account),
      ...((await session?.tokens(account, moment)) ?? noTokens),
    }),
  })
}
