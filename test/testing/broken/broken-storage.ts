import type { Storage } from '../../../src/index.ts'
import type { ProofOptions } from '../../../src/testing.ts'
import { openMemory } from '../support/memory-store.ts'

/** A storage that breaks one promise, and where the kit must notice. */
export interface BrokenStorage {
  /** What is wrong with it. */
  readonly name: string
  readonly options: ProofOptions
  /** The cases that it fails: a group, and how the name begins. Others may fail as well. */
  readonly caughtBy: readonly string[]
}

/** Memory that does some of its verbs in another way. Its rows are read from the one below, which is whole. */
export function inMemory(
  name: string,
  caughtBy: readonly string[],
  verbs: (whole: Storage) => Partial<Storage>,
): BrokenStorage {
  const open = async () => {
    const store = await openMemory()
    return { ...store, storage: { ...store.storage, ...verbs(store.storage) } }
  }
  return { name, caughtBy, options: { open } }
}

/** Lets the others go first, more often than a network would. */
export async function turns(): Promise<void> {
  for (let n = 0; n < 20; n++) await Promise.resolve()
}
