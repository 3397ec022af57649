import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { cachedStatements, namedStatements } from 'invitekit/kysely'
import { CompiledQuery, type Dialect, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'

export type Engine = 'sqlite' | 'postgres' | 'mysql'

export interface OpenDatabase {
  readonly db: Kysely<unknown>
  readonly engine: Engine
}

/** The database of `DATABASE_URL`: PostgreSQL, MySQL or MariaDB; without one a SQLite file. */
export function openDatabase({ url, file }: { readonly url: string | undefined; readonly file: string }): OpenDatabase {
  const { engine, dialect } = url ? serverOf(url) : { engine: 'sqlite' as const, dialect: sqlite(file) }
  return { db: new Kysely<unknown>({ dialect }), engine }
}

/** Runs statements of the product's own, one after the other. */
export async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement))
}

function serverOf(url: string): { readonly engine: Engine; readonly dialect: Dialect } {
  if (/^postgres(ql)?:\/\//.test(url)) return { engine: 'postgres', dialect: postgres(url) }
  if (/^(mysql|mariadb):\/\//.test(url)) return { engine: 'mysql', dialect: mysql(url.replace(/^mariadb:/, 'mysql:')) }
  throw new TypeError('DATABASE_URL must begin with postgres:// or mysql://; leave it out for a SQLite file')
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
