import { afterEach, beforeEach, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import { engineOn } from '../../support/engines/engine.ts'
import { type EngineStore, openEngine } from '../../support/engines/open-engine.ts'
import { postgres18 } from '../../support/engines/postgres.ts'
import { noBegin } from '../../support/engines/troubles.ts'
import { type TestService, testService } from '../../support/service.ts'

// PostgreSQL behind a driver that has no transactions: `commit: 'statement'`.
const engine = engineOn(postgres18, 'statement', 'read committed', noBegin)

/** What the driver throws at the next commits, and when. */
let faults: { side: 'before' | 'after'; code: string }[]
let store: EngineStore
let t: TestService
beforeEach(async () => {
  faults = []
  store = await openEngine(engine, ({ side, statement }) => {
    if (!/^with .*insert into/is.test(statement) || faults[0]?.side !== side) return
    const { code } = faults.shift() ?? { code: '' }
    throw Object.assign(new Error('The driver says so'), { code })
  })
  t = testService(store.storage)
})
afterEach(() => store.close())

const offers = Array.from({ length: 70 }, (_, n) => ({ email: `ada-${n}@example.com`, role: 'member' as const }))
const create = () => t.service.invitations.create({ email: 'bob@example.com', role: 'member' }, { actor: system })

it('a commit of more rows than a transaction is begun for elsewhere is one statement', async () => {
  const options = { actor: system, delivery: 'link' } as const
  expect((await t.service.invitations.createMany(offers, options)).created).toBe(70)
  t.clock.advance(30 * 86_400_000)
  // Each takes the place of one that has lapsed.
  expect((await t.service.invitations.createMany(offers, options)).created).toBe(70)
  const pending = (await store.rows('invitation')).filter(({ status }) => status === 'pending')
  expect(pending).toHaveLength(70)
})

it.each([
  ['a deadlock', [{ side: 'before', code: '40P01' }]],
  ['a serialization failure, three times', Array(3).fill({ side: 'before', code: '40001' })],
  ['a connection that is lost before the commit', [{ side: 'before', code: 'ECONNRESET' }]],
  ['a connection that is lost after the commit', [{ side: 'after', code: 'ECONNRESET' }]],
] as const)('%s has one effect in the end', async (_what, thrown) => {
  faults = [...thrown]
  await create()
  expect(faults).toEqual([])
  expect(await store.rows('invitation')).toHaveLength(1)
})
