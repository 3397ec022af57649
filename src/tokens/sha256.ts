import { sha256 as inJavaScript } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

type Digest = (text: string) => string

/** Where `node:crypto` is looked up: the part of `globalThis` that matters. */
interface Runtime {
  readonly process?: { readonly getBuiltinModule?: (id: string) => unknown }
}

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' // of no bytes at all

/** The runtime's own SHA-256, several times as fast; the same in JavaScript where it has none that answers at once. */
export function sha256Of({ process }: Runtime): Digest {
  try {
    const crypto = process?.getBuiltinModule?.('node:crypto') as { hash(algorithm: 'sha256', text: string): string }
    // What is there may be a stub: it is believed once it has shown that it works.
    if (crypto.hash('sha256', '') === EMPTY) return (text) => crypto.hash('sha256', text)
  } catch {}
  return (text) => bytesToHex(inJavaScript(utf8ToBytes(text)))
}

let found: Digest | undefined

/** SHA-256 of a text, in hex. The runtime is asked at the first one: an import need not wait for `node:crypto`. */
export const sha256: Digest = (text) => {
  found ??= sha256Of(globalThis)
  return found(text)
}
