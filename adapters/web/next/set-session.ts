import { type Carry, sessionCookies } from '../../../src/http.ts'
import type { InviteService, MaybeTokens } from '../../../src/index.ts'

/**
 * Sets the cookies of a log-in from a server action, as the routes would: for what `sessions.login`, `invitations.accept`
 * and the like hand out. Where nobody was logged in, it sets none.
 *
 * @example
 * await setSession(service, await service.sessions.login({ login: 'me@example.com', password }))
 */
export const setSession = <F extends string, R extends string>(
  service: InviteService<F, R>,
  tokens: MaybeTokens,
  carry?: Carry,
): Promise<void> => setCookies(sessionCookies(service, tokens, carry))

/**
 * Clears the cookies of a session from a server action. The session itself ends with `sessions.logout`.
 *
 * @example
 * await clearSession(service)
 */
export const clearSession = <F extends string, R extends string>(
  service: InviteService<F, R>,
  carry?: Carry,
): Promise<void> => setCookies(sessionCookies(service, 'end', carry))

async function setCookies(all: ReturnType<typeof sessionCookies>): Promise<void> {
  const { cookies } = await import('next/headers')
  const jar = await cookies()
  for (const { name, value, ...attributes } of all) jar.set(name, value, attributes)
}
