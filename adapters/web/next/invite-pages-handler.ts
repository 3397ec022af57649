import { createFetchHandler, type HandlerOptions, type NodeListener, nodeListener } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'

/**
 * The routes of the library for a catch-all of the Pages Router, `pages/api/auth/[...path].ts`; `prefix` is the path of
 * its folder. It works with the body parser of Next.js and without: without it, a body is refused by us and in our words.
 *
 * @example
 * const handler = invitePagesHandler(service, { prefix: '/api/auth' })
 */
export const invitePagesHandler = <F extends string, R extends string>(
  service: InviteService<F, R>,
  options: HandlerOptions & { readonly prefix: string },
): NodeListener => nodeListener(createFetchHandler(service, options))
