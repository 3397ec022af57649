import { forwardedFor, type HandlerOptions } from 'invitekit/http'
import { requireSession } from 'invitekit/next'
import { shared } from './product.ts'
import { settings } from './settings.ts'

/** The rule for the client's address: behind our proxies the header that they write, else what the socket says. */
export const addressRule: Pick<HandlerOptions, 'clientAddress'> =
  settings.proxies > 0 ? { clientAddress: forwardedFor(settings.proxies) } : {}

/** Who is logged in; whoever is not is led to the log-in and back. */
export async function person(next: string) {
  const { product } = shared()
  const session = await requireSession(product, { login: '/login', next })
  return { ...session, isAdministrator: await product.can(session.actor, 'people.view') }
}
