import type { Actor } from '../domain/actor.ts'

/** Who asks. */
export interface ByActor {
  /** An account, from `sessions.check`, or `system`. Left out, it is a `TypeError`: nobody asks by accident. */
  readonly actor: Actor
}
