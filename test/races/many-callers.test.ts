import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { goodPassword, person, type TestService, testService, tokenIn } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'
import { withoutGuards } from '../support/without-guards.ts'
import { counted, outcomesOf, times } from './outcomes.ts'

const newPassword = 'a quiet harbour at 6 in winter'

/** Fifty strangers at one open link with twenty seats. */
async function crowd({ service }: TestService): Promise<Readonly<Record<string, number>>> {
  const offer = { seats: 20, role: 'member', scope: 'garage' } as const
  const { token } = await service.invitations.create(offer, { actor: system })
  const accept = (n: number) =>
    service.invitations.accept({ token: token ?? '', email: `guest-${n}@example.com`, password: goodPassword })
  return counted(await outcomesOf(times(50, accept)))
}

describe.each(stores)('many callers at once, on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  const invite = async (email: string) => {
    const owner = await person(t, 'owner@example.com', 'owner')
    const offer = { email, role: 'member' } as const
    const { token } = await t.service.invitations.create(offer, { actor: owner, delivery: 'link' })
    return token ?? ''
  }

  it('accept one link: one account, one membership, 63 clear refusals', async () => {
    const token = await invite('ada@example.com')
    const accept = () => t.service.invitations.accept({ token, password: goodPassword }, { session: true })
    expect(counted(await outcomesOf(times(64, accept)))).toEqual({ done: 1, already_accepted: 63 })
    const accounts = await store.rows('account')
    expect(accounts.filter(({ email }) => email === 'ada@example.com')).toHaveLength(1)
    expect(await store.rows('membership')).toHaveLength(2)
    expect(await store.rows('session')).toHaveLength(1)
    expect(await store.rows('invitation')).toMatchObject([{ status: 'accepted', used: 1 }])
  })

  it('accept one link with one session', async () => {
    const token = await invite('ada@example.com')
    const actor = await person(t, 'ada@example.com', 'member', 'garage')
    const accept = () => t.service.invitations.accept({ token }, { actor })
    expect(counted(await outcomesOf(times(64, accept)))).toEqual({ done: 1, already_accepted: 63 })
    expect(await store.rows('membership')).toHaveLength(3)
  })

  it('accept one link with one idempotency key: all get the first result, one of them a session', async () => {
    const token = await invite('ada@example.com')
    const options = { session: true, idempotencyKey: 'page-1' }
    const accept = () => t.service.invitations.accept({ token, password: goodPassword }, options)
    const results = await Promise.all(times(32, accept))
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(results.filter(({ sessionToken }) => sessionToken !== null)).toHaveLength(1)
    expect(new Set(results.map(({ account }) => account.id)).size).toBe(1)
  })

  it('take the seats of an open link: as many as there are', async () => {
    expect(await crowd(t)).toEqual({ done: 20, seats_taken: 30 })
    expect(await store.rows('account')).toHaveLength(20)
    expect(await store.rows('membership')).toHaveLength(20)
    expect(await store.rows('invitation')).toMatchObject([{ status: 'pending', used: 20 }])
  })

  it('invite one address: one pending invitation', async () => {
    const actor = await person(t, 'owner@example.com', 'owner')
    const create = () => t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor })
    expect(counted(await outcomesOf(times(50, create)))).toEqual({ done: 1, already_invited: 49 })
    expect(await store.rows('invitation')).toHaveLength(1)
    expect(await store.rows('message')).toHaveLength(1)
  })

  it('invite the same people in bulk: each once, and no good row is lost', async () => {
    const rows = times(30, (n) => ({ email: `guest-${n}@example.com`, role: 'member' }) as const)
    const bulks = times(4, (n) => rows.slice(n * 5, n * 5 + 15))
    const results = await Promise.all(
      bulks.map((bulk) => t.service.invitations.createMany(bulk, { actor: system, delivery: 'link' })),
    )
    const codes = results.flatMap((result) => result.rows.map((row) => (row.ok ? 'done' : row.code)))
    expect(counted(codes)).toEqual({ done: 30, already_invited: 30 })
    expect(await store.rows('invitation')).toHaveLength(30)
  })

  it('complete one reset: once', async () => {
    const { id } = await person(t, 'ada@example.com', 'member')
    const { token } = await t.service.resets.issue(id, { actor: system, delivery: 'link' })
    const complete = () => t.service.resets.complete({ token: token ?? '', password: newPassword })
    expect(counted(await outcomesOf(times(32, complete)))).toEqual({ done: 1, link_used: 31 })
    expect(await store.rows('account')).toMatchObject([{ epoch: 1 }])
  })

  it('complete one activation: once', async () => {
    const { id } = await t.service.accounts.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    const { token } = await t.service.activations.issue(id, { actor: system, delivery: 'link' })
    const complete = () =>
      t.service.activations.complete({ token: token ?? '', password: newPassword }, { session: true })
    expect(counted(await outcomesOf(times(32, complete)))).toEqual({ done: 1, account_active: 31 })
    expect(await store.rows('session')).toHaveLength(1)
  })

  it('drain the outbox: each mail goes out once', async () => {
    const rows = times(25, (n) => ({ email: `guest-${n}@example.com`, role: 'member' }) as const)
    await t.service.invitations.createMany(rows, { actor: system, delivery: 'mail' })
    const drains = await Promise.all(times(6, () => t.service.outbox.drain()))
    expect(drains.reduce((sum, { sent }) => sum + sent, 0)).toBe(25)
    expect(new Set(t.mails.map(({ to }) => to)).size).toBe(25)
    expect(t.mails).toHaveLength(25)
    const opened = await Promise.all(t.mails.map((mail) => t.service.invitations.preview({ token: tokenIn(mail) })))
    expect(opened.every(({ next }) => next === 'sign_up')).toBe(true)
  })

  it('log in: nobody stands in anybody’s way', async () => {
    await person(t, 'ada@example.com', 'member')
    const login = () => t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    expect(counted(await outcomesOf(times(32, login)))).toEqual({ done: 32 })
  })

  it('would be caught on a storage without guards', async () => {
    expect((await crowd(testService(withoutGuards(store.storage))))['done']).toBeGreaterThan(20)
    const { id } = await person(t, 'ada@example.com', 'member')
    const { token } = await t.service.resets.issue(id, { actor: system, delivery: 'link' })
    const broken = testService(withoutGuards(store.storage)).service
    const complete = () => broken.resets.complete({ token: token ?? '', password: newPassword })
    expect(counted(await outcomesOf(times(32, complete)))['done']).toBeGreaterThan(1)
  })
})
