import * as z from 'zod/mini'
import type { Moment } from '../../domain/change.ts'
import type { Json } from '../../domain/records.ts'
import { refuse } from '../../domain/refusal.ts'
import type { LinkedAccount } from '../../domain/rules/account-link.ts'
import { completeActivation as completeRule } from '../../domain/rules/activate-account.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { decide, refused } from '../decide.ts'
import { hashWhenAllowed } from '../hash-when-allowed.ts'
import * as input from '../input.ts'
import { commonness } from '../password-input.ts'
import { readAccountLink } from '../read-account-link.ts'
import { type MaybeTokens, noTokens, type SessionOptions, sessionWhen } from '../sessions/open-session.ts'
import { type AccountView, accountView } from '../views.ts'

export const completeActivationInput = z.strictObject({
  token: input.secret,
  password: input.password,
  profile: z.optional(input.json),
})

/** What the person sends to activate their account. */
export interface CompleteActivationInput {
  /** The secret from the link. */
  readonly token: string
  /** The first password, by the policy's rules. */
  readonly password: string
  /** Laid over the profile of the account, at most 8 KiB of JSON. */
  readonly profile?: Json
}

/** Gives an account its first password and makes it active, once. */
export async function complete(
  context: Context,
  value: CompleteActivationInput,
  options: SessionOptions = {},
): Promise<{ readonly account: AccountView } & MaybeTokens> {
  const { token, password, profile = {} } = input.parse(completeActivationInput, value)
  if (!isSecret('activation', token)) throw refused(context, refuse('link_not_found'))
  const passwordIsCommon = await commonness(context, password)
  const session = sessionWhen(context, options.session === true, options.device)
  const rule = (snapshot: LinkedAccount, moment: Moment, passwordHash: string) =>
    completeRule(
      snapshot,
      { password, passwordIsCommon, passwordHash, profile, session: session?.stored ?? null },
      context.policy,
      moment,
    )
  return decide(context, {
    read: () => readAccountLink(context, 'activation', token),
    prepare: hashWhenAllowed(context, password, (snapshot: LinkedAccount, moment) => rule(snapshot, moment, '')),
    rule,
    view: async ({ account }, moment) => ({
      account: accountView(account),
      ...((await session?.tokens(account, moment)) ?? noTokens),
    }),
  })
}
