import type { CheckedSession } from 'invitekit'
import { forwardedFor } from 'invitekit/http'
import { getSession, requireSession } from 'invitekit/next'
import { headers } from 'next/headers'
import { product } from './product.ts'
import { settings } from './settings.ts'

/** The client's address behind our proxies; Next.js itself does not tell from where a request came. */
export const clientAddress = settings.proxies > 0 ? forwardedFor(settings.proxies) : (): string | null => null

/** What the verbs are told of whoever sends a form. A form that another site has sent is refused. */
export async function sender() {
  const session = await getSession(product(), { changes: true })
  const sent = new Headers(await headers())
  const from = clientAddress(new Request(settings.baseUrl, { headers: sent }), null)
  return { session, from, device: sent.get('user-agent') }
}

interface Person extends CheckedSession {
  readonly isAdministrator: boolean
  /** The ids of the person's garages. */
  readonly garages: readonly string[]
}

/** Who is logged in, and what they have here; whoever is not is led to the log-in and back. */
export async function person(next: string): Promise<Person> {
  const session = await requireSession(product(), { login: '/login', next })
  const { memberships } = await product().accounts.get(session.account.id, { actor: session.actor })
  return {
    ...session,
    isAdministrator: memberships.some(({ scope, role }) => scope === '*' && role === 'administrator'),
    garages: memberships.map(({ scope }) => scope).filter((scope) => scope !== '*'),
  }
}
