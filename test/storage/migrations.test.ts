import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KyselyStorage, kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { sqliteDialect } from '../support/stores.ts'

let folder: string
let opened: Kysely<unknown>[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
  opened = []
})
afterEach(async () => {
  for (const db of opened) await db.destroy()
  rmSync(folder, { recursive: true })
})

function storageOn(dialect: SqliteDialect): KyselyStorage {
  const db = new Kysely<unknown>({ dialect })
  opened.push(db)
  return kyselyStorage(db)
}

const fileOf = (name: string) => join(folder, `${name}.db`)
const open = (name = 'test') => storageOn(sqliteDialect(fileOf(name)))

/** A process that dies before its n-th statement of the schema, and does not come back; `made` counts what it asked for. */
function dying(name: string, before: number) {
  const database = new BetterSqlite3(fileOf(name))
  database.pragma('synchronous = OFF')
  const count = { made: 0 }
  const prepare = (sql: string) => {
    if (/^create (table|index).*invitekit_(?!migration)/.test(sql) && count.made++ >= before)
      throw new Error('The process died')
    return database.prepare(sql)
  }
  return { storage: storageOn(new SqliteDialect({ database: { prepare, close: () => database.close() } })), count }
}

/** Changes the schema by hand, past the library. */
function byHand(sql: string): void {
  const database = new BetterSqlite3(fileOf('test'))
  database.pragma('foreign_keys = OFF')
  database.exec(sql)
  database.close()
}

/** The statements that made a table, and then its indexes. */
function sqlOf(table: string): readonly string[] {
  const database = new BetterSqlite3(fileOf('test'))
  const sql = database
    .prepare<[string], string>(
      'select sql from sqlite_master where tbl_name = ? and sql is not null order by type desc',
    )
    .pluck()
    .all(table)
  database.close()
  return sql
}

/** Makes a table anew, from its own SQL with a change, and its indexes again. */
function remake(table: string, from: RegExp, to: string, then = ''): void {
  const [sql = '', ...indexes] = sqlOf(table)
  const changed = sql.replace(from, to)
  expect(changed).not.toBe(sql)
  byHand(`drop table ${table}; ${[changed, ...indexes, then].join('; ')}`)
}

describe('a migration', () => {
  it('makes what the check asks for, and a second time does nothing', async () => {
    const storage = open()
    expect(await storage.migrate()).toEqual(['001-tables'])
    await storage.check()
    expect(await storage.migrate()).toEqual([])
    expect(await open().migrate()).toEqual([])
    await storage.check()
  })

  it('that died before any of its statements is finished by the next', async () => {
    const whole = dying('whole', Number.POSITIVE_INFINITY)
    await whole.storage.migrate()
    expect(whole.count.made).toBeGreaterThan(8)
    for (let before = 0; before < whole.count.made; before++) {
      const name = `died-${before}`
      const { storage, count } = dying(name, before)
      await expect(storage.migrate(), `statement ${before}`).rejects.toThrow('The process died')
      expect(count.made).toBeGreaterThan(before)
      const next = open(name)
      await next.migrate()
      await next.check()
      expect(await next.migrate()).toEqual([])
    }
  })

  it('of one file from two connections at once succeeds for both', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `race-${round}`
      const both = [open(name), open(name)]
      const done = await Promise.all(both.map((storage) => storage.migrate()))
      expect(done.flat()).toContain('001-tables')
      for (const storage of both) await storage.check()
    }
  })
})

describe('a check names precisely', () => {
  let storage: KyselyStorage
  beforeEach(async () => {
    storage = open()
    await storage.migrate()
  })

  const missing = (what: string) => `The database does not fit: missing ${what}. Run storage.migrate() first.`
  const complaint = () =>
    storage.check().then(
      () => null,
      (error: unknown) => {
        expect(error).toBeInstanceOf(TypeError)
        return (error as Error).message
      },
    )

  it('every table, before the first migration', async () => {
    const error = await open('empty')
      .check()
      .catch((thrown: unknown) => String(thrown))
    for (const table of ['accounts', 'memberships', 'invitations', 'challenges', 'sessions', 'messages', 'events'])
      expect(error).toContain(`table invitekit_${table}`)
  })

  it('a missing table', async () => {
    byHand('drop table invitekit_messages')
    expect(await complaint()).toBe(missing('table invitekit_messages'))
  })

  it('a missing column', async () => {
    byHand('alter table invitekit_accounts drop column last_seen_at')
    expect(await complaint()).toBe(missing('column invitekit_accounts.last_seen_at'))
  })

  it('a missing unique index', async () => {
    remake('invitekit_sessions', /, constraint \S+ unique \([^)]*\)/, '')
    expect(await complaint()).toBe(missing('unique index on invitekit_sessions (hash)'))
  })

  it('a unique index that holds for some rows only', async () => {
    const partial = `create unique index some_rows on invitekit_sessions (hash) where status = 'live'`
    remake('invitekit_sessions', /, constraint \S+ unique \([^)]*\)/, '', partial)
    expect(await complaint()).toBe(missing('unique index on invitekit_sessions (hash)'))
    byHand('create unique index all_rows on invitekit_sessions (hash)')
    expect(await complaint()).toBeNull()
  })

  it('a unique index on more than the key', async () => {
    remake('invitekit_sessions', /(constraint \S+ unique) \([^)]*\)/, '$1 ("hash", "id")')
    expect(await complaint()).toBe(missing('unique index on invitekit_sessions (hash)'))
  })

  it('a column that may be null and must not', async () => {
    remake('invitekit_sessions', /("account_id" text) not null/, '$1')
    expect(await complaint()).toBe(missing('not null in invitekit_sessions.account_id'))
  })

  it('a column that must be null at times and cannot', async () => {
    remake('invitekit_accounts', /("password_hash" text)/, '$1 not null')
    expect(await complaint()).toBe(missing('null in invitekit_accounts.password_hash'))
  })

  it('everything that is missing, at once', async () => {
    byHand('drop table invitekit_messages; alter table invitekit_accounts drop column last_seen_at')
    const said = await complaint()
    expect(said).toContain('table invitekit_messages')
    expect(said).toContain('column invitekit_accounts.last_seen_at')
  })
})
