import BetterSqlite3 from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely'
import pg from 'pg'
import { expect, it } from 'vitest'
import { cachedStatements, kyselyStorage, namedStatements } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { goodPassword, type TestService, testService } from '../support/service.ts'

let people = 0

async function live({ service }: TestService, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const email = `ada-${people++}@example.com`
    const { token } = await service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })
    await service.invitations.accept({ token: token ?? '', password: goodPassword })
    await service.sessions.login({ login: email, password: goodPassword })
  }
}

it('names the library’s statements on each connection of PostgreSQL, and nobody else’s', async () => {
  const address = await postgres18.create()
  const pool = new pg.Pool({ connectionString: address, max: 1 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: namedStatements(pool) }) })
  const storage = kyselyStorage(db)
  await storage.migrate()
  const t = testService(storage)
  const prepared = async () => (await pool.query('select name, statement from pg_prepared_statements order by 1')).rows
  await live(t, 1)
  const once = await prepared()
  expect(once.length).toBeGreaterThan(4)
  await live(t, 3)
  await sql`select 1 as mine`.execute(db)
  expect(await prepared()).toEqual(once)
  expect(once.every(({ name }) => /^invitekit_/.test(name))).toBe(true)
  await db.destroy()
  await postgres18.drop(address)
})

it('tells whoever listens at the client of PostgreSQL what it asks, and gives the answer or the error', async () => {
  const address = await postgres18.create()
  const pool = new pg.Pool({ connectionString: address, max: 1 })
  const heard: { name?: unknown; text: unknown; values?: unknown }[] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (asked: { text: string }, ...more: unknown[]) => unknown
    Object.assign(client, {
      query: (asked: { text: string }, ...more: unknown[]) => {
        if (typeof asked === 'object') heard.push(asked)
        return query(asked, ...more)
      },
    })
  })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: namedStatements(pool) }) })
  const storage = kyselyStorage(db)
  await storage.migrate()
  const t = testService(storage)
  await live(t, 1)
  expect(heard.length).toBeGreaterThan(4)
  for (const { name, text, values } of heard) {
    expect(name).toMatch(/^invitekit_/)
    expect(text).toMatch(/^\w+/)
    expect(values).toBeInstanceOf(Array)
  }
  const { token } = await t.service.invitations.create(
    { email: 'bob@example.com', role: 'member' },
    { actor: system, delivery: 'link' },
  )
  await sql`drop table invitekit_challenges`.execute(db)
  const lost = t.service.invitations.preview({ token: token ?? '' })
  await expect(lost).rejects.toMatchObject({ code: '42P01' })
  await db.destroy()
  await postgres18.drop(address)
})

it('prepares the library’s statements on SQLite once', async () => {
  const raw = new BetterSqlite3(':memory:')
  const texts: string[] = []
  const counting = {
    prepare: (text: string) => {
      texts.push(text)
      return raw.prepare(text)
    },
    close: () => raw.close(),
  }
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: cachedStatements(counting) }) })
  const storage = kyselyStorage(db)
  await storage.migrate()
  const t = testService(storage)
  await live(t, 1)
  const made = texts.length
  await live(t, 5)
  expect(texts.length).toBe(made)
  await sql`select 1 as mine`.execute(db)
  await sql`select 1 as mine`.execute(db)
  expect(texts.length).toBe(made + 2)
  await db.destroy()
})
