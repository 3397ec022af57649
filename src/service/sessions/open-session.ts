import type { Moment } from '../../domain/change.ts'
import type { NewSession } from '../../domain/session-rows.ts'
import { mintSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import type { RequestOptions } from '../limits.ts'

/** What a log-in hands out, once. */
export interface SessionTokens {
  /** For the cookie, or as a bearer: a secret, or with `sessions.jwt` a short-lived JWT. */
  readonly sessionToken: string
  /** When `sessionToken` lapses, whatever happens before. */
  readonly tokenExpiresAt: Date
  /** Gets the next `sessionToken`, once: `sessions.refresh`. Null where sessions are opaque. */
  readonly refreshToken: string | null
}

/** Whether a call logs in, and from what. */
export interface SessionOptions extends RequestOptions {
  /** Logs in with the same commit. */
  readonly session?: boolean
  /** What the browser calls itself (`User-Agent`), so that the person knows the session in a list; cut at 255 characters. */
  readonly device?: string | null
}

/** The tokens where somebody may have been logged in. */
export type MaybeTokens = { readonly [N in keyof SessionTokens]: SessionTokens[N] | null }

export const noTokens: MaybeTokens = { sessionToken: null, tokenExpiresAt: null, refreshToken: null }

/** A log-in that a commit is to make: what is stored of it, and what the person gets once it is true. */
export interface OpenedSession {
  readonly stored: NewSession
  readonly tokens: (account: { readonly id: unknown; readonly epoch: number }, moment: Moment) => Promise<SessionTokens>
}

const DEVICE = 255 // characters of what a browser calls itself

/** Mints the secrets of a new session: one opaque token, or a refresh token beside the JWT that is signed at the end. */
export function openSession(context: Context, device: string | null = null): OpenedSession {
  const { accessTokens, policy, random, secrets } = context
  const stored = { hash: null, refreshHash: null, device: device === null ? null : device.slice(0, DEVICE) }
  if (accessTokens === null) {
    const sessionToken = mintSecret('session', random)
    return {
      stored: { ...stored, hash: secrets.stored('session', sessionToken) },
      tokens: async (_account, { now }) => ({
        sessionToken,
        tokenExpiresAt: new Date(now + policy.sessions.lifetime),
        refreshToken: null,
      }),
    }
  }
  const refreshToken = mintSecret('refresh', random)
  return {
    stored: { ...stored, refreshHash: secrets.stored('refresh', refreshToken) },
    tokens: async ({ id, epoch }, { now, ids }) => {
      const session = { accountId: String(id), sessionId: ids.session, epoch, endsAt: now + policy.sessions.lifetime }
      const { token, expiresAt } = await accessTokens.sign(session, now)
      return { sessionToken: token, tokenExpiresAt: new Date(expiresAt), refreshToken }
    },
  }
}

/** Mints a session where the caller wants one. */
export const sessionWhen = (context: Context, wanted: boolean, device?: string | null): OpenedSession | null =>
  wanted ? openSession(context, device) : null
