import { CompiledQuery, Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import { recordKinds, system } from '../../../src/index.ts'
import type { FaultPoint } from '../../../src/testing/proof.ts'
import { type Engine, engineOn } from '../../support/engines/engine.ts'
import { engines } from '../../support/engines/engines.ts'
import { connectEngine, openEngine } from '../../support/engines/open-engine.ts'
import { postgres18 } from '../../support/engines/postgres.ts'
import { reachable } from '../../support/engines/reachable.ts'
import { failingCommits, failingWrites, noBegin } from '../../support/engines/troubles.ts'
import { goodPassword, testService } from '../../support/service.ts'

// The proof is worth what its engines are: here each of them is what it says.

const usual = await reachable()
const apart = (await reachable(engines)).filter(
  ({ isolation, form, trouble }) => isolation && form === 'transaction' && !trouble,
)

const ask = async (db: Kysely<unknown>, sql: string) =>
  (await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql))).rows

it('engines have names of their own', () => {
  expect(new Set(engines.map(({ name }) => name)).size).toBe(engines.length)
})

describe.each(apart)('$name', ({ server, isolation }) => {
  it('keeps transactions apart as it says, on every connection', async () => {
    const address = await server.create()
    const db = new Kysely<unknown>({ dialect: (await server.access(address, isolation)).dialect })
    const sql =
      server.sql === 'mysql'
        ? `show variables where variable_name in ('tx_isolation', 'transaction_isolation')`
        : `select current_setting('transaction_isolation') as Value`
    const levels = await Promise.all(Array.from({ length: 4 }, () => ask(db, sql)))
    await db.destroy()
    await server.drop(address)
    for (const [row] of levels)
      expect(
        String(row?.['Value'] ?? row?.['value'])
          .toLowerCase()
          .replace('-', ' '),
      ).toBe(isolation)
  })
})

describe.each(usual)('$name', (engine) => {
  it('gives rows beside the storage as the storage gives them', async () => {
    const store = await openEngine(engine)
    const { service } = testService(store.storage)
    const account = {
      email: 'ada@example.com',
      password: goodPassword,
      role: 'owner',
      profile: { n: [1, null] },
    } as const
    await service.accounts.create(account, { actor: system })
    await service.invitations.create({ email: 'eve@example.com', role: 'member' }, { actor: system, delivery: 'both' })
    await service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    let seen = 0
    for (const record of recordKinds) {
      const { rows: listed } = await store.storage.list({ record, where: {}, with: {}, after: null, limit: 100 })
      expect(await store.rows(record)).toEqual(listed.map(({ row }) => row))
      seen += listed.length
    }
    expect(seen).toBeGreaterThan(6)
    await store.close()
  })

  it('asks before and after each statement', async () => {
    const points: FaultPoint[] = []
    const store = await openEngine(engine, (point) => void points.push(point))
    const { service } = testService(store.storage)
    await service.invitations.create({ email: 'eve@example.com', role: 'member' }, { actor: system })
    const half = points.length / 2
    expect(half).toBeGreaterThan(1)
    expect(points.map(({ side }) => side)).toEqual(Array.from({ length: half }, () => ['before', 'after']).flat())
    for (let n = 0; n < half; n++) expect(points[2 * n]?.statement).toBe(points[2 * n + 1]?.statement)
    expect(points.filter(({ statement }) => statement.includes('invitekit_events')).length).toBeGreaterThan(0)
    await store.close()
  })

  it('is another database each time, and opens the same one for others', async () => {
    const [one, two] = await Promise.all([openEngine(engine), openEngine(engine)])
    const { service } = testService(one.storage)
    await service.accounts.create({ email: 'ada@example.com' }, { actor: system })
    expect(await two.rows('account')).toEqual([])
    const again = await connectEngine(engine, one.address)
    expect(await again.rows('account')).toMatchObject([{ email: 'ada@example.com' }])
    await again.close()
    expect(await one.rows('account')).toHaveLength(1)
    await Promise.all([one.close(), two.close()])
  })
})

describe('troubles', () => {
  const codesOf = async (engine: Engine) => {
    const store = await openEngine(engine)
    const event = `insert into invitekit_events (id, commit_id, type, data, at) values`
    const codes: unknown[] = []
    for (let n = 0; n < 100; n++)
      await ask(store.beside, `${event} ('e${n}', 'e${n}', 't', '{}', 0)`).catch((error) => codes.push(error.code))
    const written = await store.rows('event')
    await store.close()
    expect(written).toHaveLength(100 - codes.length)
    return codes
  }

  it.each([failingWrites, failingCommits])('$name comes at random, and undoes what it met', async (trouble) => {
    const codes = await codesOf(engineOn(postgres18, 'statement', 'read committed', trouble))
    expect(codes.length).toBeGreaterThan(2)
    expect(codes.length).toBeLessThan(60)
    expect(new Set(codes)).toEqual(new Set(['40001']))
  })

  it('no BEGIN refuses BEGIN, in whichever words, and nothing else', async () => {
    const refused = async (statement: string) => {
      try {
        noBegin.at?.({ side: 'before', statement })
        return false
      } catch {
        return true
      }
    }
    for (const sql of ['begin', 'BEGIN IMMEDIATE', 'start transaction']) expect(await refused(sql), sql).toBe(true)
    for (const sql of ['select 1', 'commit', 'update beginnings set a = 1']) expect(await refused(sql), sql).toBe(false)
  })

  it('a batch on SQLite is all or nothing', async () => {
    const [sqlite] = engines.filter(({ server, form }) => server.name === 'SQLite' && form === 'batch')
    if (!sqlite) throw new Error('There is no SQLite with batches')
    const file = await sqlite.server.create()
    const { dialect, batch } = await sqlite.server.access(file, null)
    const db = new Kysely<unknown>({ dialect })
    const statement = (sql: string, ...parameters: unknown[]) => ({ sql, parameters })
    await ask(db, 'create table t (a text unique)')
    const both = batch?.([statement('insert into t values (?)', 'x'), statement('insert into t values (?)', 'x')])
    await expect(both).rejects.toThrow('UNIQUE')
    expect(await batch?.([statement('insert into t values (?)', 'y'), statement('select a from t')])).toEqual([
      { rows: [] },
      { rows: [{ a: 'y' }] },
    ])
    await db.destroy()
    await sqlite.server.drop(file)
  })
})
