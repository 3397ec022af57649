import { type Actor, actorKey } from '../actor.ts'
import { powersOf } from '../authority.ts'
import { authorityOver, type OverSnapshot } from '../authority-over.ts'
import { type AnyGuard, commitOf, type Decided, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import { type Policy, WHOLE_SYSTEM } from '../policy.ts'
import type { Account, Session } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { sessionEnd } from '../session-rows.ts'
import { liveSession } from './session.ts'

interface Owner {
  readonly target: Account
  readonly guards: readonly AnyGuard[]
}

/** Whose sessions somebody may see and end: their own, and those of people whom they could suspend. */
export function sessionOwner(snapshot: OverSnapshot, actor: Actor, policy: Policy): Owner | Refusal {
  const { target } = snapshot
  if (target === null || actor.type === 'system' || actor.id !== target.id)
    return authorityOver(snapshot, actor, policy, 'suspend')
  const powers = powersOf(policy.permissions, actor, { account: target, memberships: [] }, WHOLE_SYSTEM)
  return isRefusal(powers) ? powers : { target, guards: powers.guards }
}

export interface OneSession {
  readonly session: Session | null
  /** Whose it is, and who asks; nobody is the target where there is no session. */
  readonly over: OverSnapshot
}

/** Ends one session. To whoever may not, one of somebody else is as unknown as none. */
export function revokeSession(
  { session, over }: OneSession,
  { actor }: { readonly actor: Actor },
  policy: Policy,
  moment: Moment,
): Decided<null> | Refusal {
  const owner = sessionOwner(over, actor, policy)
  if (isRefusal(owner))
    return owner.refused === 'forbidden' || owner.refused === 'account_not_found' ? refuse('session_not_found') : owner
  const live = liveSession({ session, account: owner.target }, policy, moment.now)
  if (isRefusal(live)) return refuse('session_not_found')
  const { write, event } = sessionEnd(live.session, actorKey(actor))
  return { change: commitOf(moment, event, [write], owner.guards), answer: null }
}

/** Logs somebody out everywhere: every session and link of the account is dead by its epoch. */
export function endSessions(
  snapshot: OverSnapshot,
  { actor }: { readonly actor: Actor },
  policy: Policy,
  moment: Moment,
): Decided<null> | Refusal {
  const owner = sessionOwner(snapshot, actor, policy)
  if (isRefusal(owner)) return owner
  const { id, status, epoch } = owner.target
  const refusal = gate(owner.target, 'endSessions')
  if (refusal) return refusal
  const write = update('account', id, { status, epoch }, { epoch: epoch + 1 })
  const event = { type: 'sessions.ended', actor: actorKey(actor), subject: id }
  return { change: commitOf(moment, event, [write], owner.guards), answer: null }
}
