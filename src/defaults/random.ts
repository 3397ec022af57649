import type { Random } from '../ports/random.ts'

const DRAWN = 4096 // bytes; asking WebCrypto costs as much for these as for one

/**
 * Chance from WebCrypto, which every runtime has. It is drawn ahead; each byte is given out once, and wiped from what was
 * drawn when it is.
 */
export const webCryptoRandom: Random = drawnAhead()

function drawnAhead(): Random {
  let drawn = new Uint8Array()
  let used = 0
  return {
    bytes: (length) => {
      if (length > DRAWN) return crypto.getRandomValues(new Uint8Array(length))
      if (used + length > drawn.length) {
        drawn = crypto.getRandomValues(new Uint8Array(DRAWN))
        used = 0
      }
      const given = drawn.slice(used, used + length)
      drawn.fill(0, used, used + length)
      used += length
      return given
    },
  }
}
