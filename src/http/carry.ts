import { InviteError } from '../domain/errors.ts'
import type { InviteService } from '../service/invite-service.ts'
import type { MaybeTokens } from '../service/sessions/open-session.ts'
import { createCookie, type SetCookie } from './cookie.ts'

/** A way for a token to travel: in bodies and the header `Authorization`, in a cookie, or either. */
export type Carrier = 'both' | 'bearer' | 'cookie'

/** How the tokens of a session travel. What does not travel in a cookie is never read from one, and the other way round. */
export interface Carry {
  /** The token that says who asks: `both` by default. */
  readonly access?: Carrier
  /** The token that gets the next one, where sessions are JWTs: `both` by default. In a cookie no script of the page can read it. */
  readonly refresh?: Carrier
}

/** What a log-in adds to the answer's body: the tokens that travel in bodies, and when to come back. */
export interface CarriedTokens {
  /** Left out where it travels in its cookie alone. */
  readonly accessToken?: string
  /** When the access token lapses, whatever happens before. */
  readonly accessTokenExpiresAt: Date
  /** Where sessions are JWTs; left out where it travels in its cookie alone. */
  readonly refreshToken?: string
}

/** Reads tokens from requests and writes them into answers. */
export interface TokenCarrier {
  /** The access token of a request; null for none. A bearer was sent on purpose: it counts, and not the cookie. */
  access(headers: Headers): string | null
  /** The refresh token of a request: the one in the body, or that of the cookie. What was sent on purpose counts. */
  refresh(headers: Headers, inBody: string | null): string | null
  /** What the body says of the tokens of a log-in. */
  inBody(tokens: IssuedTokens): CarriedTokens
  /** The cookies of a log-in, or of the end of one. */
  cookies(tokens: IssuedTokens | 'end'): readonly SetCookie[]
}

/** The tokens of somebody who was logged in. */
export interface IssuedTokens {
  /** The access token. */
  readonly sessionToken: string
  /** When it lapses. */
  readonly tokenExpiresAt: Date
  /** Null where sessions are opaque. */
  readonly refreshToken: string | null
}

/** The tokens, where a call logged somebody in. */
export const issuedTokens = ({ sessionToken, tokenExpiresAt, refreshToken }: MaybeTokens): IssuedTokens | null =>
  sessionToken === null || tokenExpiresAt === null ? null : { sessionToken, tokenExpiresAt, refreshToken }

/** Resolves how tokens travel; a wrong setting is a `TypeError` that names it. */
export function createCarrier({ policy }: Pick<InviteService, 'policy'>, carry: Carry = {}): TokenCarrier {
  const access = carrierOf('carry.access', carry.access)
  const refresh = carrierOf('carry.refresh', carry.refresh)
  const session = createCookie('ik', policy.baseUrl, policy.sessions.lifetime)
  const renewal = createCookie('ik-refresh', policy.baseUrl, policy.sessions.lifetime)
  return {
    access: (headers) => {
      const bearer = bearerOf(headers)
      return (access === 'cookie' ? null : bearer) ?? (access === 'bearer' ? null : session.read(headers))
    },
    refresh: (headers, inBody) =>
      (refresh === 'cookie' ? null : inBody) ?? (refresh === 'bearer' ? null : renewal.read(headers)),
    inBody: ({ sessionToken, tokenExpiresAt, refreshToken }) => ({
      ...(access === 'cookie' ? {} : { accessToken: sessionToken }),
      accessTokenExpiresAt: tokenExpiresAt,
      ...(refreshToken === null || refresh === 'cookie' ? {} : { refreshToken }),
    }),
    cookies: (tokens) => {
      if (tokens === 'end')
        return [
          ...(access === 'bearer' ? [] : [session.clear()]),
          ...(refresh === 'bearer' || policy.sessions.publicKeys === null ? [] : [renewal.clear()]),
        ]
      const { sessionToken, refreshToken } = tokens
      return [
        ...(access === 'bearer' ? [] : [session.set(sessionToken)]),
        ...(refreshToken === null || refresh === 'bearer' ? [] : [renewal.set(refreshToken)]),
      ]
    },
  }
}

function carrierOf(option: string, value: Carrier = 'both'): Carrier {
  if (value !== 'both' && value !== 'bearer' && value !== 'cookie')
    throw new TypeError(`"${option}" must be both, bearer or cookie`)
  return value
}

/** The token of `Authorization: Bearer` (RFC 6750, 2.1). Other schemes are somebody else's; of two headers one was planted. */
export function bearerOf(headers: Headers): string | null {
  const header = headers.get('authorization')
  if (header === null) return null
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1]
  if (token === undefined && /^bearer\b.*,|,\s*bearer\b/i.test(header)) throw new InviteError('not_authenticated')
  return token ?? null
}
