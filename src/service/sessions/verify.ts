import type { AccountActor } from '../../domain/actor.ts'
import { refuse } from '../../domain/refusal.ts'
import type { Context } from '../context.ts'
import { refused } from '../decide.ts'

/** What an access JWT says by itself. */
export interface VerifiedToken {
  /** Who asks: pass it to the verbs, which look the person up. */
  readonly actor: AccountActor
  /** The session that the token belongs to. */
  readonly sessionId: string
  /** When the token lapses. */
  readonly expiresAt: Date
}

/** Reads an access JWT without asking the store: a session that has ended counts until the token lapses. */
export async function verify(context: Context, token: unknown): Promise<VerifiedToken> {
  const { accessTokens, clock } = context
  if (accessTokens === null)
    throw new TypeError('Sessions are opaque: only "check" can read them without "sessions.jwt"')
  const claims = typeof token === 'string' ? await accessTokens.verify(token, clock.now()) : null
  if (claims === null) throw refused(context, refuse('not_authenticated'))
  const { accountId, sessionId, epoch, expiresAt } = claims
  return { actor: { type: 'account', id: accountId, epoch }, sessionId, expiresAt: new Date(expiresAt) }
}
