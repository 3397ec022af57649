import type { CompiledQuery, Kysely } from 'kysely'
import type { Database, Engine } from './engine.ts'
import { busy, createPatience } from './patience.ts'

/** What a statement gave. */
export interface Answer {
  readonly rows: readonly Record<string, unknown>[]
  readonly numAffectedRows?: bigint | undefined
}

/** Runs a statement that may be sent again when the engine is busy or its connection was lost: a read, or a purge. */
export type Run = (query: CompiledQuery) => Promise<Answer>

export function createRun(db: Kysely<Database>, engine: Engine): Run {
  return async (query) => {
    let patience: ReturnType<typeof createPatience> | undefined
    for (;;) {
      try {
        return await db.executeQuery<Record<string, unknown>>(query)
      } catch (error) {
        const failure = engine.failureOf(error as object)
        if (failure !== 'again' && failure !== 'lost') throw error
        patience ??= createPatience()
        if (!(await patience())) throw failure === 'again' ? busy() : error
      }
    }
  }
}
