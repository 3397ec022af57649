import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KyselyStorage, kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { recordKinds, system } from '../../src/index.ts'
import { nodeSqlite } from '../support/node-sqlite.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'

describe('the SQLite of Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: nodeSqlite(join(folder, 'test.db')) }) })
  let storage: KyselyStorage
  let t: TestService
  beforeAll(async () => {
    storage = kyselyStorage(db)
    expect(await storage.migrate()).toEqual(['001-tables'])
    t = testService(storage)
  })
  afterAll(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('has the schema', async () => {
    await storage.check()
    expect(await storage.migrate()).toEqual([])
  })

  it('carries a whole life: invited, accepted by one of eight at once, logged in, gone', async () => {
    const owner = await person(t, 'owner@example.com', 'owner')
    const { id } = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
    const [mail] = await t.drained()
    const passwords = Array.from({ length: 8 }, (_, n) => `${goodPassword} ${n}`)
    const codes = await Promise.all(
      passwords.map((password) => refusalOf(t.service.invitations.accept({ token: tokenIn(mail), password }))),
    )
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    const password = passwords[codes.indexOf(null)] ?? ''
    const { sessionToken, account } = await t.service.sessions.login({ login: 'ada@example.com', password })
    expect((await t.service.sessions.check(sessionToken)).actor.id).toBe(account.id)
    expect(await t.service.invitations.get(id, { actor: owner })).toMatchObject({
      status: 'accepted',
      delivery: 'sent',
    })
    expect((await t.service.accounts.list({}, { actor: owner })).items).toHaveLength(2)
    t.clock.advance(365 * 86_400_000)
    expect((await t.service.purge({ keep: '1d' })).removed).toBeGreaterThan(0)
  })

  it('tells a taken key from other failures, a primary key too', async () => {
    const session = {
      accountId: 'a',
      epoch: 0,
      device: null,
      status: 'live',
      createdAt: 0,
      usedAt: 0,
      expiresAt: 1,
    } as const
    const commit = (change: string, id: string, hash: string, accountId = 'a') =>
      storage.commit({
        id: change,
        guards: [],
        writes: [{ write: 'insert', record: 'session', values: { ...session, accountId, id, hash } }],
      })
    expect(await commit('c1', 's1', 'h1')).toMatchObject({ outcome: 'committed' })
    expect(await commit('c2', 's2', 'h1')).toEqual({ outcome: 'conflict' })
    expect(await commit('c3', 's1', 'h3')).toEqual({ outcome: 'conflict' })
    await expect(commit('c4', 's4', 'h4', null as never)).rejects.toThrow('NOT NULL')
  })

  it('gives an address to one of four accounts at once', async () => {
    const create = () => refusalOf(t.service.accounts.create({ email: 'eve@example.com' }, { actor: system }))
    const codes = await Promise.all(Array.from({ length: 4 }, create))
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code === 'email_taken')).toHaveLength(3)
  })

  it('reads rows as every engine does', async () => {
    for (const record of recordKinds)
      for (const { row } of (await storage.list({ record, where: {}, with: {}, after: null, limit: 10 })).rows)
        expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
  })
})
