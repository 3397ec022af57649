import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { fieldsOf, type RecordKind, type Row, recordKinds, type Storage } from '../../src/index.ts'

/** A store that a test has for itself. */
export interface TestStore {
  readonly storage: Storage
  /** Every row of a record, as the storage gives it. */
  rows<K extends RecordKind>(kind: K): Promise<readonly Row<K>[]>
  close(): Promise<void>
}

export interface StoreKind {
  readonly name: string
  open(): Promise<TestStore>
}

/** A SQLite file in WAL mode, as a host would open it. */
export function sqliteDialect(file: string): SqliteDialect {
  const database = new BetterSqlite3(file)
  database.pragma('journal_mode = WAL')
  database.pragma('busy_timeout = 5000')
  return new SqliteDialect({ database })
}

const sqlite: StoreKind = {
  name: 'sqlite',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
    const db = new Kysely<unknown>({ dialect: sqliteDialect(join(folder, 'test.db')) })
    const storage = kyselyStorage(db)
    await storage.migrate()
    const close = async () => {
      await db.destroy()
      rmSync(folder, { recursive: true })
    }
    return { storage, rows: (kind) => allRows(storage, kind), close }
  },
}

const memory: StoreKind = {
  name: 'memory',
  async open() {
    const storage = memoryStorage()
    return { storage, rows: (kind) => allRows(storage, kind), close: async () => undefined }
  },
}

/** Every store that the tests run on. */
export const stores: readonly StoreKind[] = [memory, sqlite]

const NONE = {} as const

async function allRows<K extends RecordKind>(storage: Storage, record: K): Promise<readonly Row<K>[]> {
  const rows = await storage.list({ record, where: {}, with: NONE, after: null, limit: 100_000 })
  return rows.map(({ row }) => row)
}

/** Every value that a store holds, as text: what a thief of the database would have. */
export async function dump({ rows }: Pick<TestStore, 'rows'>): Promise<readonly string[]> {
  const values = new Set<string>()
  for (const kind of recordKinds) {
    for (const row of await rows(kind)) {
      for (const field of Object.keys(fieldsOf(kind))) {
        const value: unknown = Reflect.get(row, field)
        if (value !== null) values.add(typeof value === 'object' ? JSON.stringify(value) : String(value))
      }
    }
  }
  return [...values]
}
