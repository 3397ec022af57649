import type { ByActor } from '../by-actor.ts'
import type { RequestOptions } from '../limits.ts'
import type { CheckedSession, CheckOptions } from './check.ts'
import type { ListedSession, ListSessionsOptions, SessionsInput } from './list.ts'
import type { LoggedIn, LoginInput, LoginOptions } from './login.ts'
import type { SessionTokens } from './open-session.ts'
import type { VerifiedToken } from './verify.ts'

/**
 * Log-ins.
 *
 * @example
 * const { sessionToken, refreshToken } = await service.sessions.login({ login: 'ada@example.com', password })
 * const { actor, account, session } = await service.sessions.check(sessionToken)
 * const { items } = await service.sessions.list({}, { actor, session: session.id })
 * for (const { id, current } of items) if (!current) await service.sessions.revoke(id, { actor })
 * // with `sessions.jwt`
 * const next = await service.sessions.refresh(refreshToken)
 * const { sessionId } = await service.sessions.verify(next.sessionToken)
 * await service.sessions.revokeAll({}, { actor })
 * await service.sessions.logout(sessionToken)
 */
export interface Sessions {
  /** Logs in with an address or a user name. Refuses `login_failed`, for every cause alike. */
  login(input: LoginInput, options?: LoginOptions): Promise<LoggedIn>
  /** Spends a refresh token for the next one and a fresh JWT. Refuses `not_authenticated`; one that was spent long before ends the session. A `TypeError` where sessions are opaque. */
  refresh(refreshToken: unknown, options?: RequestOptions): Promise<SessionTokens>
  /** What an access JWT says, without asking the store: right for about ten minutes. Refuses `not_authenticated`. A `TypeError` where sessions are opaque. */
  verify(token: unknown): Promise<VerifiedToken>
  /** Who is behind a session's token, in one read. Refuses `not_authenticated`. */
  check(token: unknown, options?: CheckOptions): Promise<CheckedSession>
  /** Ends a session for good, by its token or its refresh token. One that is unknown or has ended is no error. */
  logout(token: unknown): Promise<void>
  /** The live sessions of a person, newest first, 100 at most: one's own, or with authority over the whole account (the verb `suspend`). Refuses `not_authenticated`, `forbidden`, `exceeds_own`, `account_not_found`. */
  list(input: SessionsInput, options: ListSessionsOptions): Promise<{ readonly items: readonly ListedSession[] }>
  /** Ends one session by its id, one's own or with that authority. Refuses `not_authenticated`, `session_not_found`, `exceeds_own`. */
  revoke(id: string, options: ByActor): Promise<void>
  /** Ends all sessions and all links of a person, one's own or with that authority; also the session that asks. Refuses `not_authenticated`, `forbidden`, `exceeds_own`, `account_not_found`, `account_invited`, `account_suspended`. */
  revokeAll(input: SessionsInput, options: ByActor): Promise<void>
}
