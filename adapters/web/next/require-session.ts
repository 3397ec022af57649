import { localPath } from '../../../src/http.ts'
import type { CheckedSession, InviteService } from '../../../src/index.ts'
import { getSession, type SessionReading } from './get-session.ts'

/** Where somebody is sent who is not logged in. */
export interface SessionPage extends SessionReading {
  /** The path of the page that logs in, of this site. */
  readonly login: string
  /** The path to come back to, which that page finds as `next` in its query, and reads with `localPath`. */
  readonly next?: string
}

/**
 * Guards a page or a server action: the session, or a redirect to the page that logs in. Refuses `foreign_origin` with
 * `changes`.
 *
 * @example
 * const { account } = await requireSession(service, { login: '/login', next: '/people' })
 * console.log(`This page is for ${account.email}`)
 */
export async function requireSession<F extends string, R extends string>(
  service: InviteService<F, R>,
  { login, next, ...reading }: SessionPage,
): Promise<CheckedSession> {
  const session = await getSession(service, reading)
  if (session !== null) return session
  const { redirect } = await import('next/navigation')
  const query = next === undefined ? '' : `?${new URLSearchParams({ next: localPath(next, '/') })}`
  return redirect(localPath(login, '/') + query)
}
