import { add, type Change, guard, insert, remove, update } from '../../domain/change.ts'
import { counted, same, times } from '../check.ts'
import { challengeRow, changeOf, eventRow, HOUR, invitationRow, NOW, sessionRow, type Trial } from '../trial.ts'
import type { ContractCases } from './contract-cases.ts'

const seat = (id: string, by = 1) => add('invitation', id, { status: 'pending' }, { field: 'used', by, upTo: 'seats' })

async function openLink(t: Trial, seats: number): Promise<string> {
  const id = t.id()
  await t.done([insert('invitation', invitationRow({ id, seats }))])
  return id
}

/** A change of each kind of write, each able to take effect twice where nothing prevents it. */
async function changes(t: Trial): Promise<readonly (readonly [string, Change])[]> {
  const [link, challenge, gone] = [await openLink(t, 50), t.id(), t.id()]
  await t.done([
    insert('challenge', challengeRow({ id: challenge, hash: 'a' })),
    insert('challenge', challengeRow({ id: gone, hash: 'b' })),
  ])
  return [
    ['an insert', changeOf(t.id(), [insert('challenge', challengeRow({ id: t.id(), hash: 'c' }))])],
    ['an add', changeOf(t.id(), [seat(link)])],
    ['an add behind a guard', changeOf(t.id(), [seat(link)], [guard('challenge', gone, { status: 'open' })])],
    ['an update', changeOf(t.id(), [update('challenge', challenge, { generation: 0 }, { generation: 1 })])],
    ['an update that asks nothing', changeOf(t.id(), [update('challenge', challenge, {}, { email: 'a@example.com' })])],
    ['a removal', changeOf(t.id(), [remove('challenge', gone, { status: 'open' })])],
  ]
}

const ends = (outcomes: readonly { readonly outcome: string }[]) => counted(outcomes.map(({ outcome }) => outcome))

