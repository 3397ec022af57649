import { InviteError } from '../domain/errors.ts'
import type { Storage } from '../ports/storage.ts'
import { times } from './check.ts'
import { createProofService } from './proof-service.ts'
import { type Facts, IDLE, isOther, type Scene, TWO_ANSWERS } from './scene.ts'

/** Some of the calls of one round: those of a process. */
export interface Calls {
  readonly facts: Facts
  /** Says which of the callers makes the other call. */
  readonly turn: number
  /** The number of the first of these callers. */
  readonly first: number
  readonly count: number
  /** How many callers there are in all processes together. */
  readonly callers: number
}

/** How a call ended: `done`, `idle`, with two answers, with the code of its refusal, or with whatever else was thrown. */
export async function endingOf(call: Promise<unknown>): Promise<string> {
  try {
    const answer = await call
    return answer === IDLE || answer === TWO_ANSWERS ? answer : 'done'
  } catch (error) {
    return error instanceof InviteError ? error.code : String(error)
  }
}

/** All calls at once, and how each of them ended. */
export function runCalls(scene: Scene, storage: Storage, calls: Calls): Promise<string[]> {
  const service = createProofService(storage)
  const { facts, turn, first, count, callers } = calls
  const call = (n: number) => (isOther(scene, n, callers, turn) ? scene.other?.call : scene.crowd)?.(service, facts, n)
  return Promise.all(times(count, (n) => endingOf(Promise.resolve(call(first + n)))))
}
