import { seededRandom } from '../seeded-random.ts'

/** Chance that comes again. */
export interface Chance {
  /** A whole number from 0 up to, without, the limit. */
  below(limit: number): number
  /** Whether something of this probability happens. */
  happens(rate: number): boolean
  /** A key as Airtable makes them: three letters that say of what, and 14 characters. */
  id(prefix: string): string
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createChance(seed: number): Chance {
  const random = seededRandom(seed)
  const fraction = (): number => random.bytes(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32
  const below = (limit: number): number => Math.floor(fraction() * limit)
  return {
    below,
    happens: (rate) => fraction() < rate,
    id: (prefix) => prefix + Array.from({ length: 14 }, () => alphabet[below(alphabet.length)]).join(''),
  }
}