/** `commit` and `committed` where the conditions hold. */
export const writing: ContractCases = {
  async 'commit inserts, updates, adds and removes, all in one change'(t) {
    const [old, link, removed, ada] = [
      t.id(),
      await openLink(t, 3),
      t.id(),
      await t.account({ email: 'ada@example.com' }),
    ]
    await t.done([
      insert('challenge', challengeRow({ id: old, hash: 'old', email: 'ada@example.com' })),
      insert('challenge', challengeRow({ id: removed, hash: 'removed' })),
    ])
    const session = sessionRow({ id: t.id(), hash: 's', accountId: ada })
    await t.done(
      [
        insert('session', session),
        update(
          'challenge',
          old,
          { status: 'open', email: 'ada@example.com' },
          { status: 'used', email: null, generation: 7 },
        ),
        remove('challenge', removed, { status: 'open' }),
        seat(link, 2),
      ],
      [guard('account', ada, { status: 'active', locale: null, createdAt: { gt: NOW - 1 } })],
    )
    same(await t.rows('session'), [session], 'The new row')
    const changed = challengeRow({ id: old, hash: 'old', email: null, status: 'used', generation: 7 })
    same(await t.rows('challenge'), [changed], 'The row that changed, and not the one that went')
    same(await t.rows('invitation'), [invitationRow({ id: link, seats: 3, used: 2 })], 'The number that grew')
  },
  async 'an update to the values that are there already is committed'(t) {
    const id = t.id()
    await t.done([insert('challenge', challengeRow({ id, hash: 'a' }))])
    await t.done([update('challenge', id, { status: 'open' }, { status: 'open', generation: 0 })])
  },
  async 'a key that a change sets free is taken by the same change, whatever the order of its writes'(t) {
    const first = t.id()
    await t.done([insert('invitation', invitationRow({ id: first, openKey: 'key' }))])
    const [second, third] = [t.id(), t.id()]
    const free = (id: string) => update('invitation', id, { status: 'pending' }, { status: 'revoked', openKey: null })
    await t.done([insert('invitation', invitationRow({ id: second, openKey: 'key' })), free(first)])
    await t.done([free(second), insert('invitation', invitationRow({ id: third, openKey: 'key' }))])
    const keys = (await t.rows('invitation')).map(({ id, openKey }) => [id, openKey])
    same(Object.fromEntries(keys), { [first]: null, [second]: null, [third]: 'key' }, 'Who has the key')
  },
  async 'the same change twice takes effect once, and is committed each time'(t) {
    for (const [name, change] of await changes(t)) {
      const first = await t.storage.commit(change)
      same(first.outcome, 'committed', `${name}, first`)
      const before = [await t.rows('invitation'), await t.rows('challenge'), await t.rows('event')]
      same(await t.storage.commit(change), first, `${name}, again`)
      same([await t.rows('invitation'), await t.rows('challenge'), await t.rows('event')], before, `${name}: once`)
    }
  },
  async 'the same change from sixteen callers at once takes effect once'(t) {
    for (const [name, change] of await changes(t)) {
      const outcomes = await Promise.all(times(16, () => t.storage.commit(change)))
      same(ends(outcomes), { committed: 16 }, name)
    }
    same(
      (await t.rows('invitation')).map(({ used }) => used),
      [2],
      'Two seats by two changes',
    )
    same((await t.rows('event')).length, 8, 'Two events of before, and one of each change')
  },
  async 'a change that was committed is known for good, also when its rows have changed since'(t) {
    const link = await openLink(t, 1)
    const change = changeOf(t.id(), [seat(link)])
    same(await t.storage.committed(change.id), null, 'Before')
    const outcome = await t.storage.commit(change)
    same(outcome, { outcome: 'committed', keys: {} }, 'The change')
    await t.done([remove('invitation', link, {})])
    same(await t.storage.committed(change.id), { keys: {} }, 'Afterwards')
    same(await t.storage.commit(change), outcome, 'Sent again')
    same(await t.storage.committed(t.id()), null, 'A change that nobody made')
  },
  async 'an add goes up to its limit, and no further, whoever comes at once'(t) {
    const link = await openLink(t, 20)
    const outcomes = await Promise.all(times(50, () => t.commit([seat(link)])))
    same(ends(outcomes), { committed: 20, conflict: 30 }, 'Fifty callers at twenty seats')
    same(
      (await t.rows('invitation')).map(({ used }) => used),
      [20],
      'Seats that are taken',
    )
  },
  async 'an add of several takes what fits whole, and nothing of what does not'(t) {
    const link = await openLink(t, 20)
    const outcomes = await Promise.all(times(10, () => t.commit([seat(link, 3)])))
    same(ends(outcomes), { committed: 6, conflict: 4 }, 'Three seats each')
    await t.conflict('Three where two are left', [seat(link, 3)])
    await t.done([seat(link, 2)])
    await t.conflict('One where none is left', [seat(link)])
  },
  async 'of changes that exclude each other one is committed, whoever comes at once'(t) {
    for (const round of times(5, (n) => n)) {
      const [a, b] = [t.id(), t.id()]
      await t.done([
        insert('challenge', challengeRow({ id: a, hash: a })),
        insert('challenge', challengeRow({ id: b, hash: b })),
      ])
      // Each ends one and needs the other: no two writes touch one row.
      const end = (id: string, other: string) =>
        t.commit(
          [update('challenge', id, { status: 'open' }, { status: 'ended' })],
          [guard('challenge', other, { status: 'open' })],
        )
      const outcomes = await Promise.all(times(8, (n) => ((n + round) % 2 ? end(a, b) : end(b, a))))
      same(ends(outcomes), { committed: 1, conflict: 7 }, 'Eight callers')
      same(counted((await t.rows('challenge')).map(({ status }) => status))['open'], round + 1, 'What is left open')
    }
  },
  async 'of changes that take one key one is committed, whoever comes at once'(t) {
    const outcomes = await Promise.all(
      times(16, () => t.commit([insert('challenge', challengeRow({ id: t.id(), hash: 'one' }))])),
    )
    same(ends(outcomes), { committed: 1, conflict: 15 }, 'Sixteen callers')
    same((await t.rows('challenge')).length, 1, 'Rows with the key')
  },
  async 'a change of a thousand rows is committed whole, or not at all'(t) {
    const [commitId, late] = [t.id(), t.id()]
    const rows = times(500, (n) => challengeRow({ id: t.id(), hash: `hash ${n}`, expiresAt: NOW + HOUR + n }))
    const events = times(499, (n) => eventRow({ id: `${commitId}.${n}`, commitId }))
    const writes = [...rows.map((row) => insert('challenge', row)), ...events.map((row) => insert('event', row))]
    const change = changeOf(commitId, writes)
    same(await t.storage.commit(change), { outcome: 'committed', keys: {} }, 'The bulk')
    same([(await t.rows('challenge')).length, (await t.rows('event')).length], [500, 500], 'Its rows')
    const more = times(500, (n) => insert('challenge', challengeRow({ id: t.id(), hash: `more ${n}` })))
    await t.conflict('A bulk with one row too many', [
      ...more,
      insert('challenge', challengeRow({ id: late, hash: 'hash 7' })),
    ])
  },
}
