import type { Kysely } from 'kysely'
import type { Storage } from '../../../src/index.ts'
import { check } from './check.ts'
import { createCommit } from './commit.ts'
import { type Database, engineOf } from './engine.ts'
import { createList } from './list.ts'
import { createLoad } from './load.ts'
import { migrate } from './migrations.ts'
import { purge } from './purge.ts'

/** A Kysely instance of any schema: its dialect says which engine it is. */
export type StorageDatabase = Pick<Kysely<unknown>, 'withoutPlugins'>

/** A storage on SQL, with what an operator needs beside the port. */
export interface KyselyStorage extends Storage {
  /** Makes or updates the library's tables; may be run again after a crash, and by two processes at once. Returns the names of the migrations that ran; none when all is up to date. */
  migrate(): Promise<readonly string[]>
  /** Throws a `TypeError` that names every table, column and unique index that is missing or does not fit. */
  check(): Promise<void>
}

/**
 * A storage on SQL: the Kysely instance of the host decides. Proven on SQLite; PostgreSQL and MySQL/MariaDB are written
 * for and not yet proven. A SQLite file that several processes share wants `journal_mode = WAL` and a `busy_timeout`.
 *
 * @param db The host's Kysely instance. Its connection pool is shared, its plugins are not used.
 *
 * @example
 * const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new BetterSqlite3('app.db') }) })
 * const storage = kyselyStorage(db)
 * await storage.migrate()
 */
export function kyselyStorage(db: StorageDatabase): KyselyStorage {
  const plain = db.withoutPlugins() as Kysely<Database>
  const engine = engineOf(plain)
  const load = createLoad(plain, engine)
  const committed: Storage['committed'] = async (id) => {
    const [found] = await load(commitPlan, [{ id }])
    return found?.event ? { keys: {} } : null
  }
  return {
    capabilities: { accountKeys: 'application', atomicCommit: true },
    load,
    list: createList(plain),
    commit: createCommit(plain, engine, async (id) => (await committed(id)) !== null),
    committed,
    purge: (before, limit) => purge(plain, before, limit),
    migrate: () => migrate(plain),
    check: () => check(plain),
  }
}

const commitPlan = { event: { record: 'event', by: { id: { input: 'id' } } } } as const
