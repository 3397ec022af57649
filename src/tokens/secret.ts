import type { Random } from '../ports/random.ts'
import { sha256 } from './sha256.ts'

/** What a secret is for. Each purpose has its own tag and its own hashes: one is never taken for another. */
export type SecretPurpose = 'invitation' | 'activation' | 'reset' | 'email' | 'session' | 'refresh'

const tags: { readonly [purpose in SecretPurpose]: string } = {
  invitation: 'ik_inv_',
  activation: 'ik_act_',
  reset: 'ik_rst_',
  email: 'ik_eml_',
  session: 'ik_ses_',
  refresh: 'ik_ref_',
}

const ENTROPY_BYTES = 32 // 256 bits; ASVS 11.5.1 asks for 128
const BODY = 43 // base64url of 32 bytes
const CHECK = 8 // hex digits: a mistyped or cut link is refused without a query

/** Makes a secret: tag, 32 random bytes in base64url, and the first hex digits of the SHA-256 of both. */
export const mintSecret = (purpose: SecretPurpose, random: Random): string =>
  secretOf(purpose, random.bytes(ENTROPY_BYTES))

/** The secret of 32 bytes. */
export function secretOf(purpose: SecretPurpose, bytes: Uint8Array): string {
  const head = tags[purpose] + base64url(bytes)
  return head + checksum(head)
}

/** Whether a text has the form of a secret of this purpose: exact length, alphabet and checksum. Costs no query. */
export function isSecret(purpose: SecretPurpose, text: unknown): text is string {
  if (typeof text !== 'string' || text.length !== tags[purpose].length + BODY + CHECK) return false
  const head = text.slice(0, -CHECK)
  return head.startsWith(tags[purpose]) && canonical.test(head) && checksum(head) === text.slice(-CHECK)
}

/** What is stored of a secret: SHA-256 over purpose, a zero byte and the secret, in hex. 256 bits of chance need no salt. */
export const hashSecret = (purpose: SecretPurpose, secret: string): string => digest(`${purpose}\0${secret}`)

/** SHA-256 of a text, in hex. */
export const digest = (text: string): string => sha256(text)

// The last of 43 characters stands for 4 bits: one text for 32 bytes.
const canonical = /^[\w-]+[AEIMQUYcgkosw048]$/

const checksum = (head: string): string => digest(head).slice(0, CHECK)

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Bytes in base64url, without padding. `btoa` wants a text first, and three more passes: twice as long. */
export function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let n = 0; n < bytes.length; n += 3) {
    const group = ((bytes[n] ?? 0) << 16) | ((bytes[n + 1] ?? 0) << 8) | (bytes[n + 2] ?? 0)
    for (const shift of [18, 12, 6, 0]) text += alphabet.charAt((group >> shift) & 63)
  }
  return text.slice(0, Math.ceil((bytes.length * 4) / 3))
}
