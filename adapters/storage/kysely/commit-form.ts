import type { Keys } from '../../../src/index.ts'
import type { Operations } from './operations.ts'

/** Thrown inside of a commit to leave it: nothing of it stays. */
export const conflict = Symbol('conflict')

/** Around an error after which nobody knows whether the commit happened. */
export interface Undecided {
  readonly undecided: unknown
}

export const isUndecided = (error: unknown): error is Undecided =>
  typeof error === 'object' && error !== null && 'undecided' in error

/** Makes the operations of one commit true, all or nothing. Throws `conflict`, `Undecided`, or what the driver threw. */
export type CommitForm = (operations: Operations, id: string) => Promise<Keys>
