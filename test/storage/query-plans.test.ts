import { CompiledQuery, Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KyselyStorageOptions, kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { indexesOf } from '../../src/index.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { reach } from '../support/engines/reachable.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { crowded, fill, MANY } from './plans/crowd.ts'
import { asking, type Judge, mysql, postgres, sqlite, type Verdict } from './plans/judges.ts'
import { traffic } from './plans/traffic.ts'

// A service whose tables are full: each statement that it sends is explained by the engine, and must read no more than it
// gives back. The statements are those that were sent, whatever the adapter makes of them.

interface Sent {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The verb that sent it first. */
  readonly by: string
}

const usual: readonly KyselyStorageOptions[] = [{}]
const both: readonly KyselyStorageOptions[] = [{ commit: 'transaction' }, { commit: 'statement' }]

const all = [
  ['PostgreSQL', postgres18, postgres, both],
  ['MariaDB', mariadb, mysql, usual],
  ['SQLite', betterSqlite3, sqlite, usual],
] as const
// What is left out, and why, says `reach.test.ts`.
const found = await Promise.all(all.map(async ([, server]) => 'version' in (await reach(server))))

describe.each(all.filter((_, n) => found[n]))('on %s with 100,000 invitations', (_, server, judge: Judge, options) => {
  let address: string
  let db: Kysely<unknown>
  const sent = new Map<string, Sent>()
  const verdicts: (Sent & Verdict)[] = []

  beforeAll(async () => {
    let by: string | null = null
    address = await server.create()
    db = new Kysely<unknown>({
      dialect: (await server.access(address, null)).dialect,
      log: ({ query: { sql, parameters } }) => {
        // A null may change the plan: it is another statement.
        const shape = `${sql} ${parameters.map((value) => value === null)}`
        if (by !== null && !sent.has(shape)) sent.set(shape, { sql, parameters, by })
      },
    })
    await kyselyStorage(db).migrate()
    await db.connection().execute(async (one) => {
      await fill(server.sql, (sql) => one.executeQuery(CompiledQuery.raw(sql)))
    })
    for (const form of options)
      await traffic(kyselyStorage(db, form), `${form.commit ?? 'usual'}.example`, (name) => {
        by = name
      })
    by = null
    await db.connection().execute(async (one) => {
      const ask = asking(one)
      for (const statement of sent.values())
        if (!/^(begin|commit|rollback)/i.test(statement.sql))
          verdicts.push({ ...statement, ...(await judge(ask, statement.sql, statement.parameters)) })
    })
  }, 60_000)
  afterAll(async () => {
    await db.destroy()
    await server.drop(address)
  })

  it('the tables are full, and the verbs have sent all kinds of statements', async () => {
    const [counted] = await asked(`select count(*) as n from invitekit_invitations`)
    expect(Number(counted?.['n'])).toBeGreaterThan(MANY)
    expect(verdicts.length).toBeGreaterThan(80)
    for (const word of ['insert', 'update', 'delete', 'select'])
      expect(verdicts.some(({ sql }) => sql.startsWith(word) || sql.includes(` ${word} `))).toBe(true)
  })

  it('no statement scans a table, sorts one, or passes by rows that it does not want', () => {
    const wrong = verdicts.filter(({ complaints }) => complaints.length > 0)
    expect(
      wrong.map(({ by, complaints, sql }) => ({ by, complaints, sql: sql.replace(/^select .*? from /, '') })),
    ).toEqual([])
  })

  it('every index is read by some statement', () => {
    const read = new Set(verdicts.flatMap(({ indexes }) => indexes))
    const made = [...crowded].flatMap(([kind, table]) => indexesOf(kind).map((fields) => indexName(table, fields)))
    expect(made.filter((name) => !read.has(name))).toEqual([])
  })

  it('a statement that reads too much is noticed', async () => {
    const bad = [
      `select * from invitekit_invitations where delivery = 'failed'`,
      `select * from invitekit_invitations order by expires_at limit 10`,
      `select * from invitekit_messages where status = 'sent' order by created_at limit 10`,
      `select * from invitekit_accounts where status = 'active' order by email limit 10`,
      `delete from invitekit_events where subject = 'nobody'`,
      `update invitekit_sessions set status = 'ended' where device = 'nobody'`,
    ]
    for (const sql of bad) {
      const { complaints } = await db.connection().execute((one) => judge(asking(one), sql, []))
      expect(complaints, sql).not.toEqual([])
    }
  })

  const asked = (sql: string) => asking(db)(sql)
})

const indexName = (table: string, fields: readonly string[]): string =>
  `${table}_${fields.map((field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)).join('_')}`
