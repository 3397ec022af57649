import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import type { Access, Batch, Server } from './server.ts'

/** Databases that are files, each in a folder of its own. */
export const fileServer = (name: string, reach: Server['reach'], open: (file: string) => Promise<Access>): Server => ({
  name,
  sql: 'sqlite',
  isShared: true,
  reach,
  create: async () => join(mkdtempSync(join(tmpdir(), 'invitekit-')), 'test.db'),
  access: open,
  drop: async (file) => rmSync(dirname(file), { recursive: true }),
})

/** A SQLite file in WAL mode, as a host would open it. */
export function openSqlite(file: string): BetterSqlite3.Database {
  const database = new BetterSqlite3(file)
  database.pragma('journal_mode = WAL')
  database.pragma('busy_timeout = 5000')
  return database
}

/** A batch as drivers of the edge have it: all in one transaction, and nothing can be looked at in between. */
const batchOf = (database: BetterSqlite3.Database): Batch => {
  const run = database.transaction((statements: Parameters<Batch>[0]) =>
    statements.map(({ sql, parameters }) => {
      const statement = database.prepare<unknown[], Record<string, unknown>>(sql)
      if (statement.reader) return { rows: statement.all([...parameters]) }
      statement.run([...parameters])
      return { rows: [] }
    }),
  )
  return async (statements) => run.immediate(statements)
}

/** SQLite, through better-sqlite3. */
export const betterSqlite3 = fileServer(
  'SQLite',
  async () => {
    const database = new BetterSqlite3(':memory:')
    const version = String(database.prepare('select sqlite_version()').pluck().get())
    database.close()
    return { version }
  },
  async (file) => {
    const database = openSqlite(file)
    return { dialect: new SqliteDialect({ database }), batch: batchOf(database) }
  },
)
