import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import type { Random } from '../ports/random.ts'
import { base64url, secretOf } from './secret.ts'

const SALT_BYTES = 32 // as long as the hash: RFC 2104, 3

/** What makes the successor of one refresh token its own; stored when it is rotated. */
export const successorSalt = (random: Random): string => base64url(random.bytes(SALT_BYTES))

/**
 * The refresh token that follows another: HMAC-SHA-256 of the presented one and a stored salt. Whoever presents the parent
 * a moment later gets the same successor again, though only hashes are stored; the salt alone says nothing.
 */
export const successorOf = (token: string, salt: string): string =>
  secretOf('refresh', hmac(sha256, utf8ToBytes(token), utf8ToBytes(salt)))
