import { createFetchHandler, routes } from 'invitekit/http'
import { garageContract } from '../../../contract.ts'
import type { Product } from '../../../create-product.ts'
import { product } from '../../../product.ts'
import { clientAddress } from '../../../visitor.ts'

const handlerOf = (of: Product) =>
  createFetchHandler(of, {
    prefix: '/api',
    routes: [...garageContract, ...routes],
    clientAddress,
    onError: console.error,
  })

const handlers = new WeakMap<Product, ReturnType<typeof handlerOf>>()

/** The contract and the library's own routes; whether sign-up is open is asked at each request. */
async function answer(request: Request): Promise<Response> {
  const current = product()
  const handler = handlers.get(current) ?? handlerOf(current)
  handlers.set(current, handler)
  return handler(inFrench(request))
}

/** The product speaks French, whatever the caller reads. What Next.js hands over cannot be copied: it is made anew. */
function inFrench({ url, method, body, signal, headers: sent }: Request): Request {
  const headers = new Headers(sent)
  headers.set('accept-language', 'fr')
  return new Request(url, { method, headers, signal, ...(body && { body, duplex: 'half' }) })
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
}
