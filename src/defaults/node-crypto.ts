type Done = (error: Error | null, result: Uint8Array) => void

interface Argon2Parameters {
  readonly message: Uint8Array
  readonly nonce: Uint8Array
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
  readonly tagLength: number
}

interface ScryptOptions {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly maxmem: number
}

/**
 * What the default password hasher uses of `node:crypto`. Ask `hasArgon2` before the argon2 functions: they may be
 * missing.
 */
export interface NodeCrypto {
  argon2(algorithm: 'argon2id', parameters: Argon2Parameters, done: Done): void
  argon2Sync(algorithm: 'argon2id', parameters: Argon2Parameters): Uint8Array
  scrypt(password: Uint8Array, salt: Uint8Array, length: number, options: ScryptOptions, done: Done): void
  timingSafeEqual(left: Uint8Array, right: Uint8Array): boolean
}

/** Where `node:crypto` is looked up: the part of `globalThis` that matters. */
export interface Runtime {
  readonly process?: { readonly getBuiltinModule?: (id: string) => unknown }
}

/**
 * `node:crypto`, or undefined in a runtime that has none. It is looked up when the program runs, because a static
 * import would break bundles for the edge.
 */
export function findNodeCrypto(runtime: Runtime): NodeCrypto | undefined {
  return runtime.process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
}

/**
 * Whether argon2id can be computed: Node has the functions from 24.7 on, and they throw if its OpenSSL is older than
 * 3.2.
 */
export function hasArgon2(crypto: NodeCrypto): boolean {
  const salt = new Uint8Array(16)
  const cheapest = { memory: 8, passes: 1, parallelism: 1, tagLength: 16 }
  try {
    return crypto.argon2Sync('argon2id', { message: new Uint8Array(), nonce: salt, ...cheapest }).length === 16
  } catch {
    return false
  }
}
