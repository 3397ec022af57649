import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { add, guard, insert, remove, update } from '../../src/domain/change.ts'
import type { AnyGuard, Change, Storage, Write } from '../../src/index.ts'
import { emptyMemory, emptySqlite } from '../support/empty-stores.ts'
import { everyStore } from '../support/engines/every-store.ts'
import { accountRow, invitationRow, membershipRow, NOW, sessionRow } from '../support/rows.ts'
import type { TestStore } from '../support/stores.ts'
import { withoutGuards } from '../support/without-guards.ts'
import { counted, times } from './outcomes.ts'

const eventOf = (id: string): Write =>
  insert('event', {
    id,
    commitId: id,
    type: 'tested',
    actor: null,
    subject: null,
    scope: null,
    data: {},
    idempotencyKey: null,
    idempotencyBody: null,
    at: NOW,
  })

/** A change as the rules make them: its event goes by its id. */
const changeOf = (id: string, writes: readonly Write[], guards: readonly AnyGuard[] = []): Change => ({
  id,
  writes: [...writes, eventOf(id)],
  guards,
})

const here: readonly Write[] = [
  insert('account', accountRow()),
  insert('membership', membershipRow({ role: 'member', permissions: ['pages.write'] })),
  insert('invitation', invitationRow({ email: null, openKey: null, seats: 20 })),
  insert('session', sessionRow()),
]
const suspension = update('account', 'account-1', { status: 'active', epoch: 0 }, { status: 'suspended', epoch: 1 })
const seat = add('invitation', 'invitation-1', { status: 'pending' }, { field: 'used', by: 1, upTo: 'seats' })

/** What may be wrong with the last write of a change, when all that came before it was right. */
const wrongLast: readonly (readonly [string, Write])[] = [
  ['its condition does not hold', update('session', 'session-1', { status: 'ended' }, { usedAt: NOW + 1 })],
  ['its row is not there', update('session', 'nowhere', {}, { usedAt: NOW + 1 })],
  ['what it removes is not there', remove('session', 'nowhere', {})],
  ['its id is taken', insert('session', sessionRow({ hash: 'another' }))],
  ['its unique key is taken', insert('session', sessionRow({ id: 'session-2' }))],
  ['a null that it waits for is none', update('account', 'account-1', { passwordHash: null }, { locale: 'fr' })],
  ['it goes beyond the limit', add('invitation', 'invitation-1', {}, { field: 'used', by: 21, upTo: 'seats' })],
]

describe.each(await everyStore())('a commit on $name', ({ open }) => {
  let store: TestStore
  let storage: Storage
  beforeEach(async () => {
    store = await open()
    storage = store.storage
    await storage.commit(changeOf('setup', here))
  })
  afterEach(() => store.close())

  const everything = async () => {
    const kinds = ['account', 'membership', 'invitation', 'session', 'event'] as const
    return Promise.all(kinds.map((kind) => store.rows(kind)))
  }

  describe('takes effect once by its id', () => {
    const changes: readonly (readonly [string, Change])[] = [
      ['an insert', changeOf('c', [insert('session', sessionRow({ id: 'session-2', hash: 'another' }))])],
      ['a seat', changeOf('c', [seat])],
      ['a seat behind a guard', changeOf('c', [seat], [guard('account', 'account-1', { status: 'active' })])],
      ['an update', changeOf('c', [suspension])],
      ['a removal', changeOf('c', [remove('session', 'session-1', { status: 'live' })])],
    ]

    it.each(changes)('%s, twice', async (_, change) => {
      expect(await storage.commit(change)).toEqual({ outcome: 'committed', keys: {} })
      const after = await everything()
      expect(await storage.commit(change)).toEqual({ outcome: 'committed', keys: {} })
      expect(await everything()).toEqual(after)
      expect(await storage.committed('c')).toEqual({ keys: {} })
    })

    it.each(changes)('%s, sixteen times at once', async (_, change) => {
      const outcomes = await Promise.all(times(16, () => storage.commit(change)))
      expect(counted(outcomes.map(({ outcome }) => outcome))).toEqual({ committed: 16 })
      expect(await store.rows('invitation')).toMatchObject([{ used: change.writes.includes(seat) ? 1 : 0 }])
      expect(await store.rows('event')).toHaveLength(2)
    })
  })

  describe('writes nothing in a conflict', () => {
    const before = [suspension, seat, insert('membership', membershipRow({ id: 'membership-2', scope: 'garage' }))]

    it.each(wrongLast)('%s', async (_, write) => {
      const rows = await everything()
      const others = before.filter(
        (one) => write.write === 'insert' || one.write === 'insert' || one.record !== write.record,
      )
      expect(await storage.commit(changeOf('c', [...others, write]))).toEqual({ outcome: 'conflict' })
      expect(await everything()).toEqual(rows)
      expect(await storage.committed('c')).toBeNull()
    })

    it('a guard fails', async () => {
      const rows = await everything()
      const guards = [guard('membership', 'membership-1', { role: 'owner' })]
      expect(await storage.commit(changeOf('c', before, guards))).toEqual({ outcome: 'conflict' })
      expect(await everything()).toEqual(rows)
    })
  })

  describe('honours the guards of rows that are only read', () => {
    const holding: readonly (readonly [string, AnyGuard])[] = [
      ['a value', guard('account', 'account-1', { status: 'active', epoch: 0 })],
      ['a null', guard('account', 'account-1', { locale: null })],
      ['a list', guard('membership', 'membership-1', { permissions: ['pages.write'] })],
      ['a greater number', guard('session', 'session-1', { expiresAt: { gt: NOW } })],
    ]
    const failing: readonly (readonly [string, AnyGuard])[] = [
      ['another value', guard('account', 'account-1', { status: 'active', epoch: 1 })],
      ['a value where there is null', guard('account', 'account-1', { locale: 'fr' })],
      ['a null where there is a value', guard('account', 'account-1', { passwordHash: null })],
      ['another list', guard('membership', 'membership-1', { permissions: [] })],
      ['a number that is not greater', guard('session', 'session-1', { createdAt: { gt: NOW } })],
      ['a row that is not there', guard('account', 'nobody', {})],
    ]
    it.each(holding)('%s', async (_, one) => {
      const guards = [...holding.map(([, held]) => held).filter(({ record }) => record !== one.record), one]
      expect(await storage.commit(changeOf('c', [seat], guards))).toMatchObject({ outcome: 'committed' })
    })
    it.each(failing)('%s: a conflict', async (_, one) => {
      const guards = [...holding.map(([, held]) => held).filter(({ record }) => record !== one.record), one]
      expect(await storage.commit(changeOf('c', [seat], guards))).toEqual({ outcome: 'conflict' })
    })
  })

  it('adds up to the limit, and not beyond', async () => {
    const outcomes = await Promise.all(times(50, (n) => storage.commit(changeOf(`c${n}`, [seat]))))
    expect(counted(outcomes.map(({ outcome }) => outcome))).toEqual({ committed: 20, conflict: 30 })
    expect(await store.rows('invitation')).toMatchObject([{ used: 20 }])
  })

  it('adds no more than fits', async () => {
    const three = { ...seat, by: 3 } as Write
    const outcomes = await Promise.all(times(10, (n) => storage.commit(changeOf(`c${n}`, [three]))))
    expect(counted(outcomes.map(({ outcome }) => outcome))).toEqual({ committed: 6, conflict: 4 })
    expect(await store.rows('invitation')).toMatchObject([{ used: 18 }])
  })

  it('lets one of two through that exclude each other', async () => {
    const leave = changeOf(
      'a',
      [remove('session', 'session-1', {})],
      [guard('invitation', 'invitation-1', { used: 0 })],
    )
    const join = changeOf('b', [seat], [guard('session', 'session-1', { status: 'live' })])
    const outcomes = await Promise.all([leave, join].map((change) => storage.commit(change)))
    expect(counted(outcomes.map(({ outcome }) => outcome))).toEqual({ committed: 1, conflict: 1 })
  })

  it('takes a key that the same commit sets free', async () => {
    const taken = insert('invitation', invitationRow({ id: 'old' }))
    await storage.commit(changeOf('a', [taken]))
    const free = update('invitation', 'old', { status: 'pending' }, { status: 'revoked', openKey: null })
    const next = insert('invitation', invitationRow({ id: 'new' }))
    expect(await storage.commit(changeOf('b', [next, free]))).toMatchObject({ outcome: 'committed' })
  })

  it('would be caught without its guards', async () => {
    const broken = withoutGuards(storage)
    const [, wrong] = wrongLast[0] ?? []
    expect(wrong && (await broken.commit(changeOf('c', [wrong])))).toMatchObject({ outcome: 'committed' })
    const guards = [guard('membership', 'membership-1', { role: 'owner' })]
    expect(await broken.commit(changeOf('d', [suspension], guards))).toMatchObject({ outcome: 'committed' })
    const outcomes = await Promise.all(times(25, (n) => broken.commit(changeOf(`c${n}`, [seat]))))
    expect(counted(outcomes.map(({ outcome }) => outcome))).toEqual({ committed: 25 })
  })
})

const id = fc.constantFrom('m1', 'm2', 'm3')
const role = fc.constantFrom('owner', 'member', null)
const where = fc.oneof(
  fc.record({ role }),
  fc.constant({}),
  fc.integer({ min: NOW - 1, max: NOW + 2 }).map((gt) => ({ createdAt: { gt } })),
)
const values = fc.record({ role, scope: fc.constantFrom('a', 'b'), createdAt: fc.integer({ min: NOW, max: NOW + 2 }) })
const write: fc.Arbitrary<Write & { id?: string }> = fc.oneof(
  fc.tuple(id, values).map(([one, set]) => insert('membership', membershipRow({ id: one, ...set }))),
  fc.tuple(id, where, role).map(([one, conditions, set]) => update('membership', one, conditions, { role: set })),
  fc.tuple(id, where).map(([one, conditions]) => remove('membership', one, conditions)),
)
const rowOf = (one: Write): string => (one.write === 'insert' ? String(one.values.id) : one.id)
const steps = fc.array(
  fc.record({
    writes: fc.uniqueArray(write, { selector: rowOf, minLength: 1, maxLength: 3 }),
    guards: fc.array(
      fc.tuple(id, where).map(([one, conditions]) => guard('membership', one, conditions)),
      { maxLength: 1 },
    ),
  }),
  { minLength: 3, maxLength: 12 },
)

it('any changes end the same in memory and on SQLite', async () => {
  const sqlite = await emptySqlite()
  const property = fc.asyncProperty(steps, async (changes) => {
    const both = [await emptyMemory(), await sqlite()]
    for (const [n, { writes, guards }] of changes.entries()) {
      const [a, b] = await Promise.all(both.map(({ storage }) => storage.commit(changeOf(`c${n}`, writes, guards))))
      expect(a).toEqual(b)
    }
    const [a, b] = await Promise.all(both.map(({ rows }) => rows('membership')))
    expect(a).toEqual(b)
  })
  await fc.assert(property, { numRuns: 300 })
})
