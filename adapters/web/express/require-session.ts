import { createSessionGuard, type GuardOptions, type Trusted } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'
import { middleware, type SessionMiddleware } from './middleware.ts'

/**
 * Lets only those through who are logged in; others get a 401 that says so (`not_authenticated`). A request that changes
 * something must come from the host's own origin (`foreign_origin`). With `trust: 'token'` an access JWT is enough.
 *
 * @example
 * const member = requireSession(service)
 * app.get('/me', member, (_request, response) => response.json(member.of(response).account))
 */
export const requireSession = <F extends string, R extends string, T extends 'token' | undefined = undefined>(
  service: InviteService<F, R>,
  options: GuardOptions<T> = {},
): SessionMiddleware<Trusted<T>> => middleware(createSessionGuard(service, options), () => undefined)
