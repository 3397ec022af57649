import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KyselyStorage, kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { InviteError, type Json, type RecordKind, system } from '../../src/index.ts'
import { type TestService, testService } from '../support/service.ts'

let folder: string
let database: BetterSqlite3.Database
let storage: KyselyStorage
let db: Kysely<unknown>
/** What happens to the next COMMITs, one after the other; nothing where it is empty. */
let commits: ('run, then fail' | 'fail')[]
let t: TestService

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
  database = new BetterSqlite3(join(folder, 'test.db'))
  database.pragma('journal_mode = WAL')
  database.pragma('busy_timeout = 10')
  commits = []
  const prepare = (sql: string) => (sql === 'commit' && commits.length > 0 ? failing() : database.prepare(sql))
  db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: { prepare, close: () => database.close() } }) })
  storage = kyselyStorage(db)
  await storage.migrate()
  t = testService(storage)
})
afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true })
})

/** A COMMIT whose answer is lost. */
function failing() {
  const how = commits.shift()
  const run = () => {
    if (how === 'run, then fail') database.exec('commit')
    throw new Error('The connection is gone')
  }
  return { reader: false, all: () => [], run, iterate: () => [][Symbol.iterator]() }
}

async function count(record: RecordKind): Promise<number> {
  return (await storage.list({ record, where: {}, with: {}, after: null, limit: 10_000 })).rows.length
}

const invite = (email = 'ada@example.com') =>
  t.service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })

describe('a COMMIT without an answer', () => {
  const change = (id: string) => ({
    id,
    guards: [],
    writes: [
      {
        write: 'insert',
        record: 'membership',
        values: { id, accountId: id, scope: '*', role: null, permissions: [], createdAt: 0 },
      },
      {
        write: 'insert',
        record: 'event',
        values: {
          id,
          commitId: id,
          type: 'test',
          actor: null,
          subject: null,
          scope: null,
          data: {},
          idempotencyKey: null,
          idempotencyBody: null,
          at: 0,
        },
      },
    ] as const,
  })

  it('is found to be done by the commit’s id, when it was', async () => {
    commits = ['run, then fail']
    expect(await storage.commit(change('c1'))).toEqual({ outcome: 'committed', keys: {} })
    expect(await storage.committed('c1')).toEqual({ keys: {} })
    expect(await storage.commit(change('c1'))).toEqual({ outcome: 'committed', keys: {} })
    expect([await count('membership'), await count('event')]).toEqual([1, 1])
  })

  it('is undecided, and `committed` knows better when it was not', async () => {
    commits = ['fail']
    expect(await storage.commit(change('c1'))).toEqual({ outcome: 'undecided' })
    expect(await storage.committed('c1')).toBeNull()
    expect([await count('membership'), await count('event')]).toEqual([0, 0])
    expect(await storage.commit(change('c1'))).toMatchObject({ outcome: 'committed' })
  })

  it.each([
    [['run, then fail'] as const],
    [['fail'] as const],
    [['fail', 'fail', 'run, then fail'] as const],
    [['fail', 'run, then fail'] as const],
  ])('takes effect once through the service: %j', async (how) => {
    const told: string[] = []
    t.service.on('invitation.created', ({ subject }) => void told.push(String(subject)))
    commits = [...how]
    const { id, token } = await invite()
    expect(commits).toEqual([])
    expect([await count('invitation'), await count('challenge'), await count('event')]).toEqual([1, 1, 1])
    expect(await t.service.invitations.preview({ token: token ?? '' })).toMatchObject({ next: 'sign_up' })
    await Promise.resolve()
    expect(told).toEqual([id])
  })

  it('leaves the connection fit for what comes next', async () => {
    commits = ['fail']
    await invite()
    await Promise.all(Array.from({ length: 5 }, (_, n) => invite(`p${n}@example.com`)))
    expect(await count('invitation')).toBe(6)
  })
})

describe('a database that somebody else has locked', () => {
  let other: BetterSqlite3.Database
  beforeEach(() => {
    other = new BetterSqlite3(join(folder, 'test.db'))
    other.exec('begin immediate')
  })
  afterEach(() => void other.close())

  it('is busy after two seconds, with nothing written, and works once the lock is gone', async () => {
    const from = performance.now()
    const error = await invite().catch((thrown: unknown) => thrown)
    const took = performance.now() - from
    expect(error).toBeInstanceOf(InviteError)
    expect(error).toMatchObject({ code: 'busy', status: 503, params: { retryAfterSeconds: 1 } })
    expect(took).toBeGreaterThan(1900)
    expect(took).toBeLessThan(4000)
    expect([await count('invitation'), await count('event')]).toEqual([0, 0])
    other.exec('rollback')
    await invite()
    expect([await count('invitation'), await count('event')]).toEqual([1, 1])
  })

  it('is waited for when the lock is short', async () => {
    setTimeout(() => other.exec('rollback'), 300)
    await invite()
    expect(await count('invitation')).toBe(1)
  })
})

it('500 people whose accounts wait already are invited into a second scope', async () => {
  t = testService(storage, { invitations: { accounts: 'beforehand' } })
  const rows = (scope: string) =>
    Array.from({ length: 500 }, (_, n) => ({ email: `p${n}@example.com`, role: 'member' as const, scope }))
  const by = { actor: system, delivery: 'link' } as const
  const first = await t.service.invitations.createMany(rows('one'), by)
  const second = await t.service.invitations.createMany(rows('two'), by)
  const accountIds = ({ rows }: typeof first) => rows.map((row) => row.ok && row.invitation.accountId)
  expect(second.rows.every(({ ok }) => ok)).toBe(true)
  expect(accountIds(second)).toEqual(accountIds(first))
  expect([await count('account'), await count('invitation')]).toEqual([500, 1000])
})

it.each([
  [{ gt: 1 }, { a: 1 }],
  [{ a: 1 }, { gt: 1 }],
])('an object of the host’s is no comparison, whatever its fields: %j before %j', async (profile, other) => {
  const { id } = await t.service.accounts.create({ email: 'ada@example.com', profile }, { actor: system })
  const guarded = (by: object, commit: string) =>
    storage.commit({ id: commit, guards: [{ record: 'account', id, where: { profile: by as Json } }], writes: [] })
  expect(await guarded(profile, 'a')).toMatchObject({ outcome: 'committed' })
  expect(await guarded(other, 'b')).toMatchObject({ outcome: 'conflict' })
  expect(await guarded(profile, 'c')).toMatchObject({ outcome: 'committed' })
})
