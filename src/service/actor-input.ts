import type { AccountActor, Actor } from '../domain/actor.ts'

/** Every verb that somebody asks for says who: an account, or `system`. Forgetting it is a mistake of the program. */
export function actorOf(options: { readonly actor: Actor } | undefined): Actor {
  const actor: unknown = options?.actor
  if (isSystem(actor) || isAccount(actor)) return actor
  throw new TypeError('"actor" must be given: an account (from sessions.check) or system')
}

const isSystem = (actor: unknown): actor is Extract<Actor, { type: 'system' }> =>
  typeof actor === 'object' && actor !== null && 'type' in actor && actor.type === 'system'

export const isAccount = (actor: unknown): actor is AccountActor =>
  typeof actor === 'object' &&
  actor !== null &&
  'type' in actor &&
  actor.type === 'account' &&
  'id' in actor &&
  typeof actor.id === 'string'
