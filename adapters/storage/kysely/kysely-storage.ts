import type { Kysely } from 'kysely'
import type { Storage } from '../../../src/index.ts'
import { createAdopt } from './adopt.ts'
import { type CheckOptions, check } from './check.ts'
import { createCommit } from './commit.ts'
import { type Batch, createBatch } from './commit-batch.ts'
import type { CommitForm } from './commit-form.ts'
import { createOneStatement } from './commit-statement.ts'
import { createTransaction } from './commit-transaction.ts'
import { type Database, type Engine, engineOf } from './engine.ts'
import { createList } from './list.ts'
import { createLoad } from './load.ts'
import { keysOf, madeKeys } from './made-keys.ts'
import type { Mapping } from './mapping.ts'
import { migrate, migrationSql } from './migrations.ts'
import { purge } from './purge.ts'
import { createRun } from './run.ts'
import type { Shapes } from './shape.ts'
import { shapesOf } from './shapes-of.ts'
import { bind, compile } from './statement.ts'

/** A Kysely instance of any schema: its dialect says which engine it is. */
export type StorageDatabase<Tables = unknown> = Pick<Kysely<Tables>, 'withoutPlugins'>

/** How the storage uses the database. */
export interface KyselyStorageOptions {
  /** Records that live in tables which the host has already. */
  readonly mapping?: Mapping
  /**
   * PostgreSQL, where nothing is said: a commit is one statement, one round trip, without `BEGIN`; one of more than 60 rows
   * that are guarded or changed, or that the engine asks for again, goes as a short transaction. `transaction`: that
   * always. `statement`: one statement always, for drivers that have no `BEGIN` (Neon over HTTP). The others know `transaction` only.
   */
  readonly commit?: 'statement' | 'transaction'
  /** For drivers of SQLite's kin that refuse `BEGIN` (D1, libSQL over HTTP): runs a commit's statements in one transaction. */
  readonly batch?: Batch
}

/** A storage on SQL, with what an operator needs beside the port. */
export interface KyselyStorage extends Storage {
  /** Makes or updates the library's tables; may be run again after a crash, and by two processes at once. Returns the names of the migrations that ran; none when all is up to date. */
  migrate(): Promise<readonly string[]>
  /**
   * What `migrate` would do to the schema, as SQL to be reviewed and run by hand. Each statement may be run again, except one
   * that adds a column to a table of the host's on SQLite, and a column or an index on MySQL: when a run stopped in the
   * middle print it again there. The rows that `migrate` makes beside the host's are not in it.
   */
  migrationSql(): Promise<string>
  /**
   * Throws a `TypeError` that names every table, column and index of ours that is missing, and what a table of the host's lacks
   * for the mapping: columns, unique keys, a value for a column that a new row must have. The types of columns are not
   * compared. Gives sentences for the operator: that an invitation cannot be made in plain SQL here, because the
   * engine has no SHA-256 or the table is the host's; with `pepper` also whether the service would refuse it. Without, that is
   * guessed from the newest link, and nothing is said where there is none. And the indexes that the host's tables want.
   */
  check(options?: CheckOptions): Promise<readonly string[]>
}

/**
 * A storage on SQL: the Kysely instance of the host decides whether it is PostgreSQL, MySQL/MariaDB or SQLite. A SQLite
 * file that several processes share wants `journal_mode = WAL` and a `busy_timeout`.
 *
 * @param db The host's Kysely instance. Its connection pool is shared, its plugins are not used.
 * @param options Where the host's own tables are used, and how commits are sent.
 *
 * @example
 * const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new BetterSqlite3('app.db') }) })
 * const storage = kyselyStorage(db)
 * await storage.migrate()
 */
export function kyselyStorage<Tables>(db: StorageDatabase<Tables>, options: KyselyStorageOptions = {}): KyselyStorage {
  const plain = db.withoutPlugins() as unknown as Kysely<Database>
  const engine = engineOf(plain)
  const shapes = shapesOf(engine, options.mapping ?? {})
  const run = createRun(plain, engine)
  const load = createLoad(plain, engine, shapes, run)
  const isKeyMade = shapes.account.isKeyMade
  const keysMade = isKeyMade ? compile(plain, madeKeys(shapes.account, { slot: 0, now: null })) : null
  const committed: Storage['committed'] = async (id) => {
    const [found] = await load(commitPlan, [{ id }])
    if (!found?.event) return null
    return { keys: keysMade ? keysOf((await run(bind(keysMade, [id]))).rows) : {} }
  }
  return {
    capabilities: { accountKeys: isKeyMade ? 'database' : 'application', atomicCommit: true },
    load,
    list: createList(plain, engine, shapes, run),
    commit: createCommit({
      engine,
      shapes,
      ...formsOf(plain, engine, shapes, options),
      committed,
      adopt: createAdopt(plain, engine, shapes, run),
    }),
    committed,
    purge: (before, limit) => purge(plain, engine, shapes, run, before, limit),
    migrate: () => migrate(plain, engine, shapes, run),
    migrationSql: () => migrationSql(plain, engine, shapes),
    check: (asked = {}) => check(plain, engine, shapes, asked),
  }
}

const commitPlan = { event: { record: 'event', by: { id: { input: 'id' } } } } as const

function formsOf(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  { commit, batch }: KyselyStorageOptions,
): { readonly form: CommitForm; readonly again: CommitForm } {
  const isPostgres = engine.name === 'postgres'
  if (commit === 'statement' && !isPostgres) throw new TypeError('"commit" can be "statement" on PostgreSQL only')
  if (batch !== undefined && engine.name !== 'sqlite') throw new TypeError('"batch" is for SQLite and its kin only')
  const whole = batch ? createBatch(db, engine, shapes, batch) : createTransaction(db, engine, shapes)
  if (!isPostgres || commit === 'transaction') return { form: whole, again: whole }
  const form = createOneStatement(db, engine, commit === 'statement' ? null : whole)
  return { form, again: commit === 'statement' ? form : whole }
}
