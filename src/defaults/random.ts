import type { Random } from '../ports/random.ts'

/** Chance from WebCrypto, which every runtime has. */
export const webCryptoRandom: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }
