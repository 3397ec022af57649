import type { Response as ExpressResponse, Request, RequestHandler } from 'express'
import { admit, nodeHeaders, nodeListener, type SessionGuard, type Wanted } from '../../../src/http.ts'
import type { AccountActor } from '../../../src/index.ts'

/** A middleware behind which somebody is logged in. Views find the session in `locals` as well, under `session`. */
export interface SessionMiddleware<S> extends RequestHandler {
  /** The session that the middleware found for this answer. A `TypeError` where it does not stand before the handler. */
  of(response: ExpressResponse): S
}

/** Asks the guard, unless a middleware of this answer has asked before, and answers for it where it turns somebody away. */
export function middleware<S extends { readonly actor: AccountActor }, F extends string>(
  guard: SessionGuard<S, F>,
  wantedOf: (request: Request) => Wanted<F> | undefined,
): SessionMiddleware<S> {
  const sessionIn = ({ locals }: ExpressResponse): S | undefined => locals['session']
  const handler: RequestHandler = async (request, response, next) => {
    const asked = { method: request.method, headers: nodeHeaders(request) }
    const admitted = await admit(guard, asked, { wanted: wantedOf(request), known: sessionIn(response) })
    if (admitted instanceof Response) return nodeListener(async () => admitted)(request, response)
    response.locals['session'] = admitted
    next()
  }
  const of = (response: ExpressResponse): S => {
    const session = sessionIn(response)
    if (session === undefined)
      throw new TypeError('No "requireSession" or "requirePermission" stands before this handler')
    return session
  }
  return Object.assign(handler, { of })
}
