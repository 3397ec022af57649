import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account } from '../records.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { type NewSession, sessionRows } from '../session-rows.ts'

export interface LogIn {
  readonly passwordMatches: boolean
  /** A better hash of the same password, to be kept with this commit; null to leave the old one. */
  readonly upgradedHash: string | null
  readonly session: NewSession
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
  const writes = [
    update('account', account.id, { status: 'active', epoch: account.epoch, passwordHash: account.passwordHash }, set),
    ...sessionRows(moment, policy, command.session, account.id, account.epoch),
  ]
  const event = { type: 'session.created', actor: account.id, subject: account.id }
  return { change: commitOf(moment, event, writes), answer: { account: { ...account, ...set } } }
}
