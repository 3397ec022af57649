import type { AccountActor } from '../domain/actor.ts'
import type { Locale } from '../domain/errors.ts'
import type { InviteService } from '../service/invite-service.ts'
import type { CheckedSession } from '../service/sessions/check.ts'

/** What a route gets. Bodies and queries are as they came: the verbs check them, here as everywhere. */
export interface Call {
  /** The service behind the routes. */
  readonly service: InviteService
  /** The named segments of the path, decoded once. */
  readonly params: Readonly<Record<string, string>>
  /** The JSON object that was sent; `{}` where there was none. */
  readonly body: Readonly<Record<string, unknown>>
  /** What stands behind the question mark; no name twice. */
  readonly query: Readonly<Record<string, string>>
  /** Null where nobody is logged in, or the route does not ask. */
  readonly session: CheckedSession | null
  /** The session's token as it was presented. */
  readonly sessionToken: string | null
  /** The language of the caller, for mails and problem answers. */
  readonly locale: Locale
  /** The header `Idempotency-Key`, as it came. */
  readonly idempotencyKey: string | undefined
}

/** A call on a route that needs a session. */
export interface SessionCall extends Call {
  /** The session that the caller presented, checked a moment ago. */
  readonly session: CheckedSession
  /** Who asks. */
  readonly actor: AccountActor
}

/** What a route answers: a body, and what becomes of the session. */
export interface Reply {
  /** What becomes JSON; left out for an answer without a body. */
  readonly body?: unknown
  /** A new session's token for the cookie, or `end` to clear it. */
  readonly session?: { readonly token: string } | 'end'
}

/** The methods that routes have. GET changes nothing; HEAD is answered where GET is. */
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

interface RouteBase {
  readonly method: Method
  /** Below the prefix; `:name` stands for one segment. */
  readonly path: string
  readonly status: number
  /** Bytes that a body may have; 32 KiB where nothing is said. */
  readonly limit?: number
  /** A body would say nothing here: one that says something is refused. */
  readonly bare?: true
}

/** One line of the description of the routes: whether a session is needed, looked at, or not even read. */
export type Route =
  | (RouteBase & { readonly session: 'required'; readonly run: (call: SessionCall) => Promise<Reply> })
  | (RouteBase & { readonly session: 'optional' | 'none'; readonly run: (call: Call) => Promise<Reply> })
