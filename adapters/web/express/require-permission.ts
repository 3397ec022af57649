import type { Request } from 'express'
import { createSessionGuard, type GuardOptions } from '../../../src/http.ts'
import type { CheckedSession, InviteService } from '../../../src/index.ts'
import { middleware, type SessionMiddleware } from './middleware.ts'

/** The scope in which a flag must be held, as it is or read from a request; the whole system when left out. */
export type ScopeOf = string | ((request: Request) => string | undefined)

/**
 * Lets only those through who hold a flag in a scope, now: 401 without a session (`not_authenticated`), 403 without the
 * flag (`forbidden`). It may stand alone, or behind `requireSession`, whose session it takes.
 *
 * @example
 * const viewer = requirePermission(service, 'people.view', (request) => String(request.params['team']))
 * app.get('/teams/:team/people', viewer, (_request, response) => response.json(viewer.of(response).account))
 */
export function requirePermission<F extends string, R extends string>(
  service: InviteService<F, R>,
  flag: F,
  scope?: ScopeOf,
  options: Pick<GuardOptions, 'carry'> = {},
): SessionMiddleware<CheckedSession> {
  const guard = createSessionGuard(service, options)
  return middleware(guard, (request) => ({ flag, scope: typeof scope === 'function' ? scope(request) : scope }))
}
