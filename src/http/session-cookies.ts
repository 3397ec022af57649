import type { InviteService } from '../service/invite-service.ts'
import type { MaybeTokens } from '../service/sessions/open-session.ts'
import { type Carry, createCarrier, issuedTokens } from './carry.ts'
import type { SetCookie } from './cookie.ts'

/**
 * The cookies that the routes would set for what a verb handed out, or `end` to clear them: for a host that calls verbs
 * that log in from code of its own. None where nobody was logged in.
 *
 * @example
 * for (const { name, maxAge } of sessionCookies(service, await service.sessions.login({ login: 'me@example.com', password })))
 *   console.log(`${name} lives ${maxAge} seconds`)
 */
export function sessionCookies<F extends string, R extends string>(
  service: InviteService<F, R>,
  tokens: MaybeTokens | 'end',
  carry?: Carry,
): readonly SetCookie[] {
  const issued = tokens === 'end' ? tokens : issuedTokens(tokens)
  return issued === null ? [] : createCarrier(service, carry).cookies(issued)
}
