import type { RequestHandler } from 'express'
import { createFetchHandler, type HandlerOptions, nodeListener } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'

/** Everything but the prefix, which Express takes away: only the description of the routes is to be told, with `publicPath`. */
export type RouterOptions = Omit<HandlerOptions, 'prefix'>

/**
 * The routes of the library for an Express app, before or after its body parsers. A path that is no route goes on to what
 * the host mounts behind it. The client's address is `request.ip`: that of the socket, or what `trust proxy` makes of it.
 *
 * @example
 * app.use('/auth', inviteRouter(service))
 */
export function inviteRouter<F extends string, R extends string>(
  service: InviteService<F, R>,
  options: RouterOptions = {},
): RequestHandler {
  const handle = createFetchHandler(service, options)
  return (request, response, next) => {
    if (!handle.serves(request.url)) return next()
    const listen = nodeListener((sent) => handle(sent, { from: request.ip ?? null }))
    return listen(request, response)
  }
}
