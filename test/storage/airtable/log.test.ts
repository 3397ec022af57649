import { describe, expect, it } from 'vitest'
import { type Storage, system } from '../../../src/index.ts'
import { testService } from '../../support/service.ts'
import { testBase } from './support/base.ts'
import { challengeRow, changeOf, insert } from './support/changes.ts'

const LOG = 'invitekit_log'
const MINUTE = 60_000
const idOf = (n: number): string => `019b7000-0000-7000-8000-${String(n).padStart(12, '0')}`
const step = (n: number) => changeOf(idOf(n), [insert('challenge', challengeRow({ id: idOf(n), hash: `hash ${n}` }))])

async function eventsOf(storage: Storage): Promise<readonly string[]> {
  const { rows } = await storage.list({ record: 'event', where: {}, with: {}, after: null, limit: 99 })
  return rows.map(({ row }) => row.id)
}

describe('what people do to the log', () => {
  it('a row that is typed by hand, or copied, does nothing and holds nobody up', async () => {
    const { base, open } = testBase()
    const storage = open()
    await storage.commit(step(1))
    const fields = [
      {},
      { commit_id: 'x' },
      { commit_id: 'x', part: '1/1', data: '|{"kind":' },
      { part: '9/2', data: 'x' },
    ]
    for (const cells of fields) base.edit(LOG, { kind: 'insert', fields: cells })
    base.edit(LOG, {
      kind: 'insert',
      fields: { commit_id: 'y', part: '1/1', data: '|{"kind":"all","at":1767225600000}|' },
    })
    base.edit(LOG, { kind: 'duplicate', id: base.records(LOG)[0]?.id ?? '' })
    await expect(storage.commit(step(2))).resolves.toMatchObject({ outcome: 'committed' })
    expect(await eventsOf(storage)).toEqual([idOf(2), idOf(1)])
    expect(await eventsOf(open())).toEqual([idOf(2), idOf(1)])
  })

  it('rows that bear one number are seen: that is not what was assumed', async () => {
    const { base, open } = testBase()
    const answer = async (input: RequestInfo | URL, init?: RequestInit) => {
      const real = await base.fetch(input, init)
      const body = (await real.json()) as { records?: readonly { fields: object }[] }
      const records = body.records?.map((row) => ({ ...row, fields: { ...row.fields, seq: 3 } }))
      return Response.json(records && init?.method === 'GET' ? { records } : body)
    }
    const writer = open()
    await writer.commit(step(1))
    await writer.commit(step(2))
    await expect(open({ fetch: answer }).load({}, [])).rejects.toThrow('NUMBERS_NOT_UNIQUE')
  })
})

describe('a number that no row bears', () => {
  it('holds up those who come right after it, and nobody when a minute has passed', async () => {
    const { base, open, time } = testBase()
    const storage = open()
    await storage.commit(step(1))
    base.faults.next(1, { kind: 'number_gap', size: 2 })
    await expect(storage.commit(step(2))).resolves.toEqual({ outcome: 'undecided' })
    await time.wait(MINUTE)
    await expect(storage.resolve(idOf(2))).resolves.toBe('committed')
    await expect(storage.commit(step(3))).resolves.toMatchObject({ outcome: 'committed' })
  })

  it('and is old holds up no process that starts later and commits', async () => {
    const { base, open, time } = testBase()
    const storage = open()
    base.faults.next(1, { kind: 'number_gap', size: 2 })
    await storage.commit(step(1))
    await time.wait(2 * MINUTE)
    const late = open()
    await expect(late.commit(step(2))).resolves.toMatchObject({ outcome: 'committed' })
    expect(await eventsOf(late)).toEqual([idOf(2), idOf(1)])
  })
})

describe('a bulk that is too large for one commit', () => {
  it('is made in halves, and no good row is lost', async () => {
    const { open } = testBase({ limits: { perBase: null, perToken: null } })
    const storage = open({ requestsPerSecond: 1000 })
    const { service } = testService(storage)
    const metadata = { text: 'x'.repeat(7000) }
    const rows = Array.from({ length: 300 }, (_, n) => ({
      email: `p${n}@example.com`,
      role: 'member' as const,
      metadata,
    }))
    const { created } = await service.invitations.createMany(rows, { actor: system, delivery: 'link' })
    expect(created).toBe(300)
    const commits = new Set(
      (await storage.list({ record: 'event', where: {}, with: {}, after: null, limit: 999 })).rows.map(
        ({ row }) => row.commitId,
      ),
    )
    expect(commits.size).toBe(4)
  })

  it('and has a key is refused whole', async () => {
    const { open } = testBase()
    const { service } = testService(open())
    const metadata = { text: 'x'.repeat(7000) }
    const rows = Array.from({ length: 300 }, (_, n) => ({
      email: `p${n}@example.com`,
      role: 'member' as const,
      metadata,
    }))
    const made = service.invitations.createMany(rows, { actor: system, delivery: 'link', idempotencyKey: 'a key' })
    await expect(made).rejects.toMatchObject({ code: 'payload_too_large' })
  })
})
