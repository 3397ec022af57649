import type { Context, MiddlewareHandler } from 'hono'
import { createSessionGuard, type GuardOptions } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'
import { middleware, type SessionEnv } from './middleware.ts'

/** The scope in which a flag must be held, as it is or read from a request; the whole system when left out. */
export type ScopeOf = string | ((context: Context) => string | undefined)

/**
 * Lets only those through who hold a flag in a scope, now: 401 without a session (`not_authenticated`), 403 without the
 * flag (`forbidden`). It may stand alone, or behind `requireSession`, whose session it takes.
 *
 * @example
 * const viewer = requirePermission(service, 'people.view', (context) => context.req.param('team'))
 * app.get('/teams/:team/people', viewer, (context) => context.json(context.get('session').account))
 */
export function requirePermission<F extends string, R extends string>(
  service: InviteService<F, R>,
  flag: F,
  scope?: ScopeOf,
  options: Pick<GuardOptions, 'carry'> = {},
): MiddlewareHandler<SessionEnv> {
  const guard = createSessionGuard(service, options)
  return middleware(guard, (context) => ({ flag, scope: typeof scope === 'function' ? scope(context) : scope }))
}
