import { hash as bcrypt, verify as matches } from '@node-rs/bcrypt'
import { type FieldCode, InviteError, type PasswordHasher } from '../../../src/index.ts'

/** The options of `bcryptHasher`. */
export interface BcryptOptions {
  /** The logarithm of the cost: 12 by default, 10 to 14. Each one more doubles the time. */
  readonly rounds?: number
  /** Whether a right password gets a new hash at log-in where the stored one has fewer rounds: not, because other programs may read it. */
  readonly upgrade?: boolean
}

// Below 10 is too weak (OWASP Password Storage Cheat Sheet); 31 takes days, and overflows in some programs (CVE-2026-33306).
const ROUNDS = { least: 10, most: 14 }
const BYTES = 72 // bcrypt reads no more of a password

// The letters are spellings of one algorithm: a of the first programs, y of PHP, b of today's.
const shape = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/

/**
 * Hashes passwords with bcrypt, for hosts whose other programs read bcrypt hashes; the default hasher is the better one.
 * Hashes have the form `$2b$12$…`; those with `$2a$` and `$2y$` verify as well, with 10 to 14 rounds, and all else matches
 * nothing. The work is done by `@node-rs/bcrypt`, off the event loop.
 *
 * bcrypt sees 72 bytes of a password and, in some programs, nothing behind a NUL: a password with more, or with a NUL, is
 * refused and never shortened. `hash` rejects it with `password_policy` (`too_long`, `invalid_characters`); `verify` matches it
 * with nothing. A password is normalised to NFC, and tried as it was typed where that matches nothing: other programs may
 * have hashed it so.
 *
 * @throws TypeError naming the option that is wrong.
 *
 * @example
 * const passwordHasher = bcryptHasher({ rounds: 12 })
 * const hash = await passwordHasher.hash('tangerine bicycle 47') // '$2b$12$…'
 * await passwordHasher.verify('tangerine bicycle 47', hash) // { ok: true, upgrade: false }
 * createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions, passwordHasher })
 */
export function bcryptHasher({ rounds = 12, upgrade = false }: BcryptOptions = {}): PasswordHasher {
  if (!isRounds(rounds)) throw new TypeError(`"rounds" must be a whole number, ${ROUNDS.least} to ${ROUNDS.most}`)
  if (typeof upgrade !== 'boolean') throw new TypeError('"upgrade" must be true or false')
  return {
    async hash(password) {
      const text = password.normalize('NFC')
      const code = refusalOf(text)
      if (code !== null) throw new InviteError('password_policy', { fields: [{ field: 'password', code }] })
      return bcrypt(text, rounds)
    },
    async verify(password, hash) {
      const stored = Number(shape.exec(hash)?.[1])
      if (!isRounds(stored)) return { ok: false, upgrade: false }
      const normal = password.normalize('NFC')
      if (await isMatch(normal, hash)) return { ok: true, upgrade: upgrade && stored < rounds }
      const isRaw = normal !== password && (await isMatch(password, hash))
      return { ok: isRaw, upgrade: upgrade && isRaw }
    },
  }
}

const isRounds = (rounds: number): boolean =>
  Number.isInteger(rounds) && rounds >= ROUNDS.least && rounds <= ROUNDS.most

/** Why bcrypt would not see the whole password; null where it does. */
function refusalOf(password: string): FieldCode | null {
  if (password.includes('\0')) return 'invalid_characters'
  return new TextEncoder().encode(password).length > BYTES ? 'too_long' : null
}

const isMatch = async (password: string, hash: string): Promise<boolean> =>
  refusalOf(password) === null && matches(password, hash)
