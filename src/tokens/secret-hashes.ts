import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { hashSecret, type SecretPurpose } from './secret.ts'

/** A key of the host's for the stored hashes of secrets. It lives in the host's configuration, never in the database. */
export interface PepperKey {
  /** Stands before each hash that the key made, so that the keys in use can be told apart: 1 to 16 lower-case letters, digits, `-` or `_`. */
  readonly id: string
  /** At least 32 random bytes as text (`openssl rand -base64 32`): 43 printable characters or more, without blanks. Used as it is written, not decoded. */
  readonly key: string
}

/**
 * Keyed hashes: whoever can write into the database, and does not have the key, cannot make a link or a session that
 * works. Two kinds of hash may live side by side while one takes over from the other; `docs/security.md` has the steps.
 */
export interface Pepper {
  /** What the hashes of new secrets are made with; `none` for plain hashes, which is the first step of switching a pepper on and the last of switching it off. */
  readonly current: PepperKey | 'none'
  /** What else is accepted, of secrets that live already: another key, or `none` for plain hashes. Leave it out once they have lapsed. */
  readonly also?: PepperKey | 'none'
}

/** How this service stores secrets. The keys are inside these functions, and nowhere else. */
export interface SecretHashes {
  /** What is stored of a new secret. */
  readonly stored: (purpose: SecretPurpose, secret: string) => string
  /** Everything that may be stored of a secret that lives: one hash, or two while one key takes over from another. */
  readonly possible: (purpose: SecretPurpose, secret: string) => readonly string[]
}

type Hash = SecretHashes['stored']

/** Makes the hashes of a pepper; plain ones without. A wrong one is a `TypeError` that names the option, never the key. */
export function createSecretHashes(pepper: Pepper = { current: 'none' }): SecretHashes {
  if (typeof pepper !== 'object' || pepper === null) throw new TypeError('"pepper" must be { current, also }')
  const { current, also } = pepper
  const stored = hashOf('pepper.current', current)
  const accepted = also === undefined ? [stored] : [stored, hashOf('pepper.also', also)]
  if (also !== undefined && isSame(current, also))
    throw new TypeError('"pepper.also" must differ from "pepper.current", in its id and in its key')
  return { stored, possible: (purpose, secret) => accepted.map((hash) => hash(purpose, secret)) }
}

const ID = /^[a-z0-9][a-z0-9_-]{0,15}$/
const KEY = /^[\x21-\x7e]{43,}$/ // with the line end of a file it would be another key on the next machine
const DISTINCT = 10 // characters: what 32 random bytes in hex always have, and a key made of one word has not

/** HMAC-SHA-256 over what a plain hash covers, behind the id of the key. */
function hashOf(option: string, given: PepperKey | 'none'): Hash {
  if (given === 'none') return hashSecret
  const { id, key } = Object(given) as Partial<Record<keyof PepperKey, unknown>>
  if (typeof id !== 'string' || !ID.test(id))
    throw new TypeError(`"${option}.id" must be 1 to 16 lower-case letters, digits, "-" or "_"`)
  if (typeof key !== 'string' || !KEY.test(key))
    throw new TypeError(
      `"${option}.key" must be 43 printable characters or more, without blanks: 32 random bytes in base64`,
    )
  if (new Set(key).size < DISTINCT)
    throw new TypeError(`"${option}.key" repeats a few characters: take 32 random bytes in base64`)
  const bytes = utf8ToBytes(key)
  return (purpose, secret) => `${id}:${bytesToHex(hmac(sha256, bytes, utf8ToBytes(`${purpose}\0${secret}`)))}`
}

const isSame = (one: PepperKey | 'none', other: PepperKey | 'none'): boolean =>
  one === 'none' || other === 'none' ? one === other : one.id === other.id || one.key === other.key
