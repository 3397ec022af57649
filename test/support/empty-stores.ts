import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import type { Storage } from '../../src/index.ts'
import { choir } from './hosts/choir.ts'
import type { Host } from './hosts/host.ts'
import type { TestStore } from './stores.ts'

/** A store that somebody else closes. */
export type EmptyStore = Pick<TestStore, 'storage' | 'rows'>

export const withRows = (storage: Storage): EmptyStore => ({
  storage,
  rows: async (record) => {
    const { rows } = await storage.list({ record, where: {}, with: {}, after: null, limit: 10_000 })
    return rows.map(({ row }) => row)
  },
})

/** A memory of its own for each sequence. */
export const emptyMemory = async (): Promise<EmptyStore> => withRows(memoryStorage())

/** One SQLite database for all sequences, emptied before each: making the tables takes longer than most sequences. */
export const emptySqlite = (): Promise<() => Promise<EmptyStore>> => emptyDatabase()

/** The same in the tables of a host, whose database makes the keys of accounts. */
export const emptyHost = (): Promise<() => Promise<EmptyStore>> => emptyDatabase(choir)

async function emptyDatabase(host?: Host): Promise<() => Promise<EmptyStore>> {
  const database = new BetterSqlite3(':memory:')
  for (const statement of host?.schema('sqlite') ?? []) database.exec(statement)
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  const storage = kyselyStorage(db, host ? { mapping: host.mapping('sqlite') } : {})
  await storage.migrate()
  const tables = database.prepare(
    `select name from sqlite_master where name not like '%migration%' and name not like 'sqlite_%' and type = 'table'`,
  )
  const deletions = tables
    .pluck()
    .all()
    .map((name) => `delete from ${name};`)
  return async () => {
    database.exec(deletions.join(''))
    return withRows(storage)
  }
}
