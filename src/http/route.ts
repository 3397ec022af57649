import type * as z from 'zod/mini'
import type { AccountActor } from '../domain/actor.ts'
import type { Code, InviteError, Locale } from '../domain/errors.ts'

import type { InviteService } from '../service/invite-service.ts'
import type { CheckedSession } from '../service/sessions/check.ts'
import type { CarriedTokens, IssuedTokens } from './carry.ts'
import type { Endpoint, SessionNeed } from './endpoint.ts'

/** What a route gets. Bodies and queries are as they came: the verbs check them, here as everywhere. */
export interface Call {
  /** The service behind the routes. */
  readonly service: InviteService
  /** The named segments of the path, decoded once. */
  readonly params: Readonly<Record<string, string>>
  /** The JSON object or the form that was sent; `{}` where there was none. */
  readonly body: Readonly<Record<string, unknown>>
  /** What stands behind the question mark; no name twice. */
  readonly query: Readonly<Record<string, string>>
  /** Who asks; null where nobody is logged in, or the route does not look. */
  readonly actor: AccountActor | null
  /** The session of whoever asks; null where only its token was looked at. */
  readonly session: CheckedSession | null
  /** The access token as it was presented, whether or not it is one. Two headers are refused (`not_authenticated`). */
  readonly accessToken: () => string | null
  /** The refresh token: the one of the body, else that of the cookie. */
  readonly refreshToken: (inBody?: string | null) => string | null
  /** What an answer's body says of the tokens of a log-in. */
  readonly inBody: (tokens: IssuedTokens) => CarriedTokens
  /** The language of the caller, for mails and problem answers. */
  readonly locale: Locale
  /** What the caller's browser calls itself, for the list of sessions. */
  readonly device: string | null
  /** The address of the caller, by the option `clientAddress`; null where nobody knows it. */
  readonly from: string | null
  /** The header `Idempotency-Key`, as it came. */
  readonly idempotencyKey: string | undefined
  /** The description of the routes of this mount. */
  readonly openapi: () => Promise<unknown>
}

/** A call on a route that is for whoever is logged in. */
export interface ActorCall extends Call {
  /** Who asks. */
  readonly actor: AccountActor
}

/** A call on a route that needs a session. */
export interface SessionCall extends ActorCall {
  /** The session that the caller presented, checked a moment ago. */
  readonly session: CheckedSession
}

/** The call that a route gets, by what it needs to know of who asks. */
export type CallOf<S extends SessionNeed> = S extends 'required' ? SessionCall : S extends 'token' ? ActorCall : Call

/** What a route answers: a body, and what becomes of the tokens in cookies. */
export interface Reply {
  /** What becomes JSON; left out for an answer without a body. */
  readonly body?: unknown
  /** The tokens of a log-in for the cookies, or `end` to clear them. */
  readonly tokens?: IssuedTokens | 'end' | null
  /** Seconds for which everybody may keep the answer; nobody keeps it when left out. */
  readonly keep?: number
}

/** How a body comes: as JSON, or as a form (`application/x-www-form-urlencoded` or `multipart/form-data`, without files). */
export type BodyKind = 'json' | 'form'

interface RouteBase extends Endpoint {
  /** How a body comes; JSON where nothing is said. */
  readonly takes?: BodyKind
  /** Bytes that a body may have; 32 KiB where nothing is said. */
  readonly limit?: number
  /** A body would say nothing here: one that says something is refused. */
  readonly bare?: true
  /** The verb behind it, `invitations.create`; the description of the routes knows those that have one. */
  readonly operation?: string
  /** Whether the header `Idempotency-Key` counts. */
  readonly keyed?: true
  /** What a body is made of: the fields of all of these together. */
  readonly body?: readonly z.ZodMiniObject[]
  /** What the query is made of. */
  readonly query?: z.ZodMiniObject
  /** The codes that the verb refuses with; those that hold everywhere are not among them. */
  readonly refuses?: readonly Code[]
  /** How a refusal is answered; as the library does (RFC 9457) where nothing is said. */
  readonly refusal?: (error: InviteError, locale: Locale) => Response
}

/** A route whose needs are known. */
export interface RouteOf<S extends SessionNeed> extends RouteBase {
  /** Whether it needs to know who asks. */
  readonly session: S
  /** Calls the verb and says what to answer. */
  readonly run: (call: CallOf<S>) => Promise<Reply>
}

/** One line of the description of the routes. */
export type Route = RouteOf<'required'> | RouteOf<'token'> | RouteOf<'optional'> | RouteOf<'none'>
