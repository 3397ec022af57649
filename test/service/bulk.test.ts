import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Change, system } from '../../src/index.ts'
import { everyStore } from '../support/engines/every-store.ts'
import { person, refusalOf, type TestService, testService } from '../support/service.ts'
import type { TestStore } from '../support/stores.ts'

describe.each(await everyStore())('many invitations at once on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let commits: Change[]
  beforeEach(async () => {
    store = await open()
    commits = []
    const counting = {
      ...store.storage,
      commit: (change: Change) => {
        commits.push(change)
        return store.storage.commit(change)
      },
    }
    t = testService(counting)
  })
  afterEach(() => store.close())

  const offer = (email: string) => ({ email, role: 'member' as const })
  const createMany = (rows: readonly unknown[], options: object = {}) =>
    t.service.invitations.createMany(rows as never, { actor: system, ...options })
  const verdicts = async (rows: readonly unknown[], options: object = {}) =>
    (await createMany(rows, options)).rows.map((row) => (row.ok ? 'ok' : row.code))

  it('get a verdict each, in their order, and no good one is lost to a bad one', async () => {
    const admin = await person(t, 'admin@example.com', 'admin')
    await person(t, 'member@example.com', 'member')
    const { id } = await person(t, 'away@example.com', 'member')
    await t.service.accounts.suspend(id, { actor: system })
    await t.service.invitations.create(offer('invited@example.com'), { actor: admin })
    commits.length = 0
    const rows = [
      offer('ada@example.com'),
      offer('not an address'),
      offer('ADA@example.com'),
      { ...offer('bob@example.com'), role: 'owner' },
      { ...offer('bob@example.com'), role: 'boss' },
      { ...offer('bob@example.com'), permissions: ['pages.write'] },
      offer('member@example.com'),
      offer('away@example.com'),
      offer('invited@example.com'),
      { ...offer('bob@example.com'), unknown: 1 },
      'bob@example.com',
      null,
      { ...offer('ada@example.com'), scope: 'elsewhere' },
      { email: 'carol@example.com' },
      { ...offer('bob@example.com'), expiresIn: '91d' },
      offer('bob@example.com'),
    ]
    const { rows: results, created, replayed } = await createMany(rows, { actor: admin })
    expect(results.map((row) => (row.ok ? 'ok' : row.code))).toEqual([
      'ok',
      'invalid_input',
      'already_invited',
      'role_not_grantable',
      'role_unknown',
      'exceeds_own',
      'already_member',
      'account_suspended',
      'already_invited',
      'invalid_input',
      'invalid_input',
      'invalid_input',
      'ok',
      'invalid_input',
      'invalid_input',
      'ok',
    ])
    expect({ created, replayed }).toEqual({ created: 3, replayed: false })
    expect(results[1]).toEqual({
      ok: false,
      code: 'invalid_input',
      fields: [{ field: 'email', code: 'invalid_email' }],
    })
    expect(results[4]).toMatchObject({ fields: [{ field: 'role', code: 'unknown' }] })
    expect(results[0]).toMatchObject({ invitation: { email: 'ada@example.com', createdBy: admin.id }, url: null })
    expect(commits).toHaveLength(1)
    expect((await store.rows('invitation')).map(({ email, scope }) => `${email} ${scope}`).toSorted()).toEqual([
      'ada@example.com *',
      'ada@example.com elsewhere',
      'bob@example.com *',
      'invited@example.com *',
    ])
  })

  it('are one commit for 500 rows, with an event for each', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => offer(`person-${n}@example.com`))
    let reads = 0
    const { load } = store.storage
    const counted = testService({
      ...store.storage,
      load: (plan, inputs) => {
        reads++
        return load(plan, inputs)
      },
      commit: (change) => {
        commits.push(change)
        return store.storage.commit(change)
      },
    })
    expect((await counted.service.invitations.createMany(rows, { actor: system })).created).toBe(500)
    expect({ reads, commits: commits.length }).toEqual({ reads: 1, commits: 1 })
    const events = await store.rows('event')
    expect(events).toHaveLength(500)
    expect(new Set(events.map(({ commitId }) => commitId))).toEqual(new Set([commits[0]?.id]))
    expect(new Set(events.map(({ subject }) => subject)).size).toBe(500)
  })

  it('are refused by the hundred: more than 500, none, or no list', async () => {
    const rows = Array.from({ length: 501 }, (_, n) => offer(`person-${n}@example.com`))
    for (const [input, code] of [
      [rows, 'too_large'],
      [[], 'required'],
      [{ length: 1 }, 'required'],
      [null, 'required'],
      [undefined, 'required'],
    ] as const)
      await expect(createMany(input as never)).rejects.toMatchObject({
        code: 'invalid_input',
        params: { fields: [{ field: 'rows', code }] },
      })
    expect(await store.rows('invitation')).toEqual([])
  })

  it('are all refused to who may not invite, and nothing is written', async () => {
    const member = await person(t, 'm@example.com', 'member')
    commits.length = 0
    expect(await verdicts([offer('a@example.com'), offer('b@example.com')], { actor: member })).toEqual([
      'forbidden',
      'forbidden',
    ])
    expect(commits).toEqual([])
  })

  it('in a dry run get the same verdicts and write nothing', async () => {
    const rows = [offer('a@example.com'), offer('A@example.com'), offer('nobody'), offer('b@example.com')]
    const dry = await verdicts(rows, { dryRun: true, idempotencyKey: 'k' })
    expect(commits).toEqual([])
    expect(await store.rows('invitation')).toEqual([])
    expect(await verdicts(rows, { idempotencyKey: 'k' })).toEqual(dry)
    expect(dry).toEqual(['ok', 'already_invited', 'invalid_input', 'ok'])
  })

  it('in a dry run hand back no link that will never work', async () => {
    const { rows } = await createMany([offer('a@example.com')], { dryRun: true, delivery: 'link' })
    expect(rows).toMatchObject([{ ok: true, url: null, token: null }])
  })

  it('hand back a link each, where links are asked for, and each works', async () => {
    const { rows } = await createMany([offer('a@example.com'), offer('b@example.com')], { delivery: 'link' })
    const tokens = rows.map((row) => (row.ok ? (row.token ?? '') : ''))
    expect(new Set(tokens).size).toBe(2)
    const seen = await Promise.all(tokens.map((token) => t.service.invitations.preview({ token })))
    expect(seen.map(({ invitation }) => invitation?.email)).toEqual(['a@example.com', 'b@example.com'])
    expect(await store.rows('message')).toEqual([])
  })

  it('take the place of what expired', async () => {
    await createMany([offer('a@example.com')])
    t.clock.advance(8 * 86_400_000)
    expect(await verdicts([offer('a@example.com'), offer('b@example.com')])).toEqual(['ok', 'ok'])
    const states = (await store.rows('invitation')).map(({ email, status, reason }) => [email, status, reason])
    expect(states.toSorted()).toEqual([
      ['a@example.com', 'pending', null],
      ['a@example.com', 'revoked', 'superseded'],
      ['b@example.com', 'pending', null],
    ])
  })

  it('run twice at the same moment leave one invitation for each address', async () => {
    const rows = Array.from({ length: 20 }, (_, n) => offer(`person-${n}@example.com`))
    const both = await Promise.all([createMany(rows), createMany(rows.toReversed())])
    expect(both.reduce((sum, { created }) => sum + created, 0)).toBe(20)
    expect(await store.rows('invitation')).toHaveLength(20)
  })

  it('make one account for two scopes, where accounts are made beforehand', async () => {
    const own = testService(store.storage, { invitations: { accounts: 'beforehand' } })
    const rows = ['one', 'two'].map((scope) => ({ ...offer('ada@example.com'), scope }))
    expect((await own.service.invitations.createMany(rows, { actor: system })).created).toBe(2)
    const accounts = await store.rows('account')
    expect(accounts).toHaveLength(1)
    expect((await store.rows('invitation')).map(({ accountId }) => accountId)).toEqual([
      accounts[0]?.id,
      accounts[0]?.id,
    ])
  })

  it('are one commit though an address stands in two scopes and accounts are made beforehand', async () => {
    const own = testService(
      {
        ...store.storage,
        commit: (change) => {
          commits.push(change)
          return store.storage.commit(change)
        },
      },
      { invitations: { accounts: 'beforehand' } },
    )
    const rows = ['one', 'two'].map((scope) => ({ ...offer('ada@example.com'), scope }))
    await own.service.invitations.createMany(rows, { actor: system })
    expect(commits).toHaveLength(1)
  })

  describe('repeated with the same key', () => {
    const rows = [offer('a@example.com'), offer('nobody'), offer('A@example.com'), offer('b@example.com')]

    it('give the first result again, without a secret', async () => {
      const options = { delivery: 'link', idempotencyKey: 'k' }
      const first = await createMany(rows, options)
      const second = await createMany(rows, options)
      expect(second).toEqual({
        ...first,
        replayed: true,
        rows: first.rows.map((row) => (row.ok ? { ...row, url: null, token: null } : row)),
      })
      expect(await store.rows('invitation')).toHaveLength(2)
    })

    it('are refused with other rows', async () => {
      await createMany(rows, { idempotencyKey: 'k' })
      expect(await refusalOf(createMany([offer('c@example.com')], { idempotencyKey: 'k' }))).toBe(
        'idempotency_mismatch',
      )
      expect(await store.rows('invitation')).toHaveLength(2)
    })

    it('at the same moment are done once', async () => {
      const all = await Promise.all([1, 2, 3].map(() => createMany(rows, { idempotencyKey: 'k' })))
      expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1)
      expect(all.map(({ created }) => created)).toEqual([2, 2, 2])
      expect(await store.rows('invitation')).toHaveLength(2)
    })
  })
})
