import { describe, expect, it } from 'vitest'
import { type Storage, system } from '../../../src/index.ts'
import { goodPassword, testService } from '../../support/service.ts'
import { type TestBase, testBase } from './support/base.ts'
import { challengeRow, changeOf, insert, remove } from './support/changes.ts'
import { testRegister } from './support/test-register.ts'

const idOf = (n: number): string => `019b7000-0000-7000-8000-${String(n).padStart(12, '0')}`
const LOG = 'invitekit_log'
const SNAPSHOTS = 'invitekit_log_snapshots'
const DAY = 24 * 60 * 60_000

const unlimited = { limits: { perBase: null, perToken: null } } as const
const fast = { requestsPerSecond: 1000 } as const

async function stateOf(storage: Storage): Promise<unknown> {
  const query = { where: {}, with: {}, after: null, limit: 10_000 }
  return [await storage.list({ ...query, record: 'event' }), await storage.list({ ...query, record: 'challenge' })]
}

const commits = async (storage: Storage, from: number, to: number): Promise<void> => {
  for (let n = from; n < to; n++) {
    const link = insert('challenge', challengeRow({ id: idOf(n), hash: `hash ${n} é 👩‍👩‍👧` }))
    expect((await storage.commit(changeOf(idOf(n), [link]))).outcome).toBe('committed')
  }
}

const orders: readonly (readonly [string, (test: TestBase) => object])[] = [
  ['by the numbers', () => ({})],
  ['by a register', ({ time }) => ({ register: testRegister(time, 1) })],
]

describe.each(orders)('a snapshot, %s', (_, optionsOf) => {
  it('is written at every two hundredth row, and a process that starts reads on from there', async () => {
    const test = testBase(unlimited)
    const options = { ...fast, ...optionsOf(test) }
    const storage = test.open(options)
    await commits(storage, 0, 210)
    await storage.close()
    const snapshots = test.base.records(SNAPSHOTS).map(({ fields }) => fields)
    expect(new Set(snapshots.map((fields) => fields['snapshot_id'])).size).toBe(1)
    expect(Number(snapshots[0]?.['up_to'])).toBeGreaterThanOrEqual(200)
    const before = test.base.requests.length
    const late = test.open(options)
    expect(await stateOf(late)).toEqual(await stateOf(storage))
    const rows = test.base.requests.slice(before).filter(({ table }) => table === LOG)
    expect(rows.length).toBeLessThanOrEqual(4)
  })

  it('replaces the rows before it after a day, also for a process that slept', async () => {
    const test = testBase(unlimited)
    const options = { ...fast, ...optionsOf(test) }
    const [storage, sleeper] = [test.open(options), test.open(options)]
    await commits(storage, 0, 40)
    await stateOf(sleeper)
    await commits(storage, 40, 205)
    await storage.close()
    await storage.sweep()
    expect(test.base.records(LOG)).toHaveLength(205)
    await test.time.wait(DAY + 60_000)
    await storage.sweep()
    // With a register those of the snapshot's own second stay, for another day.
    expect(test.base.records(LOG).length).toBeLessThan(10)
    await commits(storage, 205, 207)
    await test.time.wait(10 * 60_000)
    expect(await stateOf(sleeper)).toEqual(await stateOf(storage))
    expect(await stateOf(test.open(options))).toEqual(await stateOf(storage))
    expect(test.base.requests.filter(({ method }) => method === 'DELETE').length).toBeGreaterThanOrEqual(20)
  })
})

describe('a snapshot', () => {
  it('that somebody deletes is missed: nobody takes what is left of the log for the whole', async () => {
    const test = testBase(unlimited)
    const storage = test.open(fast)
    await commits(storage, 0, 205)
    await storage.close()
    await test.time.wait(DAY + 60_000)
    await storage.sweep()
    for (const { id } of test.base.records(SNAPSHOTS)) test.base.edit(SNAPSHOTS, { kind: 'delete', id })
    await test.time.wait(10 * 60_000)
    await expect(stateOf(test.open(fast))).rejects.toThrow('ROWS_MISSING')
    expect(await stateOf(storage)).toBeDefined()
  })

  it('that is not there with all its rows does not count', async () => {
    const test = testBase(unlimited)
    const storage = test.open(fast)
    await commits(storage, 0, 3)
    const data = 'x'.repeat(80_000)
    const big = insert('challenge', challengeRow({ id: idOf(9), hash: data }))
    const bigger = insert('challenge', challengeRow({ id: idOf(10), hash: `${data}y` }))
    await storage.commit(changeOf(idOf(9), [big]))
    await storage.commit(changeOf(idOf(10), [bigger]))
    await storage.erase('nobody')
    const [first, second] = test.base.records(SNAPSHOTS)
    expect(test.base.records(SNAPSHOTS)).toHaveLength(2)
    const whole = await stateOf(test.open(fast))
    test.base.edit(SNAPSHOTS, { kind: 'delete', id: second?.id ?? '' })
    expect(await stateOf(test.open(fast))).toEqual(whole)
    expect(first?.fields['part']).toBe('1/2')
  })

  it('holds what was decided in the last hour: a row that comes again is the same one', async () => {
    const test = testBase(unlimited)
    const storage = test.open(fast)
    await commits(storage, 0, 2)
    await storage.commit(changeOf(idOf(2), [remove('challenge', idOf(1), {})]))
    await storage.erase('nobody')
    const late = test.open(fast)
    await stateOf(late)
    const [, second] = test.base.records(LOG)
    test.base.edit(LOG, { kind: 'duplicate', id: second?.id ?? '' })
    expect(await stateOf(late)).toEqual(await stateOf(storage))
    expect(await stateOf(late)).toEqual(await stateOf(test.open(fast)))
  })
})

describe('erasing a person', () => {
  it('takes them out of the state at once, and out of the base after a day', async () => {
    const test = testBase(unlimited)
    const storage = test.open(fast)
    const { service, clock } = testService(storage)
    const by = { actor: system, delivery: 'link' } as const
    const { token } = await service.invitations.create({ email: 'ada@example.com', role: 'member' }, by)
    const { account } = await service.invitations.accept(
      { token: token ?? '', password: goodPassword, profile: { name: 'Ada Lovelace' } },
      { session: true },
    )
    await service.invitations.create({ email: 'eve@example.com', role: 'member' }, by)
    await storage.erase(account.id)
    await expect(service.accounts.get(account.id, { actor: system })).rejects.toMatchObject({
      code: 'account_not_found',
    })
    clock.advance(DAY)
    await test.time.wait(DAY + 60_000)
    await storage.sweep()
    const all = JSON.stringify([test.base.records(LOG), test.base.records(SNAPSHOTS)])
    expect(all).not.toMatch(/ada@example|Lovelace/)
    expect(all).toMatch(/eve@example/)
    const { invitations } = testService(test.open(fast)).service
    expect((await invitations.list({}, { actor: system })).items).toHaveLength(1)
  })
})
