import type { Moment } from '../domain/change.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { Context } from './context.ts'
import { once } from './once.ts'

/**
 * Hashes a password only for a decision that would be made: the rule is asked first, without a hash. Hashed once, however
 * often the decision is taken again.
 */
export function hashWhenAllowed<S>(
  context: Context,
  password: string | null,
  draft: (snapshot: S, moment: Moment) => unknown,
) {
  const hash = once(() => context.hasher.hash(password ?? ''))
  return async (snapshot: S, moment: Moment): Promise<string> => {
    if (password === null || isRefusal(draft(snapshot, moment))) return ''
    return hash()
  }
}
