import { base64url } from './secret.ts'

/** One signing key as a JWK (RFC 7517) with its `kid` and `alg`: EdDSA (Ed25519), ES256 (P-256), or HS256 with 32 random bytes or more. */
export interface SigningKey {
  /** Tells the keys in use apart; in the header of each token. */
  readonly kid: string
  /** The algorithm that the key is for, and no other. */
  readonly alg: 'EdDSA' | 'ES256' | 'HS256'
  /** `OKP`, `EC` or `oct`. */
  readonly kty: string
  /** `Ed25519` or `P-256`. */
  readonly crv?: string
  /** The public part. */
  readonly x?: string
  /** The other half of the public part on P-256. */
  readonly y?: string
  /** The private part: only the key that signs needs it. */
  readonly d?: string
  /** The secret of HS256. */
  readonly k?: string
}

/** The keys of access JWTs: made once by the host and kept apart from the database, never made silently. */
export interface SigningKeys {
  /** Signs, and verifies. */
  readonly current: SigningKey
  /** Verifies as well: the next key before it signs, the last one until its tokens have lapsed. */
  readonly also?: readonly SigningKey[]
}

/** What an access token says. */
export interface AccessClaims {
  /** Whose it is (`sub`). */
  readonly accountId: string
  /** The log-in that it belongs to (`sid`). */
  readonly sessionId: string
  /** The account's epoch when it was signed. */
  readonly epoch: number
}

/** Signs and reads access JWTs. The keys are inside these functions, and nowhere else. */
export interface AccessTokens {
  /** Makes a token that ends with its session at the latest; times are epoch milliseconds. */
  readonly sign: (
    claims: AccessClaims & { readonly endsAt: number },
    now: number,
  ) => Promise<{ readonly token: string; readonly expiresAt: number }>
  /** The claims and the end of a token; null for one that is malformed, forged, lapsed, or for somebody else. */
  readonly verify: (token: string, now: number) => Promise<(AccessClaims & { readonly expiresAt: number }) | null>
  /** The public keys (RFC 7517, 5); a shared secret is not among them. */
  readonly publicKeys: readonly Omit<SigningKey, 'd' | 'k'>[]
}

interface Settings {
  readonly issuer: string
  readonly audience: string
  /** Milliseconds that a token lives. */
  readonly lifetime: number
  readonly randomBytes: (length: number) => Uint8Array
}

const TOLERANCE_SECONDS = 30 // clocks of several machines differ
const TYP = 'at+jwt' // RFC 9068, 2.1
const REQUIRED = ['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'nbf', 'exp']

/** Makes the functions of a set of keys; a wrong key is a `TypeError` that names the option, never the key. */
export function createAccessTokens(keys: SigningKeys, settings: Settings): AccessTokens {
  if (typeof keys !== 'object' || keys === null) throw new TypeError('"sessions.jwt.keys" must be { current, also }')
  const { current, also = [] } = keys
  checkKey('sessions.jwt.keys.current', current, true)
  for (const [n, key] of also.entries()) {
    checkKey(`sessions.jwt.keys.also[${n}]`, key, false)
    if (key.alg !== current.alg) throw new TypeError('"sessions.jwt.keys" must all be of one algorithm (RFC 8725, 3.1)')
  }
  const all = new Map([current, ...also].map((key) => [key.kid, key]))
  if (all.size !== also.length + 1) throw new TypeError('"sessions.jwt.keys" must have different "kid"s')
  const { issuer, audience, lifetime, randomBytes } = settings
  // Loaded by the first token, so that whoever has opaque sessions never loads it.
  const jose = () => import('jose')
  const imported = new Map<string, ReturnType<Awaited<ReturnType<typeof jose>>['importJWK']>>()
  const keyOf = async (key: SigningKey, use: 'sign' | 'verify') => {
    const id = `${use} ${key.kid}`
    const { d: _private, ...open } = key
    const found = imported.get(id) ?? (await jose()).importJWK(use === 'sign' ? { ...key } : { ...open }, key.alg)
    imported.set(id, found)
    return found
  }
  return {
    sign: async ({ accountId, sessionId, epoch, endsAt }, now) => {
      const { SignJWT } = await jose()
      const seconds = Math.floor(now / 1000)
      const exp = Math.min(seconds + Math.floor(lifetime / 1000), Math.floor(endsAt / 1000))
      const token = await new SignJWT({ sid: sessionId, epoch })
        .setProtectedHeader({ alg: current.alg, typ: TYP, kid: current.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(accountId)
        .setJti(base64url(randomBytes(16)))
        .setIssuedAt(seconds)
        .setNotBefore(seconds)
        .setExpirationTime(exp)
        .sign(await keyOf(current, 'sign'))
      return { token, expiresAt: exp * 1000 }
    },
    verify: async (token, now) => {
      const { jwtVerify, errors } = await jose()
      try {
        const { payload } = await jwtVerify(
          token,
          // Keys come from the options alone: what a header brings along or points at is not looked at (ASVS 9.1.3).
          async ({ kid }) => {
            const key = all.get(kid ?? '')
            if (key === undefined) throw new errors.JWKSNoMatchingKey()
            return keyOf(key, 'verify')
          },
          {
            algorithms: [current.alg],
            typ: TYP,
            issuer,
            audience,
            requiredClaims: REQUIRED,
            clockTolerance: TOLERANCE_SECONDS,
            currentDate: new Date(now),
          },
        )
        const { sub, sid, epoch, exp } = payload
        if (typeof sub !== 'string' || typeof sid !== 'string' || typeof epoch !== 'number' || exp === undefined)
          return null
        return { accountId: sub, sessionId: sid, epoch, expiresAt: exp * 1000 }
      } catch (error) {
        if (error instanceof errors.JOSEError) return null
        throw error
      }
    },
    publicKeys: [...all.values()]
      .filter(({ kty }) => kty !== 'oct')
      .map(({ d: _d, k: _k, ...open }) => ({ ...open, use: 'sig' })),
  }
}

const shapes = {
  EdDSA: { kty: 'OKP', crv: 'Ed25519', open: ['x'] },
  ES256: { kty: 'EC', crv: 'P-256', open: ['x', 'y'] },
  HS256: { kty: 'oct', crv: undefined, open: ['k'] },
} as const

const HS256_LENGTH = 43 // base64url of 32 bytes: RFC 7518, 3.2 asks for a key as long as the hash

function checkKey(option: string, given: unknown, signs: boolean): asserts given is SigningKey {
  const key = Object(given) as Partial<Record<keyof SigningKey, unknown>>
  const shape = Object.hasOwn(shapes, String(key.alg)) ? shapes[key.alg as keyof typeof shapes] : null
  if (shape === null) throw new TypeError(`"${option}.alg" must be EdDSA, ES256 or HS256`)
  if (typeof key.kid !== 'string' || !/^[\w.-]{1,64}$/.test(key.kid))
    throw new TypeError(`"${option}.kid" must be 1 to 64 letters, digits, ".", "_" or "-"`)
  if (key.kty !== shape.kty || key.crv !== shape.crv)
    throw new TypeError(`"${option}" is no JWK of ${String(key.alg)}: kty and crv differ`)
  const parts = signs && shape.kty !== 'oct' ? [...shape.open, 'd' as const] : shape.open
  for (const part of parts)
    if (typeof key[part] !== 'string' || !/^[\w-]+$/.test(key[part] as string))
      throw new TypeError(`"${option}.${part}" must be base64url`)
  if (shape.kty === 'oct' && (key.k as string).length < HS256_LENGTH)
    throw new TypeError(`"${option}.k" must be 32 random bytes or more, in base64url`)
}
