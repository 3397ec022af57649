import { canonicalEmail } from '../../domain/email.ts'
import { InviteError } from '../../domain/errors.ts'
import { isTooLong } from '../../domain/password-policy.ts'
import type { Account } from '../../domain/records.ts'
import { logIn } from '../../domain/rules/log-in.ts'
import { canonicalUsername } from '../../domain/username.ts'
import type { Context } from '../context.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import { accountByEmailPlan, accountByUsernamePlan } from '../plans.ts'
import { type AccountView, accountView } from '../views.ts'
import { openSession, type SessionOptions, type SessionTokens } from './open-session.ts'

const { z } = input

export const loginInput = z.strictObject({
  login: z.string().check(z.minLength(1), z.maxLength(1000)),
  password: input.password,
})

/** What somebody types to log in. */
export interface LoginInput {
  /** An e-mail address or a user name. */
  readonly login: string
  /** The password, as it was typed. */
  readonly password: string
}

/** A new session. */
export interface LoggedIn extends SessionTokens {
  /** Who logged in. */
  readonly account: AccountView
}

/** From where somebody logs in. */
export type LoginOptions = Pick<SessionOptions, 'device'>

/** Logs in. `login_failed` is the one answer for an unknown address, a wrong password, and an account that may not. */
export async function login(context: Context, value: LoginInput, options: LoginOptions = {}): Promise<LoggedIn> {
  const { login: name, password } = input.parse(loginInput, value)
  const session = openSession(context, options.device)
  try {
    return await decide(context, {
      read: () => findAccount(context, name),
      prepare: ({ account }) => verify(context, account, password),
      rule: (snapshot, moment, verified) =>
        logIn(snapshot, { ...verified, session: session.stored }, context.policy, moment),
      view: async ({ account }, moment) => ({
        account: accountView(account),
        ...(await session.tokens(account, moment)),
      }),
    })
  } catch (error) {
    if (error instanceof InviteError && error.code === 'login_failed')
      context.observers.observe('login.failed', context.clock.now())
    throw error
  }
}

/** One read, whatever was typed: something that is neither an address nor a name is looked for as well. */
function findAccount(context: Context, name: string): Promise<{ readonly account: Account | null }> {
  if (name.includes('@')) return loadOne(context, accountByEmailPlan, { login: canonicalEmail(name) ?? '' })
  return loadOne(context, accountByUsernamePlan, { login: canonicalUsername(name)?.usernameKey ?? '' })
}

/** The same work for everybody: without a hash to compare, a dummy is compared. */
async function verify(
  context: Context,
  account: Account | null,
  password: string,
): Promise<{ readonly passwordMatches: boolean; readonly upgradedHash: string | null }> {
  const usable = isTooLong(password, context.policy.passwords) ? '' : password
  // Made once in a process, whoever comes first: the first log-in tells no more than the others.
  const dummy = await context.dummyHash()
  const { ok, upgrade } = await context.hasher.verify(usable, account?.passwordHash ?? dummy)
  const passwordMatches = ok && account?.passwordHash != null && usable === password
  return { passwordMatches, upgradedHash: passwordMatches && upgrade ? await context.hasher.hash(password) : null }
}
