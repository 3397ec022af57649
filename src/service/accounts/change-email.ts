import * as z from 'zod/mini'
import type { AccountActor } from '../../domain/actor.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { changeEmail as changeRule } from '../../domain/rules/change-email.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { passwordGuess } from '../count-passwords.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import type { RequestOptions } from '../limits.ts'
import { isCurrent } from '../password-input.ts'
import { accountPlan } from '../plans.ts'

export const changeEmailInput = z.strictObject({ email: input.email, currentPassword: input.password })

/** Another address for one's account. */
export interface ChangeEmailInput {
  /** The new address. Whether somebody has it already is found out when the mail is sent, and not told. */
  readonly email: string
  /** The password of today: whoever walks up to an open screen does not know it. */
  readonly currentPassword: string
}

/** Whose address it is. */
export interface ChangeEmailOptions extends RequestOptions {
  /** The person, from `sessions.check`. */
  readonly actor: AccountActor
}

/** Mails a link to the new address, which changes with it. The answer and the work are the same for every address. */
export async function changeEmail(
  context: Context,
  value: ChangeEmailInput,
  options: ChangeEmailOptions,
): Promise<void> {
  const actor = actorOf(options)
  if (actor.type !== 'account') throw new TypeError('"actor" must be the account whose address it is')
  const { email, currentPassword } = input.parse(changeEmailInput, value)
  const guess = passwordGuess(context, { by: 'current', from: options.from })
  return decide(context, {
    read: () => loadOne(context, accountPlan, { id: actor.id }),
    prepare: async (snapshot, moment) => {
      // Whoever may not ask, with a session that has ended for one, guesses nothing.
      const asked = changeRule(snapshot, { actor, email, currentMatches: false }, moment)
      if (!isRefusal(asked) || asked.refused !== 'wrong_password') return false
      return isCurrent(context, guess, snapshot.account, currentPassword)
    },
    admit: async () => context.limits?.take('changeEmail', { key: [actor.id], about: actor.id }),
    rule: (snapshot, moment, currentMatches) => changeRule(snapshot, { actor, email, currentMatches }, moment),
    view: () => undefined,
  })
}
