import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { DriverError, Engine, Failure } from '../../../adapters/storage/kysely/engine.ts'
import { mysql } from '../../../adapters/storage/kysely/engines/mysql.ts'
import { postgres } from '../../../adapters/storage/kysely/engines/postgres.ts'
import { sqlite } from '../../../adapters/storage/kysely/engines/sqlite.ts'

// What drivers put on their errors, as their servers' manuals list the codes.
type Row = readonly [error: DriverError, failure: Failure | null, what: string]

const onPostgres: readonly Row[] = [
  [{ code: '23505' }, 'conflict', 'unique_violation'],
  [{ code: '40001' }, 'again', 'serialization_failure'],
  [{ code: '40P01' }, 'again', 'deadlock_detected'],
  [{ code: '40003' }, 'lost', 'statement_completion_unknown'],
  [{ code: '08006' }, 'lost', 'connection_failure'],
  [{ code: '57P01' }, 'lost', 'admin_shutdown'],
  [{ code: '57P02' }, 'lost', 'crash_shutdown'],
  [{ code: '57P03' }, 'lost', 'cannot_connect_now'],
  [{ code: 'ECONNRESET' }, 'lost', 'a socket that was reset'],
  [{ message: 'Connection terminated unexpectedly' }, 'lost', 'pg, of a socket that ended'],
  [
    { message: 'Client has encountered a connection error and is not queryable' },
    'lost',
    'pg, of a client that is gone',
  ],
  [{ code: '23503' }, null, 'foreign_key_violation'],
  [{ code: '42501' }, null, 'insufficient_privilege'],
  [{ code: '57014' }, null, 'query_canceled'],
]

const onMysql: readonly Row[] = [
  [{ errno: 1062 }, 'conflict', 'ER_DUP_ENTRY'],
  [{ errno: 1213 }, 'again', 'ER_LOCK_DEADLOCK'],
  [{ errno: 1205 }, 'again', 'ER_LOCK_WAIT_TIMEOUT'],
  [{ errno: 1020 }, 'again', 'ER_CHECKREAD, of MariaDB'],
  [{ errno: 8002 }, 'again', 'TiDB: the pessimistic lock could not be had'],
  [{ errno: 8005 }, 'again', 'TiDB: write conflict'],
  [{ errno: 8022 }, 'again', 'TiDB: the commit failed'],
  [{ errno: 8028 }, 'again', 'TiDB: the schema has changed'],
  [{ errno: 9007 }, 'again', 'TiKV: write conflict'],
  [{ code: 'PROTOCOL_CONNECTION_LOST' }, 'lost', 'mysql2, of a socket that ended'],
  [{ code: 'ECONNRESET' }, 'lost', 'a socket that was reset'],
  [{ errno: 2013 }, 'lost', 'CR_SERVER_LOST'],
  [{ errno: 1053 }, 'lost', 'ER_SERVER_SHUTDOWN'],
  [{ errno: 1317 }, 'lost', 'ER_QUERY_INTERRUPTED'],
  [{ errno: 1927 }, 'lost', 'ER_CONNECTION_KILLED'],
  [{ errno: 1452 }, null, 'ER_NO_REFERENCED_ROW_2'],
]

const onSqlite: readonly Row[] = [
  [{ code: 'SQLITE_CONSTRAINT_UNIQUE' }, 'conflict', 'better-sqlite3'],
  [{ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }, 'conflict', 'better-sqlite3, of a primary key'],
  [{ errcode: 2067 }, 'conflict', 'node:sqlite'],
  [{ errcode: 1555 }, 'conflict', 'node:sqlite, of a primary key'],
  [{ message: 'D1_ERROR: UNIQUE constraint failed: users.email: SQLITE_CONSTRAINT' }, 'conflict', 'D1'],
  [{ code: 'SQLITE_BUSY' }, 'again', 'better-sqlite3'],
  [{ code: 'SQLITE_BUSY_SNAPSHOT' }, 'again', 'better-sqlite3, of a snapshot that is too old'],
  [{ code: 'SQLITE_LOCKED_SHAREDCACHE' }, 'again', 'a cache that is shared'],
  [{ errcode: 5 }, 'again', 'node:sqlite: BUSY'],
  [{ errcode: 6 }, 'again', 'node:sqlite: LOCKED'],
  [{ errcode: 261 }, 'again', 'node:sqlite: BUSY_RECOVERY'],
  [{ errcode: 517 }, 'again', 'node:sqlite: BUSY_SNAPSHOT'],
  [{ errcode: 773 }, 'again', 'node:sqlite: BUSY_TIMEOUT'],
  [{ errcode: 787 }, null, 'node:sqlite: a foreign key'],
  [{ code: 'SQLITE_FULL', errcode: 13 }, null, 'a disk that is full'],
]

describe.each<{ engine: Engine; rows: readonly Row[] }>([
  { engine: postgres, rows: onPostgres },
  { engine: mysql, rows: onMysql },
  { engine: sqlite, rows: onSqlite },
])('an error of $engine.name', ({ engine, rows }) => {
  it.each(rows)('%j is %j: %s', (error, failure) => {
    expect(engine.failureOf(error)).toBe(failure)
  })
})

it('a snapshot of the SQLite of Node that is too old to write is asked for again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
  const [one, other] = [new DatabaseSync(join(folder, 'a.db')), new DatabaseSync(join(folder, 'a.db'))]
  one.exec('pragma journal_mode = wal; create table t (n integer); begin; select * from t')
  one.prepare('select count(*) from t').all()
  other.exec('insert into t values (1)')
  const thrown = (() => {
    try {
      one.exec('insert into t values (2)')
    } catch (error) {
      return error as object
    }
    throw new Error('It was written')
  })()
  expect(thrown).toMatchObject({ errcode: 517 })
  expect(sqlite.failureOf(thrown)).toBe('again')
  one.close()
  other.close()
  rmSync(folder, { recursive: true })
})
