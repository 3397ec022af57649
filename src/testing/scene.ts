import type { Code } from '../domain/errors.ts'
import type { RecordKind, Row } from '../domain/records.ts'
import type { Storage } from '../ports/storage.ts'
import type { ProofService } from './proof-service.ts'

/** What a round made for its callers: keys and secrets, fit to be sent to other processes. */
export type Facts = { readonly [name: string]: string }

/** All rows of a store. */
export type AllRows = { readonly [K in RecordKind]: readonly Row<K>[] }

/** How many callers of a verb there were, and how many of them were told that it is done. */
interface Tally {
  readonly callers: number
  readonly done: number
}

/** What a call resolves to that found nothing to do: somebody else has it. */
export const IDLE = 'idle'

/** What a call resolves to that asked twice and was answered in two ways. */
export const TWO_ANSWERS = 'two answers'

/** One call of a verb; `n` is the caller's number. */
export type Call = (service: ProofService, facts: Facts, n: number) => Promise<unknown>

/** Callers that meet: what they do, and how it must end. */
export interface Scene {
  readonly name: string
  /** The kind of sessions that it is about, where a storage need not keep it. */
  readonly sessions?: 'jwt'
  /** A call takes whatever there is: nothing may be prepared for two of them at once. */
  readonly takesAny?: true
  /** Makes what the callers meet; the tag tells rounds on one store apart. */
  readonly prepare: (service: ProofService, tag: string) => Promise<Facts>
  /** What most of the callers do. */
  readonly crowd: Call
  /** What one of the callers does, or half of them. */
  readonly other?: { readonly call: Call; readonly callers: 'one' | 'half' }
  /** How a caller may be refused, or be left without anything to do. */
  readonly refusals: readonly (Code | typeof IDLE)[]
  /** Whoever comes later, or again, gets what the first one got: nobody is refused, and it takes effect once. */
  readonly isRepeatable?: true
  /** Whether as many callers were told that it is done as may be. */
  readonly isRight: (crowd: Tally, other: Tally) => boolean
  /** Whether an event says that a call of the crowd took effect. */
  readonly isEffect: (event: Row<'event'>, facts: Facts) => boolean
  /** What must not be when all is over, beyond what no store may have. */
  readonly broken?: (rows: AllRows, facts: Facts) => readonly string[]
  /** What somebody else keeps doing as long as the calls run. */
  readonly meanwhile?: (storage: Storage, facts: Facts, n: number) => Promise<unknown>
}

/** Whether the n-th of all callers makes the other call; the turn says which of them it is. */
export function isOther({ other }: Scene, n: number, callers: number, turn: number): boolean {
  if (other === undefined) return false
  return other.callers === 'half' ? (n + turn) % 2 === 1 : n === (turn * 7) % callers
}
