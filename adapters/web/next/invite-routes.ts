import { createFetchHandler, type HandlerOptions } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'

/** Answers one request of the App Router. */
export type RouteHandler = (request: Request) => Promise<Response>

/** Every method that Next.js asks a route for: those that no route has get their 405 from here as well. */
export interface InviteRoutes {
  /** Reads. */
  readonly GET: RouteHandler
  /** Reads, without the body. */
  readonly HEAD: RouteHandler
  /** Changes. */
  readonly POST: RouteHandler
  /** Changes a part. */
  readonly PATCH: RouteHandler
  /** Takes away. */
  readonly DELETE: RouteHandler
  /** No route has it. */
  readonly PUT: RouteHandler
  /** No route has it: other origins are let in by nobody. */
  readonly OPTIONS: RouteHandler
}

/**
 * The routes of the library for a catch-all route of the App Router, `app/api/[...path]/route.ts`; `prefix` is the path
 * of its folder, behind the `basePath` where there is one. Next.js does not say from where a request came: without
 * `clientAddress` no limit counts by address.
 *
 * @example
 * const { GET, HEAD, POST, PATCH, DELETE, PUT, OPTIONS } = inviteRoutes(service, { prefix: '/api' })
 */
export function inviteRoutes<F extends string, R extends string>(
  service: InviteService<F, R>,
  options: HandlerOptions & { readonly prefix: string },
): InviteRoutes {
  const handle = createFetchHandler(service, options)
  // Its second argument would be the segments of the path.
  const answer: RouteHandler = (request) => handle(request)
  return { GET: answer, HEAD: answer, POST: answer, PATCH: answer, DELETE: answer, PUT: answer, OPTIONS: answer }
}
