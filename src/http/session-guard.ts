import type { AccountActor } from '../domain/actor.ts'
import { InviteError } from '../domain/errors.ts'
import type { InviteService } from '../service/invite-service.ts'
import type { CheckedSession } from '../service/sessions/check.ts'
import type { VerifiedToken } from '../service/sessions/verify.ts'
import { type Carry, createCarrier } from './carry.ts'
import { finished } from './finished.ts'
import { localeOf } from './locale.ts'
import { isOwnOrigin } from './own-origin.ts'
import { problem } from './problem.ts'

/** What a guard finds: the session as it is now, or with `trust: 'token'` what its JWT says. */
export type Trusted<T> = T extends 'token' ? VerifiedToken : CheckedSession

/** How a host's own routes find out who asks. */
export interface GuardOptions<T extends 'token' | undefined = undefined> {
  /** How the tokens travel: as the routes of the library have it. */
  readonly carry?: Carry
  /** `token`: an access JWT is enough, and the store is not asked. A session that has ended then counts for the rest of its ten minutes. */
  readonly trust?: T
}

/** Guards the routes and pages of a host with the sessions of the library. */
export interface SessionGuard<S extends { readonly actor: AccountActor }, F extends string = string> {
  /**
   * Who asks; null for nobody. With `changes`, a request that another site may have sent is refused (`foreign_origin`),
   * and the session is noted as used.
   */
  session(headers: Headers, options: { readonly changes: boolean }): Promise<S | null>
  /** Whether the person holds a flag in a scope (the whole system when left out), now. */
  allows(session: Pick<S, 'actor'>, flag: F, scope?: string): Promise<boolean>
  /** The answer that says why not, in the language of the caller (RFC 9457). */
  problem(error: InviteError, headers: Headers): Response
}

/**
 * Guards what a host serves beside the library: middleware, pages, its own routes. It reads what the fetch standard calls
 * `Headers`, whatever the framework.
 *
 * @example
 * const guard = createSessionGuard(service)
 * const session = await guard.session(request.headers, { changes: request.method !== 'GET' })
 * if (session !== null && (await guard.allows(session, 'people.view'))) console.log(session.account.email)
 * const answer = guard.problem(new InviteError('forbidden'), request.headers)
 */
export function createSessionGuard<F extends string, R extends string, T extends 'token' | undefined = undefined>(
  service: InviteService<F, R>,
  options: GuardOptions<T> = {},
): SessionGuard<Trusted<T>, F> {
  const guard: SessionGuard<CheckedSession | VerifiedToken, F> = guardOf(service, options)
  // What it finds follows from `trust`: see `session`.
  return guard as SessionGuard<Trusted<T>, F>
}

function guardOf<F extends string, R extends string>(
  service: InviteService<F, R>,
  { carry, trust }: GuardOptions<'token' | undefined>,
): SessionGuard<CheckedSession | VerifiedToken, F> {
  if (trust === 'token' && service.policy.sessions.publicKeys === null)
    throw new TypeError('"trust" may be token only where sessions are JWTs: set "sessions.jwt"')
  const carrier = createCarrier(service, carry)
  return {
    session: async (headers, { changes }) => {
      if (changes && !isOwnOrigin(headers, service.policy.baseUrl)) throw new InviteError('foreign_origin')
      return unlessNobody(async () => {
        const token = carrier.access(headers)
        if (token === null) return null
        return trust === 'token' ? service.sessions.verify(token) : service.sessions.check(token, { touch: changes })
      })
    },
    allows: ({ actor }, flag, scope) => service.can(actor, flag, scope),
    problem: (error, headers) =>
      finished(problem(error, localeOf(headers.get('accept-language'), service.policy.locale))),
  }
}

/** A session that has ended is none; whether one is needed is the caller's affair. */
export async function unlessNobody<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof InviteError && error.code === 'not_authenticated') return null
    throw error
  }
}
