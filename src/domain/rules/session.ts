import type { Acting } from '../authority.ts'
import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Session } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { sessionEnd } from '../session-rows.ts'

export interface SessionSnapshot<A extends Acting = Acting> {
  readonly session: Session | null
  readonly account: A | null
}

export interface LiveSession<A extends Acting = Acting> {
  readonly session: Session
  readonly account: A
}

/** Whether a session still stands: not ended, within its limits, of the account's epoch, and the gate open. */
export function liveSession<A extends Acting>(
  { session, account }: SessionSnapshot<A>,
  policy: Policy,
  now: number,
): LiveSession<A> | Refusal {
  const ended = refuse('not_authenticated')
  if (session === null || account === null || session.status !== 'live' || session.epoch !== account.epoch) return ended
  if (session.expiresAt <= now || session.usedAt + policy.sessions.idle <= now) return ended
  return gate(account, 'act') ?? { session, account }
}

/** Those of an account's sessions that still stand, in the order in which they come. */
export const liveSessions = (
  account: Acting,
  sessions: readonly Session[],
  policy: Policy,
  now: number,
): readonly Session[] => sessions.filter((session) => !isRefusal(liveSession({ session, account }, policy, now)))

/** Notes the last use of a session, for the idle limit and for "last seen". */
export function touchSession({ session, account }: LiveSession, moment: Moment): Decided<null> {
  const writes = [
    update('session', session.id, { status: 'live', usedAt: session.usedAt }, { usedAt: moment.now }),
    update('account', account.id, { status: 'active' }, { lastSeenAt: moment.now }),
  ]
  return {
    change: commitOf(moment, { type: 'session.used', actor: account.id, subject: account.id }, writes),
    answer: null,
  }
}

/** Ends a session. One that has ended already stays so. */
export function endSession({ session }: SessionSnapshot, moment: Moment): Decided<null> {
  if (session === null || session.status !== 'live') return { change: null, answer: null }
  const { write, event } = sessionEnd(session)
  return { change: commitOf(moment, event, [write]), answer: null }
}
