import { SqliteDialect } from 'kysely'
import { nodeSqlite } from '../node-sqlite.ts'
import { fileServer } from './sqlite.ts'

/** The SQLite that is built into Node. */
export const sqliteOfNode = fileServer(
  'SQLite of Node',
  async () => ({ version: process.versions['sqlite'] ?? '' }),
  async (file) => ({ dialect: new SqliteDialect({ database: nodeSqlite(file) }) }),
)
