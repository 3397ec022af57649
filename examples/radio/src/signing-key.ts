import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SigningKey } from 'invitekit'

interface Place {
  readonly secret: string | undefined
  /** Where development keeps a key of its own, so that a restart logs nobody out. */
  readonly file: string
  readonly isProduction: boolean
}

/** What signs the access tokens: 32 random bytes of `SIGNING_KEY`, base64url. Only development makes one itself, and says so. */
export function signingKey({ secret, file, isProduction }: Place): SigningKey {
  if (secret !== undefined) return keyOf(secret)
  if (isProduction) throw new TypeError('SIGNING_KEY is missing: make one with `openssl rand -base64 32`')
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 })
    console.log(`made a signing key for development: ${file}`)
  }
  return keyOf(readFileSync(file, 'utf8').trim())
}

function keyOf(secret: string): SigningKey {
  const bytes = Buffer.from(secret, 'base64')
  if (bytes.length < 32) throw new TypeError('SIGNING_KEY must be 32 random bytes or more, in base64')
  const kid = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return { kty: 'oct', alg: 'HS256', kid, k: bytes.toString('base64url') }
}
