import { SqliteDialect } from 'kysely'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { fieldsOf, type RecordKind, type Row, recordKinds, type Storage } from '../../src/index.ts'
import { engineOn } from './engines/engine.ts'
import { openEngine } from './engines/open-engine.ts'
import { betterSqlite3, openSqlite } from './engines/sqlite.ts'

/** A store that a test has for itself. */
export interface TestStore {
  readonly storage: Storage
  /** Every row of a record, newest first: as its table has it, where there is one. */
  rows<K extends RecordKind>(kind: K): Promise<readonly Row<K>[]>
  close(): Promise<void>
}

export interface StoreKind {
  readonly name: string
  open(): Promise<TestStore>
}

/** A SQLite file in WAL mode, as a host would open it. */
export const sqliteDialect = (file: string): SqliteDialect => new SqliteDialect({ database: openSqlite(file) })

const sqliteEngine = engineOn(betterSqlite3, 'transaction')
const sqlite: StoreKind = { name: 'sqlite', open: () => openEngine(sqliteEngine) }

const memory: StoreKind = {
  name: 'memory',
  async open() {
    const storage = memoryStorage()
    return { storage, rows: (kind) => allRows(storage, kind), close: async () => undefined }
  },
}

/** The stores that most tests run on; those of `engines/` are more, and slower. */
export const stores: readonly StoreKind[] = [memory, sqlite]

const NONE = {} as const

async function allRows<K extends RecordKind>(storage: Storage, record: K): Promise<readonly Row<K>[]> {
  const { rows } = await storage.list({ record, where: {}, with: NONE, after: null, limit: 100_000 })
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
