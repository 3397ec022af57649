import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { nameOf } from './statement.ts'

/**
 * A SQLite database (`better-sqlite3`) that prepares the library's statements once. Everything else that goes through it
 * is left alone.
 *
 * @param database The database that the host's Kysely dialect is given.
 *
 * @example
 * const database = cachedStatements(new BetterSqlite3('app.db'))
 * const storage = kyselyStorage(new Kysely<unknown>({ dialect: new SqliteDialect({ database }) }))
 */
export function cachedStatements(database: SqliteDatabase): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  const prepare = (text: string): SqliteStatement => {
    if (nameOf(text) === undefined) return database.prepare(text)
    const known = prepared.get(text) ?? database.prepare(text)
    prepared.set(text, known)
    return known
  }
  return { prepare, close: () => database.close() }
}
