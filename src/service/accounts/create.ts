import * as z from 'zod/mini'
import type { Actor } from '../../domain/actor.ts'
import type { Moment } from '../../domain/change.ts'
import type { Json } from '../../domain/records.ts'
import { refuse } from '../../domain/refusal.ts'
import { type CreateAccount, createAccount as createRule } from '../../domain/rules/create-account.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { decide, loadOne, refused } from '../decide.ts'
import { hashWhenAllowed } from '../hash-when-allowed.ts'
import * as input from '../input.ts'
import { commonness } from '../password-input.ts'
import { newAccountPlan } from '../plans.ts'
import { type AccountView, accountView } from '../views.ts'

const createAccountInput = z.strictObject({
  email: input.email,
  username: z.optional(z.nullable(input.username)),
  password: z.optional(z.nullable(input.password)),
  profile: z.optional(input.json),
  locale: z.optional(z.nullable(input.locale)),
  scope: z.optional(input.scope),
  role: z.optional(z.nullable(input.text(100))),
  permissions: z.optional(input.flags),
})

/** An account that the system makes. */
export interface CreateAccountInput<F extends string = string, R extends string = string> {
  /** The address: one account for each. Not proven by this. */
  readonly email: string
  /** A second name to log in with, 2 to 64 letters and digits joined by `.`, `_` or `-`; letter case does not count. */
  readonly username?: string | null
  /** Without one the account is `invited`, and waits for its activation. */
  readonly password?: string | null
  /** The host's own data of the person, at most 8 KiB of JSON; `name` is what mails and pages call them. */
  readonly profile?: Json
  /** The language of mails to the person; the option `locale` where nothing is said. */
  readonly locale?: 'en' | 'fr' | null
  /** The scope of the membership; the whole system when left out. */
  readonly scope?: string
  /** The role in it. Without role and flags the account has no membership. */
  readonly role?: R | null
  /** Flags beside those of the role. */
  readonly permissions?: readonly F[]
}

/** Makes an account without an invitation: for a first administrator or an import, so by the system alone (`forbidden`). */
export async function create(
  context: Context,
  value: CreateAccountInput,
  options: { readonly actor: Actor },
): Promise<AccountView> {
  if (actorOf(options).type !== 'system') throw refused(context, refuse('forbidden'))
  const { password = null, ...given } = input.parse(createAccountInput, value)
  const command: CreateAccount = {
    email: given.email,
    username: given.username ?? null,
    password,
    passwordIsCommon: await commonness(context, password),
    passwordHash: '',
    profile: given.profile ?? {},
    locale: given.locale ?? null,
    scope: given.scope ?? '*',
    scopeName: '',
    role: given.role ?? null,
    permissions: given.permissions ?? [],
  }
  const rule = (snapshot: Parameters<typeof createRule>[0], moment: Moment, passwordHash: string) =>
    createRule(snapshot, { ...command, passwordHash }, context.policy, moment)
  return decide(context, {
    read: () =>
      loadOne(context, newAccountPlan, { email: command.email, usernameKey: command.username?.usernameKey ?? null }),
    prepare: hashWhenAllowed(context, password, (snapshot: Parameters<typeof createRule>[0], moment) =>
      rule(snapshot, moment, ''),
    ),
    rule,
    view: accountView,
  })
}
