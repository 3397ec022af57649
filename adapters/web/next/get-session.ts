import { type Carry, createSessionGuard } from '../../../src/http.ts'
import type { CheckedSession, InviteService } from '../../../src/index.ts'

/** How a session is read. */
export interface SessionReading {
  /** How the tokens travel: as the routes of the library have it. */
  readonly carry?: Carry
  /** Set in a server action, which changes something: the request must come from the host's own origin, and the session is noted as used. */
  readonly changes?: boolean
}

/**
 * Who asks, in a server component, a server action or a route of one's own; null for nobody. Refuses `foreign_origin` with
 * `changes`.
 *
 * @example
 * const session = await getSession(service)
 * console.log(session === null ? 'nobody' : session.account.email)
 */
export async function getSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  { carry, changes = false }: SessionReading = {},
): Promise<CheckedSession | null> {
  // Loaded where it is used: the Pages Router, and everything outside of Next.js, has no such module.
  const { headers } = await import('next/headers')
  const guard = createSessionGuard(service, carry === undefined ? {} : { carry })
  return guard.session(new Headers(await headers()), { changes })
}
