import type { AccountActor } from '../domain/actor.ts'
import { InviteError } from '../domain/errors.ts'
import type { SessionGuard } from './session-guard.ts'

/** A flag that somebody must hold to be let in. */
export interface Wanted<F extends string = string> {
  /** The flag. */
  readonly flag: F
  /** Where it must be held; the whole system when left out. */
  readonly scope?: string | undefined
}

/** Something that a session was found for before: it is not read again. */
export interface AdmitOptions<S, F extends string = string> {
  /** What must be held besides having a session. */
  readonly wanted?: Wanted<F> | undefined
  /** The session, where somebody asked for it before. */
  readonly known?: S | undefined
}

/**
 * What a middleware asks: the session of a request, or the answer that turns it away (`not_authenticated`,
 * `foreign_origin`, `forbidden`). Only GET, HEAD and OPTIONS count as reading.
 *
 * @example
 * const guard = createSessionGuard(service)
 * const admitted = await admit(guard, request, { wanted: { flag: 'people.view', scope: 'team-1' } })
 * console.log(admitted instanceof Response ? admitted.status : admitted.account.email)
 */
export async function admit<S extends { readonly actor: AccountActor }, F extends string>(
  guard: SessionGuard<S, F>,
  { method, headers }: Pick<Request, 'method' | 'headers'>,
  { wanted, known }: AdmitOptions<S, F> = {},
): Promise<S | Response> {
  try {
    const session = known ?? (await guard.session(headers, { changes: !/^(GET|HEAD|OPTIONS)$/.test(method) }))
    if (session === null) throw new InviteError('not_authenticated')
    if (wanted && !(await guard.allows(session, wanted.flag, wanted.scope))) throw new InviteError('forbidden')
    return session
  } catch (error) {
    if (error instanceof InviteError) return guard.problem(error, headers)
    throw error
  }
}
