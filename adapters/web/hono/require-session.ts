import type { MiddlewareHandler } from 'hono'
import { createSessionGuard, type GuardOptions } from '../../../src/http.ts'
import type { InviteService, VerifiedToken } from '../../../src/index.ts'
import { middleware, type SessionEnv } from './middleware.ts'

/**
 * Lets only those through who are logged in; others get a 401 that says so (`not_authenticated`). A request that changes
 * something must come from the host's own origin (`foreign_origin`). With `trust: 'token'` an access JWT is enough.
 *
 * @example
 * app.get('/me', requireSession(service), (context) => context.json(context.get('session').account))
 */
export function requireSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  options: GuardOptions & { readonly trust: 'token' },
): MiddlewareHandler<SessionEnv<VerifiedToken>>
export function requireSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  options?: GuardOptions & { readonly trust?: never },
): MiddlewareHandler<SessionEnv>
export function requireSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  { carry, trust }: GuardOptions = {},
): MiddlewareHandler<SessionEnv> | MiddlewareHandler<SessionEnv<VerifiedToken>> {
  const shared = carry === undefined ? {} : { carry }
  if (trust === undefined) return middleware(createSessionGuard(service, shared), () => undefined)
  return middleware(createSessionGuard(service, { ...shared, trust }), () => undefined)
}
