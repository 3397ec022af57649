import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { goodPassword, person, refusalOf, type TestService, testService } from '../support/service.ts'
import { dump, stores, type TestStore } from '../support/stores.ts'

const HOUR = 3_600_000

describe.each(stores)('a key of the caller on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  const by = { actor: system, delivery: 'link', idempotencyKey: 'key' } as const
  const create = (email: string, options: object = {}) =>
    t.service.invitations.create({ email, role: 'member' }, { ...by, ...options })
  const openLink = (options: object = {}) =>
    t.service.invitations.create({ seats: 3, role: 'member' }, { ...by, ...options })

  describe('makes a second creation the first one:', () => {
    it('the same invitation, without a secret', async () => {
      const first = await create('ada@example.com')
      const second = await create('ada@example.com')
      expect(second).toEqual({ ...first, url: null, token: null, replayed: true })
      expect(first.replayed).toBe(false)
      expect(await store.rows('invitation')).toHaveLength(1)
    })

    it('as it is now, though it was revoked meanwhile', async () => {
      const { id } = await create('ada@example.com')
      await t.service.invitations.revoke(id, { actor: system })
      expect(await create('ada@example.com')).toMatchObject({ id, status: 'revoked', replayed: true })
      expect(await store.rows('invitation')).toHaveLength(1)
    })

    it('for an open link too, of which there may be many', async () => {
      const { id } = await openLink()
      expect(await openLink()).toMatchObject({ id, replayed: true })
      expect((await openLink({ idempotencyKey: 'other' })).id).not.toBe(id)
    })

    it('one of eight at the same moment', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => create('ada@example.com')))
      expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1)
      expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    })

    it('whatever the order of the fields and the letter case of the address', async () => {
      const input = { role: 'member', email: 'ADA@Example.com', metadata: { a: 1, b: 2 } } as const
      const other = { metadata: { a: 1, b: 2 }, email: 'ada@example.com', role: 'member' } as const
      await t.service.invitations.create(input, by)
      expect((await t.service.invitations.create(other, by)).replayed).toBe(true)
    })
  })

  it.each([
    ['another address', { email: 'bob@example.com', role: 'member' }, {}],
    ['another role', { email: 'ada@example.com', role: 'admin' }, {}],
    ['another scope', { email: 'ada@example.com', role: 'member', scope: 'team' }, {}],
    ['another delivery', { email: 'ada@example.com', role: 'member' }, { delivery: 'mail' }],
  ])('is refused for %s', async (_, input, options) => {
    await create('ada@example.com')
    const again = t.service.invitations.create(input as never, { ...by, ...options } as never)
    expect(await refusalOf(again)).toBe('idempotency_mismatch')
    expect(await store.rows('invitation')).toHaveLength(1)
  })

  it('belongs to its caller and its verb', async () => {
    const [a, b] = [await person(t, 'a@example.com', 'owner'), await person(t, 'b@example.com', 'owner')]
    await create('ada@example.com')
    expect((await create('bob@example.com', { actor: a })).replayed).toBe(false)
    expect((await create('carol@example.com', { actor: b })).replayed).toBe(false)
    const many = await t.service.invitations.createMany([{ email: 'dave@example.com', role: 'member' }], by)
    expect(many).toMatchObject({ created: 1, replayed: false })
  })

  it('is kept for a day, and is free again after it', async () => {
    const first = await openLink()
    t.clock.advance(24 * HOUR - 1)
    expect(await openLink()).toMatchObject({ id: first.id, replayed: true })
    t.clock.advance(1)
    const second = await openLink()
    expect(second).toMatchObject({ replayed: false })
    expect(second.id).not.toBe(first.id)
    expect(await openLink()).toMatchObject({ id: second.id, replayed: true })
    t.clock.advance(24 * HOUR)
    // Other data under a key that has served its day is a new call.
    expect((await create('ada@example.com')).replayed).toBe(false)
    const keys = (await store.rows('event')).map(({ idempotencyKey }) => idempotencyKey).filter((key) => key !== null)
    expect(keys).toHaveLength(1)
  })

  it('that is stale changes no refusal', async () => {
    await create('ada@example.com')
    t.clock.advance(24 * HOUR)
    expect(await refusalOf(create('ada@example.com'))).toBe('already_invited')
    expect(await store.rows('invitation')).toHaveLength(1)
  })

  it('is nowhere to be read in the store', async () => {
    await create('ada@example.com', { idempotencyKey: 'a key of mine' })
    expect((await dump(store)).filter((value) => value.includes('a key of mine'))).toEqual([])
  })

  it.each(['', 'x'.repeat(201), 'a\nb', 7, ['key'], null])('is no key: %j', async (idempotencyKey) => {
    expect(await refusalOf(create('ada@example.com', { idempotencyKey }))).toBe('invalid_input')
  })

  describe('makes a second acceptance the first one:', () => {
    const accept = (token: string, input: object = {}, options: object = {}) =>
      t.service.invitations.accept(
        { token, password: goodPassword, ...input },
        { session: true, idempotencyKey: 'page', ...options },
      )
    const invite = async () => (await create('ada@example.com', { idempotencyKey: undefined })).token ?? ''

    it('the same account, without a session', async () => {
      const token = await invite()
      const first = await accept(token)
      const second = await accept(token)
      expect(first).toMatchObject({ replayed: false, sessionToken: expect.any(String) })
      expect(second).toMatchObject({
        replayed: true,
        sessionToken: null,
        account: { id: first.account.id },
        invitation: { id: first.invitation.id, status: 'accepted' },
      })
      expect(await refusalOf(accept(token, {}, { idempotencyKey: undefined }))).toBe('already_accepted')
      expect(await refusalOf(accept(token, {}, { idempotencyKey: 'another page' }))).toBe('already_accepted')
    })

    it('with the membership of the first', async () => {
      const token = await invite()
      const { membership } = await accept(token)
      expect((await accept(token)).membership).toEqual(membership)
    })

    it('of an open link takes one seat', async () => {
      const { token, id } = await openLink()
      const email = 'ada@example.com'
      await accept(token ?? '', { email })
      expect((await accept(token ?? '', { email })).replayed).toBe(true)
      expect((await t.service.invitations.get(id, { actor: system })).used).toBe(1)
      expect(await refusalOf(accept(token ?? '', { email: 'bob@example.com' }))).toBe('idempotency_mismatch')
    })

    it('one of eight at the same moment', async () => {
      const token = await invite()
      const all = await Promise.all(Array.from({ length: 8 }, () => accept(token)))
      expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1)
      expect(new Set(all.map(({ account }) => account.id)).size).toBe(1)
      expect(await store.rows('session')).toHaveLength(1)
    })

    it('of other data is refused, a password apart', async () => {
      const token = await invite()
      await accept(token, { profile: { name: 'Ada' } })
      expect(await refusalOf(accept(token, { profile: { name: 'Eve' } }))).toBe('idempotency_mismatch')
      expect((await accept(token, { profile: { name: 'Ada' }, password: 'another long sentence 99' })).replayed).toBe(
        true,
      )
      const login = 'ada@example.com'
      expect((await t.service.sessions.login({ login, password: goodPassword })).account.email).toBe(login)
    })

    it('of another link is another', async () => {
      const [a, b] = [await invite(), (await create('bob@example.com', { idempotencyKey: undefined })).token ?? '']
      await accept(a)
      expect((await accept(b)).replayed).toBe(false)
    })
  })
})
