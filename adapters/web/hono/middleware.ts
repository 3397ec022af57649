import type { Context, MiddlewareHandler } from 'hono'
import { admit, type SessionGuard, type Wanted } from '../../../src/http.ts'
import type { AccountActor, CheckedSession } from '../../../src/index.ts'

/** What a middleware leaves for the handlers behind it: `context.get('session')`. */
export interface SessionEnv<S = CheckedSession> {
  /** The variables of the context. */
  Variables: {
    /** Who asks. */
    session: S
  }
}

/** Asks the guard, unless a middleware of this answer has asked before, and answers for it where it turns somebody away. */
export const middleware =
  <S extends { readonly actor: AccountActor }, F extends string>(
    guard: SessionGuard<S, F>,
    wantedOf: (context: Context) => Wanted<F> | undefined,
  ): MiddlewareHandler<SessionEnv<S>> =>
  async (context, next) => {
    const admitted = await admit(guard, context.req.raw, { wanted: wantedOf(context), known: context.get('session') })
    if (admitted instanceof Response) return admitted
    context.set('session', admitted)
    return next()
  }
