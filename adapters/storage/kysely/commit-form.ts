import type { Keys } from '../../../src/index.ts'
import type { Scalar } from './codec.ts'
import type { Operations } from './operations.ts'

/** Thrown inside of a commit to leave it: nothing of it stays. */
export const conflict = Symbol('conflict')

/** Around an error after which nobody knows whether the commit happened. */
export interface Undecided {
  readonly undecided: unknown
}

export const isUndecided = (error: unknown): error is Undecided =>
  typeof error === 'object' && error !== null && 'undecided' in error

/** Compiles the operations of a commit, for this one and all others of its pattern. */
export type CommitForm = (operations: Operations) => Perform

/** Makes the operations true with these values, all or nothing. Throws `conflict`, `Undecided`, or what the driver threw. */
export type Perform = (values: readonly Scalar[]) => Promise<Keys>
