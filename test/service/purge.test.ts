import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RecordKind, recordKinds, system } from '../../src/index.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

const DAY = 86_400_000

describe.each(stores)('a purge on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  const counts = async (): Promise<Partial<Record<RecordKind, number>>> => {
    const all = await Promise.all(recordKinds.map(async (kind) => [kind, (await store.rows(kind)).length] as const))
    return Object.fromEntries(all.filter(([, count]) => count > 0))
  }
  const total = async () => Object.values(await counts()).reduce((sum, count) => sum + count, 0)

  /** A person, a session, two invitations (one accepted, one that will expire), and a reset that was mailed. */
  async function live() {
    const ada = await person(t, 'ada@example.com', 'owner')
    const { sessionToken } = await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    for (const email of ['bob@example.com', 'carol@example.com'])
      await t.service.invitations.create({ email, role: 'member' }, { actor: ada })
    const mails = await t.drained()
    const bob = mails.find(({ to }) => to === 'bob@example.com')
    await t.service.invitations.accept({ token: tokenIn(bob), password: goodPassword })
    await t.service.resets.request({ email: 'ada@example.com' })
    await t.service.resets.request({ email: 'nobody@example.com' })
    await t.drained()
    return { ada, sessionToken }
  }

  it('takes nothing that is young', async () => {
    await live()
    const before = await counts()
    t.clock.advance(DAY)
    expect(await t.service.purge({ keep: '2d' })).toEqual({ removed: 0 })
    expect(await counts()).toEqual(before)
  })

  it('takes dead links, dead sessions, done mails and old events, and leaves people and their history', async () => {
    const { ada } = await live()
    const before = await total()
    t.clock.advance(60 * DAY)
    const { removed } = await t.service.purge({ keep: '1d' })
    expect(await counts()).toEqual({ account: 2, membership: 2, invitation: 2 })
    expect(removed).toBe(before - 6)
    expect(await t.service.purge({ keep: '1d' })).toEqual({ removed: 0 })
    const { sessionToken } = await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    expect((await t.service.sessions.check(sessionToken)).actor.id).toBe(ada.id)
  })

  it('leaves what still works: a session, a link, a mail that is due', async () => {
    const { sessionToken } = await live()
    await t.service.invitations.create({ email: 'dave@example.com', role: 'member' }, { actor: system })
    t.clock.advance(2 * DAY)
    await t.service.purge({ keep: '1d' })
    expect((await t.service.sessions.check(sessionToken)).account.email).toBe('ada@example.com')
    const mails = await t.drained()
    expect(mails.map(({ to }) => to)).toEqual(['dave@example.com'])
    const carol = t.mails.find(({ to }) => to === 'carol@example.com')
    expect((await t.service.invitations.preview({ token: tokenIn(carol) })).next).toBe('sign_up')
  })

  it('takes a batch at a time', async () => {
    await live()
    t.clock.advance(60 * DAY)
    let batches = 0
    for (let gone = 1; gone > 0; batches++) gone = (await t.service.purge({ keep: '1d', limit: 2 })).removed
    expect(batches).toBeGreaterThan(2)
    expect(await counts()).toEqual({ account: 2, membership: 2, invitation: 2 })
  })

  it.each(['23h', '0d', 1, undefined, 'for ever'])('must keep a day at least: %j is none', async (keep) => {
    await expect(t.service.purge({ keep } as never)).rejects.toThrow(TypeError)
    await expect(t.service.purge({ keep } as never)).rejects.toThrow('"keep"')
  })

  it.each([0, -1, 1.5, Number.NaN, '10'])('takes a whole number as its limit: %j is none', async (limit) => {
    await expect(t.service.purge({ keep: '1d', limit } as never)).rejects.toThrow('"limit"')
  })

  describe('of an account that was made beforehand', () => {
    const beforehand = () => testService(store.storage, { clock: t.clock, invitations: { accounts: 'beforehand' } })
    const invite = (own: TestService, email = 'ada@example.com') =>
      own.service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })

    it('takes it once its invitation was revoked, and the next invitation makes it anew', async () => {
      const own = beforehand()
      const { id, accountId } = await invite(own)
      await own.service.invitations.revoke(id, { actor: system })
      t.clock.advance(2 * DAY)
      await own.service.purge({ keep: '1d' })
      expect(await store.rows('account')).toEqual([])
      const again = await invite(own)
      expect(again.accountId).not.toBe(accountId)
      const accepted = await own.service.invitations.accept({ token: again.token ?? '', password: goodPassword })
      expect(accepted.account.id).toBe(again.accountId)
    })

    it('leaves it while an invitation points at it', async () => {
      const own = beforehand()
      const first = await invite(own)
      await own.service.invitations.create(
        { email: 'ada@example.com', role: 'member', scope: 'team' },
        { actor: system, delivery: 'link' },
      )
      await own.service.invitations.revoke(first.id, { actor: system })
      t.clock.advance(2 * DAY)
      await own.service.purge({ keep: '1d' })
      expect(await store.rows('account')).toHaveLength(1)
    })

    it('leaves it once the person has come, and an account that waits for its activation', async () => {
      const own = beforehand()
      const { token } = await invite(own)
      await own.service.invitations.accept({ token: token ?? '', password: goodPassword })
      await own.service.accounts.create({ email: 'waiting@example.com' }, { actor: system })
      t.clock.advance(60 * DAY)
      await own.service.purge({ keep: '1d' })
      expect((await store.rows('account')).map(({ email }) => email).toSorted()).toEqual([
        'ada@example.com',
        'waiting@example.com',
      ])
    })

    it('takes it once its invitation has long expired', async () => {
      const own = beforehand()
      await invite(own)
      t.clock.advance(365 * DAY)
      await own.service.purge({ keep: '30d' })
      expect(await store.rows('account')).toEqual([])
    })

    it('takes it though newer accounts stand before it', async () => {
      const own = beforehand()
      const { id } = await invite(own)
      await own.service.invitations.revoke(id, { actor: system })
      t.clock.advance(1000)
      for (const n of [1, 2]) await own.service.accounts.create({ email: `waiting${n}@example.com` }, { actor: system })
      t.clock.advance(60 * DAY)
      for (let gone = 1; gone > 0; ) gone = (await own.service.purge({ keep: '1d', limit: 2 })).removed
      expect((await store.rows('account')).map(({ email }) => email)).not.toContain('ada@example.com')
    })
  })

  it('of an account cannot take somebody who comes at the same moment', async () => {
    const own = testService(store.storage, { clock: t.clock, invitations: { accounts: 'beforehand', lifetime: '90d' } })
    for (let round = 0; round < 5; round++) {
      const email = `p${round}@example.com`
      const { id, token } = await own.service.invitations.create(
        { email, role: 'member' },
        { actor: system, delivery: 'link' },
      )
      t.clock.advance(2 * DAY)
      const [accepted] = await Promise.all([
        refusalOf(own.service.invitations.accept({ token: token ?? '', password: goodPassword })),
        refusalOf(own.service.invitations.revoke(id, { actor: system })),
        own.service.purge({ keep: '1d' }),
      ])
      const found = (await store.rows('account')).filter((account) => account.email === email)
      const members = (await store.rows('membership')).filter(({ accountId }) => accountId === found[0]?.id)
      if (accepted === null)
        expect({ status: found[0]?.status, members: members.length }).toEqual({ status: 'active', members: 1 })
      else expect(members).toEqual([])
    }
  })
})
