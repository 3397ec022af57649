import type { CompiledQuery, Kysely } from 'kysely'
import type { Database } from './engine.ts'
import type { Part } from './parts.ts'
import { bind, compile, type Statement } from './statement.ts'

const MOST = 500 // shapes of statements: a service has some dozens; longer lists of guards hardly ever come again

/** Compiles each shape of a statement once. */
export function createStatements(db: Kysely<Database>) {
  const cache = new Map<string, Statement>()
  return (part: Part): CompiledQuery => {
    let statement = cache.get(part.shape)
    if (statement === undefined) {
      statement = compile(db, part.sql(0))
      if (cache.size >= MOST) cache.clear()
      cache.set(part.shape, statement)
    }
    return bind(statement, part.values)
  }
}

export type Statements = ReturnType<typeof createStatements>
