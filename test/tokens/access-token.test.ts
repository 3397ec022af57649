import { generateKeyPairSync } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { SigningKey, SigningKeys } from '../../src/index.ts'
import { createAccessTokens } from '../../src/tokens/access-token.ts'
import { signingKey } from '../support/signing-keys.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const settings = {
  issuer: 'https://app.example.com',
  audience: 'https://app.example.com',
  lifetime: 10 * MINUTE,
  randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
}
const claims = { accountId: 'ada', sessionId: 'session-1', epoch: 3, endsAt: NOW + 60 * MINUTE }
const tokensOf = (keys: SigningKeys) => createAccessTokens(keys, settings)
const sign = async (key: SigningKey, payload: JWTPayload, header: Record<string, unknown> = {}) =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })
    .sign(await importJWK({ ...key }, key.alg))

const seconds = NOW / 1000
const payload = {
  iss: settings.issuer,
  aud: settings.audience,
  sub: 'ada',
  sid: 'session-1',
  epoch: 3,
  jti: 'one',
  iat: seconds,
  nbf: seconds,
  exp: seconds + 600,
}

describe('access tokens', () => {
  it.each(['EdDSA', 'ES256', 'HS256'] as const)('of %s are signed and read', async (alg) => {
    const tokens = tokensOf({ current: signingKey(alg) })
    const { token, expiresAt } = await tokens.sign(claims, NOW)
    expect(expiresAt).toBe(NOW + 10 * MINUTE)
    expect(await tokens.verify(token, NOW + 9 * MINUTE)).toEqual({
      accountId: 'ada',
      sessionId: 'session-1',
      epoch: 3,
      expiresAt,
    })
  })

  it('say who, for whom, in which session and until when, and nothing else (RFC 9068, ASVS 9.2)', async () => {
    const key = signingKey()
    const { token } = await tokensOf({ current: key }).sign(claims, NOW)
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: key.kid })
    const { jti, ...said } = decodeJwt(token)
    expect(jti).toMatch(/^[\w-]{22}$/)
    const { jti: _jti, ...expected } = payload
    expect(said).toEqual(expected)
  })

  it('never outlive their session', async () => {
    const tokens = tokensOf({ current: signingKey() })
    const { expiresAt } = await tokens.sign({ ...claims, endsAt: NOW + MINUTE }, NOW)
    expect(expiresAt).toBe(NOW + MINUTE)
  })

  it('lapse, with 30 seconds for clocks that differ', async () => {
    const tokens = tokensOf({ current: signingKey() })
    const { token, expiresAt } = await tokens.sign(claims, NOW)
    expect(await tokens.verify(token, expiresAt + 29_000)).not.toBeNull()
    expect(await tokens.verify(token, expiresAt + 31_000)).toBeNull()
    expect(await tokens.verify(token, NOW - 29_000)).not.toBeNull()
    expect(await tokens.verify(token, NOW - 31_000)).toBeNull()
  })

  const key = signingKey('ES256', 'k1')
  const tokens = tokensOf({ current: key })

  it('are read as they are signed: what the tests forge is well made but for one thing', async () => {
    expect(await tokens.verify(await sign(key, payload), NOW)).not.toBeNull()
  })

  it.each(['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'nbf', 'exp', 'epoch'] as const)(
    'without %s are refused',
    async (name) => {
      const { [name]: _left, ...rest } = payload
      expect(await tokens.verify(await sign(key, rest), NOW)).toBeNull()
    },
  )

  it.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'https://other.example' }],
    ['a text as its end', { exp: '9999999999' as unknown as number }],
    ['a number as its subject', { sub: 7 as unknown as string }],
    ['a text as its epoch', { epoch: '3' }],
    ['a list as its session', { sid: ['session-1'] }],
  ])('with %s are refused', async (_what, change) => {
    expect(await tokens.verify(await sign(key, { ...payload, ...change }), NOW)).toBeNull()
  })

  it.each([
    ['an id token (ASVS 9.2.2)', { typ: 'JWT' }],
    ['no kind', { typ: undefined }],
    ['an unknown key', { kid: 'k2' }],
    ['no key', { kid: undefined }],
  ])('with %s in the header are refused', async (_what, header) => {
    expect(await tokens.verify(await sign(key, payload, header), NOW)).toBeNull()
  })

  it('are read with our keys alone: a key that comes along is not looked at (ASVS 9.1.3)', async () => {
    const theirs = signingKey('ES256', 'k1')
    const { d: _d, ...open } = theirs
    for (const header of [{ jwk: open }, { jku: 'https://evil.example/jwks' }, { x5u: 'https://evil.example/x' }])
      expect(await tokens.verify(await sign(theirs, payload, header), NOW)).toBeNull()
  })

  it('of no algorithm, or of a public key taken for a secret, are refused (RFC 8725, 2.1)', async () => {
    expect(await tokens.verify(new UnsecuredJWT(payload).encode(), NOW)).toBeNull()
    const open = Buffer.from(JSON.stringify(tokens.publicKeys[0]))
    const confused = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })
      .sign(open.subarray(0, 64))
    expect(await tokens.verify(confused, NOW)).toBeNull()
  })

  it.each(['', 'a', 'a.b', 'a.b.c', 'a.b.c.d', '..', '{"alg":"none"}', 'e30.e30.', 'ÿ.ÿ.ÿ'])(
    'that are none (%j) are refused',
    async (text) => {
      expect(await tokens.verify(text, NOW)).toBeNull()
    },
  )

  it('with one letter changed are refused', async () => {
    const { token } = await tokens.sign(claims, NOW)
    for (const at of [0, 10, token.indexOf('.') + 5, token.length - 10]) {
      const letter = token[at] === 'A' ? 'B' : 'A'
      expect(await tokens.verify(token.slice(0, at) + letter + token.slice(at + 1), NOW)).toBeNull()
    }
  })
})

