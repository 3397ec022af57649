import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import type { Actor } from '../../src/index.ts'
import { goodPassword, person, type TestService, testService, tokenIn } from '../support/service.ts'
import { sqliteDialect } from '../support/stores.ts'

/** What one call cost: the reads before the commit, the statements of transactions (BEGIN and COMMIT among them), and how many commits. */
interface Cost {
  readonly reads: number
  readonly inTransaction: number
  readonly commits: number
}

describe('statements on SQLite stay within the budget', () => {
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-'))
  const log: string[] = []
  const db = new Kysely<unknown>({
    dialect: sqliteDialect(join(folder, 'count.db')),
    log: ({ query }) => void log.push(query.sql),
  })
  let t: TestService
  let owner: Actor & { type: 'account' }

  beforeAll(async () => {
    const storage = kyselyStorage(db)
    await storage.migrate()
    t = testService(storage)
    owner = await person(t, 'owner@example.com', 'owner')
  })
  afterAll(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  async function costOf(work: () => Promise<unknown>): Promise<Cost> {
    log.length = 0
    await work()
    const cost = { reads: 0, inTransaction: 0, commits: 0 }
    let inside = false
    for (const sql of log) {
      if (/^begin/.test(sql)) inside = true
      if (inside) cost.inTransaction++
      else cost.reads++
      if (sql === 'commit') {
        inside = false
        cost.commits++
      }
    }
    return cost
  }

  async function mailed(email: string): Promise<string> {
    await t.service.invitations.create({ email, role: 'member' }, { actor: owner })
    return tokenIn((await t.drained()).find(({ to }) => to === email))
  }

  it('counts what it says it counts', async () => {
    const cost = await costOf(() => t.service.sessions.login({ login: 'owner@example.com', password: goodPassword }))
    expect(log[0]).toMatch(/^select/)
    expect(log.filter((sql) => sql === 'begin immediate')).toHaveLength(1)
    expect(log.at(-1)).toBe('commit')
    expect(cost.reads + cost.inTransaction).toBe(log.length)
  })

  it('previews in one read', async () => {
    const token = await mailed('preview@example.com')
    expect(await costOf(() => t.service.invitations.preview({ token }))).toEqual({
      reads: 1,
      inTransaction: 0,
      commits: 0,
    })
  })

  it('refuses a malformed link without any', async () => {
    const cost = await costOf(() => t.service.invitations.preview({ token: 'ik_inv_nonsense' }).catch(() => undefined))
    expect(cost).toEqual({ reads: 0, inTransaction: 0, commits: 0 })
  })

  it('creates with one read and at most 7 statements', async () => {
    const cost = await costOf(() =>
      t.service.invitations.create({ email: 'create@example.com', role: 'member' }, { actor: owner }),
    )
    expect(cost).toEqual({ reads: 1, inTransaction: 6, commits: 1 })
  })

  it('creates 500 with one read and one commit', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => ({ email: `bulk${n}@example.com`, role: 'member' as const }))
    const cost = await costOf(() => t.service.invitations.createMany(rows, { actor: owner }))
    expect(cost).toMatchObject({ reads: 1, commits: 1 })
    expect(cost.inTransaction).toBeLessThanOrEqual(12)
  })

  it('accepts with one read and at most 10 statements, log-in included', async () => {
    const token = await mailed('accept@example.com')
    const cost = await costOf(() => t.service.invitations.accept({ token, password: goodPassword }, { session: true }))
    expect(cost).toEqual({ reads: 1, inTransaction: 9, commits: 1 })
  })

  it('requests a reset with no read and at most 4 statements', async () => {
    const cost = await costOf(() => t.service.resets.request({ email: 'accept@example.com' }))
    expect(cost).toEqual({ reads: 0, inTransaction: 4, commits: 1 })
  })

  it('resets with one read and at most 7 statements', async () => {
    const token = tokenIn((await t.drained()).find(({ kind }) => kind === 'reset'))
    const cost = await costOf(() => t.service.resets.complete({ token, password: `${goodPassword} again` }))
    expect(cost).toEqual({ reads: 1, inTransaction: 6, commits: 1 })
  })

  it('logs in with one read and at most 6 statements', async () => {
    const cost = await costOf(() => t.service.sessions.login({ login: 'owner@example.com', password: goodPassword }))
    expect(cost).toEqual({ reads: 1, inTransaction: 5, commits: 1 })
  })

  it('checks a session in one read', async () => {
    const { sessionToken } = await t.service.sessions.login({ login: 'owner@example.com', password: goodPassword })
    expect(await costOf(() => t.service.sessions.check(sessionToken))).toEqual({
      reads: 1,
      inTransaction: 0,
      commits: 0,
    })
  })

  it('lists a page in one read, with the right to it', async () => {
    expect(await costOf(() => t.service.invitations.list({}, { actor: owner }))).toEqual({
      reads: 1,
      inTransaction: 0,
      commits: 0,
    })
  })
})
