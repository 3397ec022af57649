import { Hono } from 'hono'
import { createFetchHandler, type HandlerOptions } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'

/**
 * The routes of the library as a Hono app, to be mounted at its prefix.
 *
 * @example
 * app.route('/api', inviteRouter(service, { prefix: '/api' }))
 */
export function inviteRouter<F extends string, R extends string>(
  service: InviteService<F, R>,
  options: HandlerOptions = {},
): Hono {
  const handle = createFetchHandler(service, options)
  return new Hono().all('*', (context) => handle(context.req.raw))
}
