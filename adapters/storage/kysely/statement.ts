import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Scalar } from './codec.ts'
import type { Database } from './engine.ts'

/** A compiled statement: its SQL, and which of the caller's values stands where. */
export interface Statement {
  readonly sql: string
  readonly order: readonly number[]
}

interface Slot {
  readonly slot: number
}

const isSlot = (parameter: unknown): parameter is Slot =>
  typeof parameter === 'object' && parameter !== null && 'slot' in parameter

/** The place of the n-th value. */
export const slot = (n: number): RawBuilder<unknown> => sql`${{ slot: n } satisfies Slot}`

/** Compiles once what is then run many times. */
export function compile(db: Kysely<Database>, query: RawBuilder<unknown>): Statement {
  const { sql: text, parameters } = query.compile(db)
  return { sql: text, order: parameters.map((parameter) => (isSlot(parameter) ? parameter.slot : -1)) }
}

export const bind = (statement: Statement, values: readonly Scalar[]): CompiledQuery =>
  CompiledQuery.raw(
    statement.sql,
    statement.order.map((n) => values[n] ?? null),
  )
