import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import type { Storage } from '../../src/index.ts'
import type { TestStore } from './stores.ts'

/** A store that somebody else closes. */
export type EmptyStore = Pick<TestStore, 'storage' | 'rows'>

export const withRows = (storage: Storage): EmptyStore => ({
  storage,
  rows: async (record) => {
    const rows = await storage.list({ record, where: {}, with: {}, after: null, limit: 10_000 })
    return rows.map(({ row }) => row)
  },
})

/** A memory of its own for each sequence. */
export const emptyMemory = async (): Promise<EmptyStore> => withRows(memoryStorage())

/** One SQLite database for all sequences, emptied before each: making the tables takes longer than most sequences. */
export async function emptySqlite(): Promise<() => Promise<EmptyStore>> {
  const database = new BetterSqlite3(':memory:')
  const storage = kyselyStorage(new Kysely<unknown>({ dialect: new SqliteDialect({ database }) }))
  await storage.migrate()
  const tables = database.prepare(`select name from sqlite_master where name like 'invitekit_%s' and type = 'table'`)
  const deletions = tables
    .pluck()
    .all()
    .map((name) => `delete from ${name};`)
  return async () => {
    database.exec(deletions.join(''))
    return withRows(storage)
  }
}
