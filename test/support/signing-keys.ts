import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { SigningKey } from '../../src/index.ts'

/** A fresh signing key of each algorithm, as a host would make it once. */
export function signingKey(alg: SigningKey['alg'] = 'EdDSA', kid: string = randomBytes(4).toString('hex')): SigningKey {
  if (alg === 'HS256') return { kid, alg, kty: 'oct', k: randomBytes(32).toString('base64url') }
  const { privateKey } =
    alg === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...(privateKey.export({ format: 'jwk' }) as { kty: string }), kid, alg }
}
