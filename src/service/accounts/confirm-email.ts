import * as z from 'zod/mini'
import { refuse } from '../../domain/refusal.ts'
import { confirmEmail as confirmRule } from '../../domain/rules/change-email.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { decide, refused } from '../decide.ts'
import * as input from '../input.ts'
import { loadBySecret } from '../load-by-secret.ts'
import { emailLinkPlan } from '../plans.ts'
import { type AccountView, accountView } from '../views.ts'

export const confirmEmailInput = z.strictObject({ token: input.secret })

/** Sets the address that the link was mailed to, once. Ends every session and every other link of the account. */
export async function confirmEmail(
  context: Context,
  value: { readonly token: string },
): Promise<{ readonly account: AccountView }> {
  const { token } = input.parse(confirmEmailInput, value)
  if (!isSecret('email', token)) throw refused(context, refuse('link_not_found'))
  return decide(context, {
    read: async () => ({ ...(await loadBySecret(context, emailLinkPlan, ['email', token])), issuer: null }),
    rule: (snapshot, moment) => confirmRule(snapshot, context.policy, moment),
    view: ({ account }) => ({ account: accountView(account) }),
  })
}
