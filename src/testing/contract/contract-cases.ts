import type { Trial } from '../trial.ts'

/** Sentences about the port, and what shows whether each is true. */
export type ContractCases = { readonly [name: string]: (t: Trial) => Promise<void> }
