import type { NodeListener } from 'invitekit/http'
import { invitePagesHandler } from 'invitekit/next'
import { collaboratorsContract } from './contract.ts'
import { shared } from './product.ts'
import { addressRule } from './visitor.ts'

let handler: NodeListener | undefined

/** The contract, for the handlers of the Pages Router. */
export const answer: NodeListener = (request, response) => {
  handler ??= invitePagesHandler(shared().product, {
    prefix: '/api/auth',
    routes: collaboratorsContract,
    onError: console.error,
    ...addressRule,
  })
  return handler(request, response)
}
