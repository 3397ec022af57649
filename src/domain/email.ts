const MAX_ADDRESS = 254 // RFC 5321, 4.5.3.1.3: a path of 256 with its brackets
const MAX_LOCAL = 64 // RFC 5321, 4.5.3.1.1

/**
 * The one form of an e-mail address: used for storing, comparing and mailing, everywhere.
 * NFC, lower case, the domain as ASCII (punycode). Null for anything that two programs might read differently:
 * quoted local parts, comments, look-alikes of `@`, control characters.
 *
 * @example
 * console.log(canonicalEmail(' Ada@Example.com ')) // ada@example.com
 */
export function canonicalEmail(input: string): string | null {
  if (input.length > MAX_ADDRESS * 2) return null
  const address = input.trim().normalize('NFC')
  if (!address.isWellFormed() || address.normalize('NFKC') !== address) return null
  const at = address.indexOf('@')
  if (at < 1 || at !== address.lastIndexOf('@')) return null
  const local = canonicalLocal(address.slice(0, at))
  const domain = canonicalDomain(address.slice(at + 1))
  if (local === null || domain === null) return null
  const canonical = `${local}@${domain}`
  return canonical.length <= MAX_ADDRESS ? canonical : null
}

// Dot-atom of RFC 5322, and letters, marks and digits beyond ASCII (RFC 6531).
const atom = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u

function canonicalLocal(local: string): string | null {
  if (!local.split('.').every((part) => atom.test(part)) || invisible.test(local)) return null
  const folded = local.toLowerCase().normalize('NFC')
  return folded.length <= MAX_LOCAL ? folded : null
}

// What nobody can see would make a second address that looks like the first.
const invisible = /\p{Default_Ignorable_Code_Point}/u

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** A domain in lower-case ASCII, or null when it is not a public-style name with a dot. */
export function canonicalDomain(domain: string): string | null {
  if (domain.length > MAX_ADDRESS || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return null
  const host = hostOf(domain.normalize('NFC')) // not every parser of URLs puts all marks in their order
  const labels = host?.split('.') ?? []
  if (labels.length < 2 || !labels.every((part) => label.test(part))) return null
  return /^\d+$/.test(labels.at(-1) ?? '') ? null : host
}

// What a parser of URLs leaves as it is, but for its case: letters, and a last label that begins no number.
const plain = /^(?!.*xn--)[a-z\d.-]+\.[a-z][a-z\d-]*$/i

function hostOf(domain: string): string | null {
  if (plain.test(domain)) return domain.toLowerCase()
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : null
}