describe('keys', () => {
  it('take over from one another while both verify, and only the public parts are published', async () => {
    const old = signingKey('EdDSA', 'old')
    const next = signingKey('EdDSA', 'next')
    const { d: _d, ...openOld } = old
    const { token } = await tokensOf({ current: old, also: [next] }).sign(claims, NOW)
    const after = tokensOf({ current: next, also: [openOld] })
    expect(await after.verify(token, NOW)).not.toBeNull()
    expect(decodeProtectedHeader((await after.sign(claims, NOW)).token).kid).toBe('next')
    expect(await tokensOf({ current: next }).verify(token, NOW)).toBeNull()
    expect(after.publicKeys.map(({ kid }) => kid)).toEqual(['next', 'old'])
    expect(JSON.stringify(after.publicKeys)).not.toContain(next.d)
  })

  it('that are secrets are never published', () => {
    expect(tokensOf({ current: signingKey('HS256') }).publicKeys).toEqual([])
  })

  const good = signingKey('ES256', 'k1')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  it.each<[string, unknown, string]>([
    ['none', undefined, '"sessions.jwt.keys"'],
    ['an empty object', { current: {} }, '"sessions.jwt.keys.current.alg"'],
    ['an algorithm that is none', { current: { ...good, alg: 'none' } }, '.current.alg"'],
    ['RSA', { current: { ...rsa, kid: 'k1', alg: 'RS256' } }, '.current.alg"'],
    ['a name of the prototype', { current: { ...good, alg: 'toString' } }, '.current.alg"'],
    ['no name', { current: { ...good, kid: undefined } }, '.current.kid"'],
    ['no private part', { current: { ...good, d: undefined } }, '.current.d"'],
    ['another curve', { current: { ...good, crv: 'P-384' } }, '.current"'],
    ['an empty secret (CVE-2026-45363)', { current: { kid: 'k', alg: 'HS256', kty: 'oct', k: '' } }, '.current.k"'],
    ['a short secret', { current: { kid: 'k', alg: 'HS256', kty: 'oct', k: 'abc' } }, '.current.k"'],
    ['two of one name', { current: good, also: [signingKey('ES256', 'k1')] }, 'different'],
    ['two algorithms', { current: good, also: [signingKey('EdDSA', 'k2')] }, 'one algorithm'],
  ])('that are wrong are a TypeError at the start: %s', (_what, keys, message) => {
    expect(() => tokensOf(keys as SigningKeys)).toThrow(TypeError)
    expect(() => tokensOf(keys as SigningKeys)).toThrow(message)
  })
})
