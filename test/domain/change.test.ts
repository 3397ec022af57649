import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Change,
  commitOf,
  guard,
  insert,
  isRef,
  remove,
  update,
  type Write,
} from '../../src/domain/change.ts'
import { momentAt, NOW, sessionRow } from '../support/rows.ts'

const moment = momentAt()
const event = { type: 'tested', actor: 'system', subject: 'a' } as const

const keysOf = ({ writes, guards }: Change): string[] => [
  ...writes.map((write) =>
    write.write === 'insert' ? `${write.record} ${write.values.id}` : `${write.record} ${write.id}`,
  ),
  ...guards.map(({ record, id }) => `${record} ${id}`),
]

describe('a commit', () => {
  it('writes an event that has its name and its time', () => {
    const change = commitOf(moment, event, [])
    expect(change.id).toBe('new-commit')
    expect(change.writes).toEqual([
      {
        write: 'insert',
        record: 'event',
        values: {
          id: 'new-commit',
          commitId: 'new-commit',
          type: 'tested',
          actor: 'system',
          subject: 'a',
          scope: null,
          data: {},
          idempotencyKey: null,
          idempotencyBody: null,
          at: NOW,
        },
      },
    ])
  })

  it('of a bulk writes an event for each, all bearing its id', () => {
    const idempotency = { key: 'key', body: 'body' }
    const { writes } = commitOf(
      moment,
      [{ ...event, idempotency }, event, { ...event, scope: 'team', data: { n: 1 } }],
      [],
    )
    expect(writes.map((write) => write.write === 'insert' && write.values)).toMatchObject([
      { id: 'new-commit', commitId: 'new-commit', idempotencyKey: 'key', idempotencyBody: 'body' },
      { id: 'new-commit.1', commitId: 'new-commit', idempotencyKey: null },
      { id: 'new-commit.2', commitId: 'new-commit', scope: 'team', data: { n: 1 } },
    ])
  })

  it('joins what is guarded of one row', () => {
    const { guards } = commitOf(
      moment,
      event,
      [],
      [
        guard('account', 'a', { status: 'active' }),
        guard('membership', 'a', { role: 'owner' }),
        guard('account', 'a', { epoch: 3 }),
        guard('account', 'b', { status: 'active' }),
      ],
    )
    expect(guards).toEqual([
      { record: 'account', id: 'a', where: { status: 'active', epoch: 3 } },
      { record: 'membership', id: 'a', where: { role: 'owner' } },
      { record: 'account', id: 'b', where: { status: 'active' } },
    ])
  })

  it.each<[string, Write]>([
    ['an update', update('account', 'a', { epoch: 3 }, { epoch: 4 })],
    ['a removal', remove('account', 'a', { epoch: 3 })],
  ])('moves the guard on a row into %s of it', (_, write) => {
    const guards = [guard('account', 'a', { status: 'active' }), guard('account', 'b', { status: 'active' })]
    const change = commitOf(moment, event, [write], guards)
    expect(change.writes[0]).toEqual({ ...write, where: { status: 'active', epoch: 3 } })
    expect(change.guards).toEqual([guards[1]])
  })

  it('moves the guard into a sum, too', () => {
    const write = add('invitation', 'i', { status: 'pending' }, { field: 'used', by: 1, upTo: 'seats' })
    const change = commitOf(moment, event, [write], [guard('invitation', 'i', { generation: 2 })])
    expect(change.writes[0]).toEqual({ ...write, where: { generation: 2, status: 'pending' } })
    expect(change.guards).toEqual([])
  })

  it('leaves what is inserted alone: there is no row to guard yet', () => {
    const write = insert('session', sessionRow())
    expect(commitOf(moment, event, [write], [guard('account', 'a', { epoch: 0 })])).toMatchObject({
      writes: [write, {}],
      guards: [{ id: 'a' }],
    })
  })

  it('touches no row twice, and loses no condition', () => {
    const ids = fc.constantFrom('a', 'b', 'c')
    const guards = fc.array(
      fc.oneof(
        ids.map((id) => guard('account', id, { status: 'active' })),
        ids.map((id) => guard('account', id, { epoch: 1 })),
        ids.map((id) => guard('membership', id, { role: null })),
      ),
    )
    const writes = fc
      .uniqueArray(fc.tuple(fc.constantFrom<'account' | 'membership'>('account', 'membership'), ids), {
        selector: ([record, id]) => `${record} ${id}`,
      })
      .map((rows) => rows.map(([record, id]) => update(record, id, { id }, {})))
    fc.assert(
      fc.property(writes, guards, (written, guarded) => {
        const change = commitOf(moment, event, written, guarded)
        const keys = keysOf(change)
        expect(new Set(keys).size).toBe(keys.length)
        for (const { record, id, where } of guarded) {
          const kept = [...change.writes, ...change.guards].find(
            (one) => one.record === record && 'id' in one && one.id === id,
          )
          expect(kept).toMatchObject({ where })
        }
      }),
    )
  })
})

describe('a reference', () => {
  it('is told from a key', () => {
    expect(isRef({ ref: 'account' })).toBe(true)
    for (const value of ['account', '', 1, null, undefined, {}, []]) expect(isRef(value)).toBe(false)
  })
})
