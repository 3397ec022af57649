import * as z from 'zod/mini'
import type { Moment } from '../../domain/change.ts'
import { canonicalEmail } from '../../domain/email.ts'
import { InviteError } from '../../domain/errors.ts'
import { isTooLong } from '../../domain/password-policy.ts'
import type { Account, Session } from '../../domain/records.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { type LogIn, logIn } from '../../domain/rules/log-in.ts'
import { canonicalUsername } from '../../domain/username.ts'
import type { Context } from '../context.ts'
import { passwordGuess } from '../count-passwords.ts'
import { decide, loadOne } from '../decide.ts'
import * as input from '../input.ts'
import { client } from '../limits.ts'
import { accountByEmailPlan, accountByUsernamePlan } from '../plans.ts'
import { type AccountView, accountView } from '../views.ts'
import { openSession, type SessionOptions, type SessionTokens } from './open-session.ts'
import { sessionsOf } from './sessions-of.ts'

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
export type LoginOptions = Pick<SessionOptions, 'device' | 'from'>

/** Logs in. `login_failed` is the one answer for an unknown address, a wrong password, and an account that may not. */
export async function login(context: Context, value: LoginInput, options: LoginOptions = {}): Promise<LoggedIn> {
  const { login: name, password } = input.parse(loginInput, value)
  const { from } = options
  const typed = nameOf(name)
  const guess = passwordGuess(context, { by: typed.by, name: typed.canonical ?? name, from })
  if (from != null) await context.limits?.take('login', client(from))
  await guess.open()
  const session = openSession(context, options.device)
  const rule = (snapshot: Found, moment: Moment, known: Omit<LogIn, 'session'>) =>
    logIn(snapshot, { ...known, session: session.stored }, context.policy, moment)
  try {
    const loggedIn = await decide(context, {
      read: () => findAccount(context, typed),
      prepare: async (snapshot, moment) => {
        const isStopped = await guess.count(snapshot.account)
        const verified = await verify(context, snapshot.account, password, isStopped)
        const mayEnter = () => !isRefusal(rule(snapshot, moment, { ...verified, others: [] }))
        return { ...verified, others: await othersOf(context, snapshot.account, mayEnter) }
      },
      rule,
      view: async ({ account }, moment) => ({
        account: accountView(account),
        ...(await session.tokens(account, moment)),
      }),
    })
    await guess.forget()
    return loggedIn
  } catch (error) {
    if (error instanceof InviteError && error.code === 'login_failed') {
      context.observers.observe('login.failed', context.clock.now())
      await guess.failed()
    }
    throw error
  } finally {
    guess.end()
  }
}

interface Found {
  readonly account: Account | null
}

/** The sessions that there are, where the policy has a maximum: read for nobody who is refused, so that failures cost the same. */
async function othersOf(
  { policy, storage }: Context,
  account: Account | null,
  mayEnter: () => boolean,
): Promise<readonly Session[]> {
  if (policy.sessions.maximum === null || !mayEnter() || account === null) return []
  return (await storage.list(sessionsOf(account.id))).rows.map(({ row }) => row)
}

/** What was typed in the form that counts; null for what is no name. */
interface Typed {
  readonly by: 'email' | 'username'
  readonly canonical: string | null
}

const nameOf = (name: string): Typed =>
  name.includes('@')
    ? { by: 'email', canonical: canonicalEmail(name) }
    : { by: 'username', canonical: canonicalUsername(name)?.usernameKey ?? null }

const plans = { email: accountByEmailPlan, username: accountByUsernamePlan } as const

/** One read, whatever was typed: something that is neither an address nor a name is looked for as well. */
const findAccount = (context: Context, { by, canonical }: Typed): Promise<Found> =>
  loadOne(context, plans[by], { login: canonical ?? '' })

/** The same work for everybody: without a hash to compare, a dummy is compared. A password that was guessed at too often matches nothing. */
async function verify(
  context: Context,
  account: Account | null,
  password: string,
  isStopped: boolean,
): Promise<{ readonly passwordMatches: boolean; readonly upgradedHash: string | null }> {
  const usable = isTooLong(password, context.policy.passwords) ? '' : password
  // Made once in a process, whoever comes first: the first log-in tells no more than the others.
  const dummy = await context.dummyHash()
  const { ok, upgrade } = await context.hasher.verify(usable, account?.passwordHash ?? dummy)
  const passwordMatches = ok && account?.passwordHash != null && usable === password && !isStopped
  return { passwordMatches, upgradedHash: passwordMatches && upgrade ? await context.hasher.hash(password) : null }
}
