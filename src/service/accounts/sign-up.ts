import * as z from 'zod/mini'
import type { Moment } from '../../domain/change.ts'
import type { Json } from '../../domain/records.ts'
import { refuse } from '../../domain/refusal.ts'
import { openKeyOf } from '../../domain/rules/create-invitation.ts'
import { type SignUp, type SignUpSnapshot, signUp as signUpRule } from '../../domain/rules/sign-up.ts'
import type { Context } from '../context.ts'
import { decide, loadOne, refused } from '../decide.ts'
import { hashWhenAllowed } from '../hash-when-allowed.ts'
import * as input from '../input.ts'
import { client } from '../limits.ts'
import { commonness } from '../password-input.ts'
import { signUpPlan } from '../plans.ts'
import { type MaybeTokens, noTokens, type SessionOptions, sessionWhen } from '../sessions/open-session.ts'
import { type AccountView, accountView } from '../views.ts'

export const signUpInput = z.strictObject({
  email: input.email,
  password: input.password,
  username: z.optional(z.nullable(input.username)),
  profile: z.optional(input.json),
  locale: z.optional(z.nullable(input.locale)),
})

/** What somebody types who makes an account for themselves. */
export interface SignUpInput {
  /** The address: one account for each. Not proven by this. */
  readonly email: string
  /** The password, by the policy's rules. */
  readonly password: string
  /** A second name to log in with, 2 to 64 letters and digits joined by `.`, `_` or `-`; letter case does not count. */
  readonly username?: string | null
  /** The person's own data, at most 8 KiB of JSON; `name` is what mails and pages call them. */
  readonly profile?: Json
  /** The language of mails to the person; the option `locale` where nothing is said. */
  readonly locale?: 'en' | 'fr' | null
}

/** Makes an account for whoever asks, where the option `signUp` lets everybody; otherwise `signup_closed`. */
export async function signUp(
  context: Context,
  value: SignUpInput,
  options: SessionOptions = {},
): Promise<{ readonly account: AccountView } & MaybeTokens> {
  const offer = context.policy.signUp
  if (offer === null) throw refused(context, refuse('signup_closed'))
  const { email, password, username = null, profile = {}, locale = null } = input.parse(signUpInput, value)
  if (options.from != null) await context.limits?.take('signUp', client(options.from))
  const session = sessionWhen(context, options.session === true, options.device)
  const command: SignUp = {
    email,
    password,
    passwordIsCommon: await commonness(context, password),
    passwordHash: '',
    username,
    profile,
    locale,
    scopeName: (await context.describeScope(offer.scope)).name,
    session: session?.stored ?? null,
  }
  const inputs = { email, usernameKey: username?.usernameKey ?? null, openKey: openKeyOf(offer.scope, email) }
  const rule = (snapshot: SignUpSnapshot, moment: Moment, passwordHash: string) =>
    signUpRule(snapshot, { ...command, passwordHash }, context.policy, moment)
  return decide(context, {
    read: () => loadOne(context, signUpPlan, inputs),
    prepare: hashWhenAllowed(context, password, (snapshot: SignUpSnapshot, moment) => rule(snapshot, moment, '')),
    rule,
    view: async (account, moment) => ({
      account: accountView(account),
      ...((await session?.tokens(account, moment)) ?? noTokens),
    }),
  })
}
