import type BetterSqlite3 from 'better-sqlite3'
import type { Pool } from 'pg'

/** One database that a contestant has for itself: the same server, driver and settings for all. */
export type Store = PostgresStore | SqliteStore

interface PostgresStore {
  readonly kind: 'pg'
  run(sql: string): Promise<void>
  readonly pool: Pool
}

interface SqliteStore {
  readonly kind: 'sqlite'
  run(sql: string): Promise<void>
  readonly database: BetterSqlite3.Database
}

export interface Engine {
  readonly kind: Store['kind']
  /** Where another process finds it; null where each makes its own. */
  readonly url: string | null
  /** Makes an empty database, which is closed with the engine. `sent` gets the text of each statement that is sent to it. */
  open(name: string, sent?: (sql: string) => void): Promise<Store>
  close(): Promise<void>
}
