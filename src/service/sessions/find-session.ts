import type { Acting } from '../../domain/authority.ts'
import type { SessionSnapshot } from '../../domain/rules/session.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { loadOne } from '../decide.ts'
import { loadBySecret } from '../load-by-secret.ts'
import { refreshPlan, sessionByIdPlan, sessionPlan } from '../plans.ts'
import type { Shown } from '../views.ts'

type Found = SessionSnapshot<Acting & Shown>

const nothing: Found = { session: null, account: null }

/** The session that a token belongs to, opaque or a JWT, and its account. A text that is no token costs no query. */
export async function findSession(context: Context, token: unknown): Promise<Found> {
  const { accessTokens, clock } = context
  if (accessTokens === null)
    return isSecret('session', token) ? loadBySecret(context, sessionPlan, ['session', token]) : nothing
  const claims = typeof token === 'string' ? await accessTokens.verify(token, clock.now()) : null
  if (claims === null) return nothing
  const found = await loadOne(context, sessionByIdPlan, { id: claims.sessionId })
  return found.session?.accountId === claims.accountId && found.session.epoch === claims.epoch ? found : nothing
}

/** The same, and for a refresh token too: whoever logs out may have only that. */
export const findSessionToEnd = async (context: Context, token: unknown): Promise<SessionSnapshot> =>
  isSecret('refresh', token) ? loadBySecret(context, refreshPlan, ['refresh', token]) : findSession(context, token)
