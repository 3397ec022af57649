import { type Actor, accountOf } from '../../domain/actor.ts'
import { isRefusal } from '../../domain/refusal.ts'
import { sessionOwner } from '../../domain/rules/manage-sessions.ts'
import { liveSessions } from '../../domain/rules/session.ts'
import { actorOf } from '../actor-input.ts'
import type { Context } from '../context.ts'
import { refused } from '../decide.ts'
import { accountPlan } from '../plans.ts'
import { readOver } from '../read-over.ts'
import { type SessionView, sessionView } from '../views.ts'
import { accountWhose } from './account-whose.ts'
import { aboutOneself } from './read-owner.ts'
import { sessionsOf } from './sessions-of.ts'

/** Whose sessions. */
export interface SessionsInput {
  /** Somebody else's account; one's own when left out. */
  readonly accountId?: string
}

/** Who asks for sessions, and from which. */
export interface ListSessionsOptions {
  /** The person, or whoever could suspend them. */
  readonly actor: Actor
  /** The id of the session that asks, to be marked in the list. */
  readonly session?: string | null
}

/** One live session of a person. */
export interface ListedSession extends SessionView {
  /** Whether it is the one that asks. */
  readonly current: boolean
}

const MOST = 100

/** The live sessions of a person, newest first, at most 100. */
export async function list(
  context: Context,
  value: SessionsInput,
  options: ListSessionsOptions,
): Promise<{ readonly items: readonly ListedSession[] }> {
  const actor = actorOf(options)
  const accountId = accountWhose(actor, value)
  const { over, rows } = await read(context, actor, accountId)
  const owner = sessionOwner(over, actor, context.policy)
  if (isRefusal(owner)) throw refused(context, owner)
  const sessions = rows.map(({ row }) => row)
  const live = liveSessions(owner.target, sessions, context.policy, context.clock.now())
  return {
    items: live.slice(0, MOST).map((session) => ({ ...sessionView(session), current: session.id === options.session })),
  }
}

/** One's own in one round trip. */
async function read(context: Context, actor: Actor, accountId: string) {
  const query = sessionsOf(accountId)
  if (accountOf(actor) === accountId) {
    const { rows, also } = await context.storage.list({
      ...query,
      also: { plan: accountPlan, inputs: { id: accountId } },
    })
    return { rows, over: aboutOneself(also.account) }
  }
  const [over, { rows }] = await Promise.all([readOver(context, actor, accountId), context.storage.list(query)])
  return { rows, over }
}
