import type { AccountActor } from '../../domain/actor.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { type LiveSession, liveSession, touchSession } from '../../domain/rules/session.ts'
import type { Context } from '../context.ts'
import { commit, momentOf, refused } from '../decide.ts'
import { type AccountView, accountView, type SessionView, sessionView } from '../views.ts'
import { findSession } from './find-session.ts'

/** Who is behind a session's token. */
export interface CheckedSession {
  /** Who asks: pass it to the verbs. */
  readonly actor: AccountActor
  /** The person, as they are now. */
  readonly account: AccountView
  /** The log-in. */
  readonly session: SessionView
}

/** Whether a check counts as a use. */
export interface CheckOptions {
  /** Note this as the last use, at most once in five minutes. Leave it out for reads: a GET changes nothing. */
  readonly touch?: boolean
}

/** Reads a session by its token, in one round trip; refuses one that ended, lapsed, or belongs to an older epoch (`not_authenticated`). */
export async function check(context: Context, token: unknown, options: CheckOptions = {}): Promise<CheckedSession> {
  const live = liveSession(await findSession(context, token), context.policy, context.clock.now())
  if (isRefusal(live)) throw refused(context, live)
  if (options.touch) await touch(context, live)
  const { account, session } = live
  return {
    actor: { type: 'account', id: account.id, epoch: account.epoch },
    account: accountView(account),
    session: sessionView(session),
  }
}

/** A note, not a decision: if somebody else was faster, theirs stands. */
async function touch(context: Context, live: LiveSession): Promise<void> {
  const moment = momentOf(context)
  if (live.session.usedAt + context.policy.sessions.touch > moment.now) return
  const { change } = touchSession(live, moment)
  if (change) await commit(context, change)
}
