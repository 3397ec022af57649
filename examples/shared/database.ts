import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { cachedStatements, namedStatements } from 'invitekit/kysely'
import { CompiledQuery, type Dialect, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'

export type Engine = 'sqlite' | 'postgres' | 'mysql'

export interface OpenDatabase<Tables> {
  readonly db: Kysely<Tables>
  readonly engine: Engine
}

interface Place {
  /** `postgres://…`, `mysql://…`, or `sqlite:` and the path of a file. */
  readonly url: string | undefined
  /** The SQLite file where nothing is said. */
  readonly file: string
}

/** The database of `DATABASE_URL`: PostgreSQL, MySQL or MariaDB, SQLite; without one a SQLite file. */
export function openDatabase<Tables = unknown>({ url, file }: Place): OpenDatabase<Tables> {
  const { engine, dialect } = connect(url || `sqlite:${file}`)
  return { db: new Kysely<Tables>({ dialect }), engine }
}

/** Runs statements of the product's own, one after the other. */
export async function run<Tables>(db: Kysely<Tables>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement))
}

function connect(url: string): { readonly engine: Engine; readonly dialect: Dialect } {
  if (url.startsWith('sqlite:')) return { engine: 'sqlite', dialect: sqlite(url.slice('sqlite:'.length)) }
  if (/^postgres(ql)?:\/\//.test(url)) return { engine: 'postgres', dialect: postgres(url) }
  if (/^(mysql|mariadb):\/\//.test(url)) return { engine: 'mysql', dialect: mysql(url.replace(/^mariadb:/, 'mysql:')) }
  throw new TypeError('DATABASE_URL must begin with postgres://, mysql:// or sqlite:; leave it out for a file in data/')
}

/** Readers do not wait for the writer (WAL), and a second process waits for it instead of failing. */
function sqlite(file: string): Dialect {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('busy_timeout = 5000')
  database.pragma('foreign_keys = ON')
  return new SqliteDialect({ database: cachedStatements(database) })
}

function postgres(url: string): Dialect {
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  // A connection that dies must not take the process with it: the pool opens another.
  pool.on('error', console.error)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return new PostgresDialect({ pool: namedStatements(pool) })
}

const mysql = (url: string): Dialect =>
  new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 10, timezone: 'Z', stringifyObjects: true }) })
