import type { Ref } from './change.ts'

/** Who asks: an account, or the system. Always explicit, never ambient. */
export type Actor = AccountActor | SystemActor

/** A person who is logged in; `sessions.check` makes it. */
export interface AccountActor {
  /** Tells a person from the system. */
  readonly type: 'account'
  /** The account's id. */
  readonly id: string
  /** The account's epoch when the session was checked: an actor of before a suspension or a reset is refused. */
  readonly epoch?: number
}

/** The host's own code. It may do everything, so it is never made from what a request says. */
export interface SystemActor {
  /** Tells the system from a person. */
  readonly type: 'system'
}

/** The actor for code and SQL on the server; never made from a request. */
export const system: SystemActor = Object.freeze({ type: 'system' })

/** How an actor is written into an audit event. */
export const actorKey = (actor: Actor): string | Ref => (actor.type === 'system' ? 'system' : actor.id)

/** The account behind an actor; null for the system. */
export const accountOf = (actor: Actor): string | null => (actor.type === 'system' ? null : actor.id)
