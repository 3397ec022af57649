import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Scalar } from './codec.ts'
import type { Database } from './engine.ts'

/** A compiled statement: its SQL, and which of the caller's values stands where. */
export interface Statement {
  readonly query: CompiledQuery
  /** For each parameter the slot of its value; below zero, the place in `fixed`, counted backwards from -1. */
  readonly order: readonly number[]
  readonly fixed: readonly unknown[]
}

interface Slot {
  readonly slot: number
}

const isSlot = (parameter: unknown): parameter is Slot =>
  typeof parameter === 'object' && parameter !== null && 'slot' in parameter

/** The place of the n-th value. */
export const slot = (n: number): RawBuilder<unknown> => sql`${{ slot: n } satisfies Slot}`

const MOST = 1000 // a service has some dozens; statements of an uncommon length have no name when there are too many
const names = new Map<string, string>([
  ['begin immediate', 'invitekit_begin'],
  ['begin isolation level read committed', 'invitekit_begin'],
  ['commit', 'invitekit_commit'],
])

/** The name of one of our statements, by its text: what is run many times is worth preparing. */
export const nameOf = (text: string): string | undefined => names.get(text)

/** Compiles once what is then run many times. */
export function compile(db: Kysely<Database>, query: RawBuilder<unknown>): Statement {
  const { sql: text, parameters } = query.compile(db)
  if (!names.has(text) && names.size < MOST) names.set(text, `invitekit_${names.size}`)
  const fixed: unknown[] = []
  const order = parameters.map((parameter) => (isSlot(parameter) ? parameter.slot : -fixed.push(parameter)))
  return { query: CompiledQuery.raw(text), order, fixed }
}

/** The statement with its values: it may be run any number of times. */
export const bind = ({ query, order, fixed }: Statement, values: readonly Scalar[]): CompiledQuery => ({
  ...query,
  parameters: order.map((n) => (n < 0 ? fixed[-n - 1] : (values[n] ?? null))),
})
