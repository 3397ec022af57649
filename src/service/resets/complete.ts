import * as z from 'zod/mini'
import type { Moment } from '../../domain/change.ts'
import { refuse } from '../../domain/refusal.ts'
import type { LinkedAccount } from '../../domain/rules/account-link.ts'
import { completeReset as completeRule } from '../../domain/rules/reset-password.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { decide, refused } from '../decide.ts'
import { hashWhenAllowed } from '../hash-when-allowed.ts'
import * as input from '../input.ts'
import { commonness } from '../password-input.ts'
import { readAccountLink } from '../read-account-link.ts'
import { type AccountView, accountView } from '../views.ts'

export const completeResetInput = z.strictObject({ token: input.secret, password: input.password })

/** What the person sends to choose a new password. */
export interface CompleteResetInput {
  /** The secret from the link. */
  readonly token: string
  /** The new password, by the policy's rules. */
  readonly password: string
}

/** Sets a new password, once. Ends every session and every other link of the account; logs nobody in. */
export async function complete(
  context: Context,
  value: CompleteResetInput,
): Promise<{ readonly account: AccountView }> {
  const { token, password } = input.parse(completeResetInput, value)
  if (!isSecret('reset', token)) throw refused(context, refuse('link_not_found'))
  const passwordIsCommon = await commonness(context, password)
  const rule = (snapshot: LinkedAccount, moment: Moment, passwordHash: string) =>
    completeRule(snapshot, { password, passwordIsCommon, passwordHash }, context.policy, moment)
  return decide(context, {
    read: () => readAccountLink(context, 'reset', token),
    prepare: hashWhenAllowed(context, password, (snapshot: LinkedAccount, moment) => rule(snapshot, moment, '')),
    rule,
    view: ({ account }) => ({ account: accountView(account) }),
  })
}
