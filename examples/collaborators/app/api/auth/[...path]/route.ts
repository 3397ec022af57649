import { type InviteRoutes, inviteRoutes } from 'invitekit/next'
import { shared } from '../../../../src/product.ts'
import { addressRule } from '../../../../src/visitor.ts'

let made: InviteRoutes | undefined

/** The library's own routes, among them the log-in. */
const routes = (): InviteRoutes => {
  made ??= inviteRoutes(shared().product, { prefix: '/api/auth', onError: console.error, ...addressRule })
  return made
}

const answer = (request: Request): Promise<Response> => routes().POST(request)

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
}
