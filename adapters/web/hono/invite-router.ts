import { Hono } from 'hono'
import type { GetConnInfo } from 'hono/conninfo'
import { createFetchHandler, type HandlerOptions } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'

/** As everywhere, and how this runtime tells the client's address. */
export interface RouterOptions extends HandlerOptions {
  /** `getConnInfo` of `@hono/node-server/conninfo`, `hono/bun`, `hono/deno` or `hono/cloudflare-workers`; without it no address is known. */
  readonly getConnInfo?: GetConnInfo
}

/**
 * The routes of the library as a Hono app, to be mounted at its prefix. A path that is no route goes on to what the host
 * mounts behind it.
 *
 * @example
 * app.route('/api', inviteRouter(service, { prefix: '/api' }))
 */
export function inviteRouter<F extends string, R extends string>(
  service: InviteService<F, R>,
  { getConnInfo, ...options }: RouterOptions = {},
): Hono {
  const handle = createFetchHandler(service, options)
  return new Hono().all('*', (context, next) =>
    handle.serves(context.req.url)
      ? handle(context.req.raw, { from: getConnInfo?.(context).remote.address ?? null })
      : next(),
  )
}
