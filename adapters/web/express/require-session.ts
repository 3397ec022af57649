import { createSessionGuard, type GuardOptions } from '../../../src/http.ts'
import type { CheckedSession, InviteService, VerifiedToken } from '../../../src/index.ts'
import { middleware, type SessionMiddleware } from './middleware.ts'

/**
 * Lets only those through who are logged in; others get a 401 that says so (`not_authenticated`). A request that changes
 * something must come from the host's own origin (`foreign_origin`). With `trust: 'token'` an access JWT is enough.
 *
 * @example
 * const member = requireSession(service)
 * app.get('/me', member, (request, response) => response.json(member.of(response).account))
 */
export function requireSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  options: GuardOptions & { readonly trust: 'token' },
): SessionMiddleware<VerifiedToken>
export function requireSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  options?: GuardOptions & { readonly trust?: never },
): SessionMiddleware<CheckedSession>
export function requireSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  options: GuardOptions = {},
): SessionMiddleware<CheckedSession | VerifiedToken> {
  return middleware(createSessionGuard(service, options), () => undefined)
}
