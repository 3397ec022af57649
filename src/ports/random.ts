/** Chance, given from outside: secrets and keys are made from it. */
export interface Random {
  /** Cryptographically strong random bytes. */
  bytes(length: number): Uint8Array
}
