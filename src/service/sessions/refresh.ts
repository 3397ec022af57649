import { InviteError } from '../../domain/errors.ts'
import { refuse } from '../../domain/refusal.ts'
import { type RefreshSnapshot, refreshSession } from '../../domain/rules/refresh-session.ts'
import type { AccessTokens } from '../../tokens/access-token.ts'
import { isSecret } from '../../tokens/secret.ts'
import { successorOf, successorSalt } from '../../tokens/successor.ts'
import type { Context } from '../context.ts'
import { countUnknownTokens } from '../count-unknown-tokens.ts'
import { decide, refused } from '../decide.ts'
import type { RequestOptions } from '../limits.ts'
import { loadBySecret } from '../load-by-secret.ts'
import { refreshPlan, successorPlan } from '../plans.ts'
import type { SessionTokens } from './open-session.ts'

/** Takes a refresh token and hands out the next, with a fresh JWT. The old one is spent; coming back later, it ends the session. */
export async function refresh(context: Context, token: unknown, options: RequestOptions = {}): Promise<SessionTokens> {
  const { accessTokens } = context
  if (accessTokens === null)
    throw new TypeError('Sessions are opaque: there is nothing to refresh without "sessions.jwt"')
  let isKnown = false
  const known = () => {
    isKnown = true
  }
  return countUnknownTokens(
    context,
    options,
    () => rotate(context, accessTokens, token, known),
    // One that was somebody's is no guess: a whole office comes back to sessions that have ended.
    ({ code }) => code === 'not_authenticated' && !isKnown,
  )
}

async function rotate(
  context: Context,
  accessTokens: AccessTokens,
  token: unknown,
  known: () => void,
): Promise<SessionTokens> {
  const { policy, random, secrets } = context
  if (!isSecret('refresh', token)) throw refused(context, refuse('not_authenticated'))
  const salt = successorSalt(random)
  const fresh = successorOf(token, salt)
  let next = fresh
  return decide(context, {
    read: async (): Promise<RefreshSnapshot> => {
      const found = await loadBySecret(context, refreshPlan, ['refresh', token])
      if (found.token !== null) known()
      next = found.token?.salt == null ? fresh : successorOf(token, found.token.salt)
      if (next === fresh) return { ...found, successor: null }
      return { ...found, ...(await loadBySecret(context, successorPlan, ['refresh', next])) }
    },
    rule: (snapshot, moment) =>
      refreshSession(snapshot, { salt, hash: secrets.stored('refresh', fresh) }, policy, moment),
    view: async (decided, { now }) => {
      if (decided.how === 'reused') throw new InviteError('not_authenticated')
      const { account, session } = decided
      const claims = { accountId: account.id, sessionId: session.id, epoch: account.epoch, endsAt: session.expiresAt }
      const { token: sessionToken, expiresAt } = await accessTokens.sign(claims, now)
      return { sessionToken, tokenExpiresAt: new Date(expiresAt), refreshToken: next }
    },
  })
}
