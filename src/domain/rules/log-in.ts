import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account, Session } from '../records.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { type NewSession, sessionEnd, sessionRows } from '../session-rows.ts'
import { liveSessions } from './session.ts'

export interface LogIn {
  readonly passwordMatches: boolean
  /** A better hash of the same password, to be kept with this commit; null to leave the old one. */
  readonly upgradedHash: string | null
  readonly session: NewSession
  /** The account's sessions, newest first, where the policy has a maximum. */
  readonly others: readonly Session[]
}

/** Logs in. One answer for every failure: an unknown address, a wrong password, an account that may not. */
export function logIn(
  snapshot: { readonly account: Account | null },
  command: LogIn,
  policy: Policy,
  moment: Moment,
): Decided<{ readonly account: Account }> | Refusal {
  const { account } = snapshot
  if (account === null || !command.passwordMatches || account.passwordHash === null) return refuse('login_failed')
  const refusal = gate(account, 'login')
  if (refusal) return refusal
  const set = {
    lastSeenAt: moment.now,
    ...(command.upgradedHash === null ? {} : { passwordHash: command.upgradedHash }),
  }
  const ends = tooMany(account, command.others, policy, moment.now).map((session) => sessionEnd(session))
  const writes = [
    update('account', account.id, { status: 'active', epoch: account.epoch, passwordHash: account.passwordHash }, set),
    ...sessionRows(moment, policy, command.session, account.id, account.epoch),
    ...ends.map(({ write }) => write),
  ]
  const events = [
    { type: 'session.created', actor: account.id, subject: account.id },
    ...ends.map(({ event }) => event),
  ]
  return { change: commitOf(moment, events, writes), answer: { account: { ...account, ...set } } }
}

/** The oldest sessions that one more makes too many. All other verbs that log in end the older ones by the epoch, or have none. */
function tooMany(account: Account, others: readonly Session[], policy: Policy, now: number): readonly Session[] {
  const { maximum } = policy.sessions
  return maximum === null ? [] : liveSessions(account, others, policy, now).slice(maximum - 1)
}
