import type { Random } from '../ports/random.ts'

/**
 * Chance that comes again: the same seed gives the same bytes, so that a test sees the same keys and secrets each time.
 *
 * **For tests only, never in production.** Whoever knows the seed, or sees a few of the bytes, knows every secret that is
 * made from it: all links and sessions would be open to them.
 *
 * @param seed A whole number.
 * @throws TypeError for any other seed.
 *
 * @example
 * const random = seededRandom(7)
 * const first = random.bytes(16)
 * console.log(first.join() === seededRandom(7).bytes(16).join()) // true
 */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new TypeError('"seed" must be a whole number')
  // splitmix32: a counter with golden steps, stirred. Good enough to tell keys apart, and no more.
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) & 0xff
  }
  return { bytes: (length) => Uint8Array.from({ length }, next) }
}
