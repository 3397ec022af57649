interface Salted {
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

/** A password hash in parts. `m` is in KiB, scrypt's N is 2 to the power of `ln`. */
export type PhcHash = Salted &
  (
    | { readonly id: 'argon2id'; readonly m: number; readonly t: number; readonly p: number }
    | { readonly id: 'scrypt'; readonly ln: number; readonly r: number; readonly p: number }
  )

interface Range {
  readonly least: number
  readonly most: number
}

// Above its limits a stored hash could stall the server, so it is not even tried. The figures are our own: the worst
// hash that is allowed takes some seconds and 256 MiB.
const mostMemory = 256 * 1024
const mostPasses = 10
const mostLanes = 8
const mostBlocks = 16
const lnRange = { least: 10, most: 20 }
const saltBytes = { least: 8, most: 64 }
const tagBytes = { least: 16, most: 64 }
const longest = 512

const number = '([1-9][0-9]{0,6})'
const bytes = '([A-Za-z0-9+/]+)'
const argon2id = new RegExp(`^\\$argon2id\\$v=19\\$m=${number},t=${number},p=${number}\\$${bytes}\\$${bytes}$`)
const scrypt = new RegExp(`^\\$scrypt\\$ln=${number},r=${number},p=${number}\\$${bytes}\\$${bytes}$`)

const isWithin = (value: number, { least, most }: Range) => value >= least && value <= most

function encode(value: Uint8Array): string {
  return btoa(String.fromCharCode(...value)).replaceAll('=', '')
}

function decode(text: string | undefined, size: Range): Uint8Array | undefined {
  if (text === undefined || text.length % 4 === 1) return undefined
  const value = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  // One value has one spelling: the bits that the last character does not need are zero.
  return isWithin(value.length, size) && encode(value) === text ? value : undefined
}

function parse(pattern: RegExp, hash: string) {
  const [, first, second, third, salt, tag] = pattern.exec(hash) ?? []
  const [saltValue, tagValue] = [decode(salt, saltBytes), decode(tag, tagBytes)]
  const p = Number(third)
  if (!saltValue || !tagValue || p > mostLanes) return undefined
  return { first: Number(first), second: Number(second), p, salt: saltValue, tag: tagValue }
}

function parseArgon2id(hash: string): PhcHash | undefined {
  const parts = parse(argon2id, hash)
  if (!parts) return undefined
  const { first: m, second: t, ...rest } = parts
  // Eight KiB for each lane are the least that argon2 works with (RFC 9106, 3.1).
  const isAllowed = isWithin(m, { least: 8 * rest.p, most: mostMemory }) && t <= mostPasses
  return isAllowed ? { id: 'argon2id', m, t, ...rest } : undefined
}

function parseScrypt(hash: string): PhcHash | undefined {
  const parts = parse(scrypt, hash)
  if (!parts) return undefined
  const { first: ln, second: r, ...rest } = parts
  const isAllowed = isWithin(ln, lnRange) && r <= mostBlocks && (128 * r * 2 ** ln) / 1024 <= mostMemory
  return isAllowed ? { id: 'scrypt', ln, r, ...rest } : undefined
}

/**
 * Reads `$argon2id$v=19$m=…,t=…,p=…$salt$tag` or `$scrypt$ln=…,r=…,p=…$salt$tag`, both with base64 without padding.
 *
 * Undefined for all else: another algorithm, order or spelling; a salt outside 8 to 64 bytes or a tag outside 16 to 64;
 * argon2id over 256 MiB, 10 passes or 8 lanes; scrypt outside ln 10 to 20, over r 16 or p 8, or over 256 MiB.
 */
export function parsePhc(hash: string): PhcHash | undefined {
  if (typeof hash !== 'string' || hash.length > longest) return undefined
  return parseArgon2id(hash) ?? parseScrypt(hash)
}

/** Writes a hash in the one spelling that `parsePhc` reads. */
export function formatPhc(hash: PhcHash): string {
  const cost =
    hash.id === 'argon2id' ? `v=19$m=${hash.m},t=${hash.t},p=${hash.p}` : `ln=${hash.ln},r=${hash.r},p=${hash.p}`
  return `$${hash.id}$${cost}$${encode(hash.salt)}$${encode(hash.tag)}`
}
