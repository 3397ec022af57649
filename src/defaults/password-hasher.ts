import type { PasswordHasher } from '../ports/password-hasher.ts'
import { findNodeCrypto, hasArgon2, type NodeCrypto, type Runtime } from './node-crypto.ts'
import { formatPhc, type PhcHash, parsePhc } from './phc.ts'

// Parameters and points of equal cost: OWASP Password Storage Cheat Sheet, and ASVS 5 appendix C.
const argon2id = { id: 'argon2id', m: 19_456, t: 2, p: 1 } as const
const scrypt = { id: 'scrypt', ln: 17, r: 8, p: 1 } as const
const argon2idPoints = [{ m: 47_104, t: 1 }, argon2id, { m: 12_288, t: 3 }]
const scryptPoints = [scrypt, { ln: 16, p: 2 }, { ln: 15, p: 3 }]
const saltBytes = 16
const tagBytes = 32

/** The tag that a password has with the algorithm, the cost, the salt and the tag length of `like`. */
async function derive(crypto: NodeCrypto, password: string, like: PhcHash): Promise<Uint8Array> {
  const message = new TextEncoder().encode(password)
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const done = (error: Error | null, tag: Uint8Array) => (error ? reject(error) : resolve(tag))
  if (like.id === 'argon2id') {
    const cost = { memory: like.m, passes: like.t, parallelism: like.p, tagLength: like.tag.length }
    crypto.argon2('argon2id', { message, nonce: like.salt, ...cost }, done)
  } else {
    const { r, p } = like
    const N = 2 ** like.ln
    // What OpenSSL needs for its blocks, lanes and scratch space; Node allows 32 MiB unless told otherwise.
    crypto.scrypt(message, like.salt, like.tag.length, { N, r, p, maxmem: 128 * r * (N + p + 2) }, done)
  }
  return promise
}

function isWeak(hash: PhcHash, isArgon2Here: boolean): boolean {
  if (hash.salt.length < saltBytes || hash.tag.length < tagBytes) return true
  if (hash.id === 'argon2id') return !argon2idPoints.some(({ m, t }) => hash.m >= m && hash.t >= t)
  return isArgon2Here || hash.r < scrypt.r || !scryptPoints.some(({ ln, p }) => hash.ln >= ln && hash.p >= p)
}

/**
 * The password hasher of Node, off the event loop: argon2id (19,456 KiB, 2 passes, 1 lane) where `node:crypto` has it,
 * which is from Node 24.7 on; scrypt (N = 2^17, r = 8, p = 1: 128 MiB) elsewhere. Salts have 16 bytes, tags 32. A
 * password is normalised to NFC first, so that it is the same one when another keyboard or system spells its accents
 * differently.
 *
 * `verify` reads both formats, whichever of them it makes: argon2id up to 256 MiB, 10 passes and 8 lanes, scrypt with
 * ln 10 to 20, r up to 16, p up to 8 and up to 256 MiB. All else matches nothing, and is answered at once: a caller
 * that must not show this does equal work. If the NFC form does not match, it tries the password as it was typed where
 * that differs, because hashes from elsewhere may have been made so. `upgrade` is true for such a match, for scrypt
 * where argon2id is at hand, for a cost below all those that OWASP calls equal, and for a shorter salt or tag than
 * ours.
 *
 * **Going back to an older Node**: hashes made by argon2id match nothing on a Node without it, as if every password
 * were wrong. Stay on Node 24.7 or newer once it has made hashes, or pass a hasher of your own.
 *
 * `runtime` is where `node:crypto` is looked up.
 *
 * @throws TypeError in a runtime without `node:crypto`: pass the option `passwordHasher` there.
 *
 * @example
 * const hasher = createPasswordHasher()
 * const hash = await hasher.hash('correct horse battery staple') // '$argon2id$v=19$m=19456,t=2,p=1$…'
 * await hasher.verify('correct horse battery staple', hash) // { ok: true, upgrade: false }
 */
export function createPasswordHasher(runtime: Runtime = globalThis): PasswordHasher {
  const crypto = findNodeCrypto(runtime)
  if (!crypto) throw new TypeError('There is no node:crypto in this runtime: pass the option "passwordHasher"')
  const isArgon2Here = hasArgon2(crypto)
  return {
    async hash(password) {
      const salt = globalThis.crypto.getRandomValues(new Uint8Array(saltBytes))
      const empty: PhcHash = { ...(isArgon2Here ? argon2id : scrypt), salt, tag: new Uint8Array(tagBytes) }
      return formatPhc({ ...empty, tag: await derive(crypto, password.normalize('NFC'), empty) })
    },
    async verify(password, hash) {
      const stored = parsePhc(hash)
      if (!stored || (stored.id === 'argon2id' && !isArgon2Here)) return { ok: false, upgrade: false }
      const matches = async (text: string) => crypto.timingSafeEqual(await derive(crypto, text, stored), stored.tag)
      const normal = password.normalize('NFC')
      if (await matches(normal)) return { ok: true, upgrade: isWeak(stored, isArgon2Here) }
      const isRaw = normal !== password && (await matches(password))
      return { ok: isRaw, upgrade: isRaw }
    },
  }
}
