import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AccountActor, type InviteOptions, recordKinds, type ServiceEvent, system } from '../../src/index.ts'
import {
  goodPassword,
  person,
  refusalOf,
  type TestFlag,
  type TestRole,
  type TestService,
  testService,
} from '../support/service.ts'
import { signingKey } from '../support/signing-keys.ts'
import { stores, type TestStore } from '../support/stores.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const jwt = { keys: { current: signingKey() } }

describe.each(stores)('the sessions of a person on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let ada: AccountActor
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    ada = await person(t, 'ada@example.com', 'member')
  })
  afterEach(() => store.close())

  const withSessions = (sessions: NonNullable<InviteOptions<TestFlag, TestRole>['sessions']>): TestService => {
    const { clock } = t
    return { ...testService(store.storage, { sessions, clock }), clock }
  }
  /** Logs in a moment after what was before. */
  const login = async (device: string, on: TestService = t, email = 'ada@example.com') => {
    t.clock.advance(1000)
    const { sessionToken } = await on.service.sessions.login({ login: email, password: goodPassword }, { device })
    const { actor, session } = await on.service.sessions.check(sessionToken)
    return { sessionToken, actor, id: session.id }
  }
  const devices = async (actor: AccountActor = ada, on: TestService = t) =>
    (await on.service.sessions.list({}, { actor })).items.map(({ device }) => device)
  const codeOf = (token: string, on: TestService = t) => refusalOf(on.service.sessions.check(token))

  describe('listed', () => {
    it('are those that live, newest first, and the one that asks is marked', async () => {
      await login('phone')
      const { actor, id } = await login('laptop')
      await login('tablet')
      const { items } = await t.service.sessions.list({}, { actor, session: id })
      expect(items.map(({ device, current }) => [device, current])).toEqual([
        ['tablet', false],
        ['laptop', true],
        ['phone', false],
      ])
      expect(items[1]).toEqual({
        id,
        device: 'laptop',
        createdAt: expect.any(Date),
        usedAt: expect.any(Date),
        expiresAt: expect.any(Date),
        current: true,
      })
      expect((await t.service.sessions.list({}, { actor })).items.some(({ current }) => current)).toBe(false)
    })

    it('are not those that were ended, that lapsed, or that are of an older epoch', async () => {
      await login('old epoch')
      await t.service.sessions.revokeAll({}, { actor: ada })
      await login('idle')
      t.clock.advance(6 * DAY)
      const ended = await login('ended')
      await t.service.sessions.logout(ended.sessionToken)
      t.clock.advance(2 * DAY)
      await login('live')
      expect(await devices()).toEqual(['live'])
      t.clock.advance(31 * DAY)
      expect(await devices()).toEqual([])
    })

    it('with access JWTs as well', async () => {
      const t = withSessions({ jwt })
      const { id, actor } = await login('phone', t)
      expect(await t.service.sessions.list({}, { actor, session: id })).toMatchObject({
        items: [{ id, device: 'phone', current: true }],
      })
    })

    it('are the own ones, or those of somebody whom one could suspend', async () => {
      await login('phone')
      const [admin, bob] = [await person(t, 'admin@example.com', 'admin'), await person(t, 'bob@example.com', 'member')]
      const owner = await person(t, 'owner@example.com', 'owner')
      const of = (accountId: string, actor: AccountActor | typeof system) =>
        t.service.sessions.list({ accountId }, { actor })
      expect((await of(ada.id, admin)).items).toMatchObject([{ device: 'phone', current: false }])
      expect((await of(ada.id, system)).items).toHaveLength(1)
      expect((await of(ada.id, ada)).items).toHaveLength(1)
      expect(await refusalOf(of(ada.id, bob))).toBe('forbidden')
      expect(await refusalOf(of('nobody', bob))).toBe('forbidden')
      expect(await refusalOf(of(owner.id, admin))).toBe('exceeds_own')
      expect(await refusalOf(of('nobody', owner))).toBe('account_not_found')
      expect(await refusalOf(of(ada.id, { ...admin, epoch: 7 }))).toBe('not_authenticated')
      expect(await refusalOf(t.service.sessions.list({}, { actor: { ...ada, epoch: 7 } }))).toBe('not_authenticated')
      await expect(t.service.sessions.list({}, { actor: system })).rejects.toMatchObject({
        code: 'invalid_input',
        params: { fields: [{ field: 'accountId', code: 'required' }] },
      })
      await expect(t.service.sessions.list({}, {} as never)).rejects.toThrow(TypeError)
    })

    it('hold no secret and no hash', async () => {
      const { sessionToken, actor } = await login('phone')
      const shown = JSON.stringify(await t.service.sessions.list({}, { actor }))
      const [row] = await store.rows('session')
      expect(shown).not.toContain(sessionToken)
      expect(shown).not.toContain(row?.hash)
    })
  })

  describe('revoked one by one', () => {
    it('are ended for good, and no other', async () => {
      const [phone, laptop] = [await login('phone'), await login('laptop')]
      await t.service.sessions.revoke(phone.id, { actor: laptop.actor })
      expect(await codeOf(phone.sessionToken)).toBe('not_authenticated')
      expect(await codeOf(laptop.sessionToken)).toBeNull()
      expect(await devices()).toEqual(['laptop'])
      expect(await refusalOf(t.service.sessions.revoke(phone.id, { actor: laptop.actor }))).toBe('session_not_found')
    })

    it('take their refresh tokens with them', async () => {
      const t = withSessions({ jwt })
      const first = await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
      const { actor, sessionId } = await t.service.sessions.verify(first.sessionToken)
      await t.service.sessions.revoke(sessionId, { actor })
      expect(await refusalOf(t.service.sessions.refresh(first.refreshToken))).toBe('not_authenticated')
    })

    it('by somebody else, are unknown to whoever may not', async () => {
      const { id, sessionToken } = await login('phone')
      const bob = await person(t, 'bob@example.com', 'member')
      const outsider = await person(t, 'outsider@example.com', 'owner', 'elsewhere')
      const admin = await person(t, 'admin@example.com', 'admin')
      const owner = await person(t, 'owner@example.com', 'owner')
      const owners = await login('desk', t, 'owner@example.com')
      const revoke = (session: string, actor: AccountActor | typeof system) =>
        refusalOf(t.service.sessions.revoke(session, { actor }))
      for (const actor of [bob, outsider]) expect(await revoke(id, actor)).toBe('session_not_found')
      for (const actor of [bob, owner, system]) expect(await revoke('unknown', actor)).toBe('session_not_found')
      expect(await revoke('unknown', { ...bob, epoch: 7 })).toBe('not_authenticated')
      expect(await revoke(id, { ...ada, epoch: 7 })).toBe('not_authenticated')
      expect(await revoke(owners.id, admin)).toBe('exceeds_own')
      expect(await codeOf(sessionToken)).toBeNull()
      expect(await revoke(id, admin)).toBeNull()
      expect(await codeOf(sessionToken)).toBe('not_authenticated')
    })

    it('that are dead already are not found', async () => {
      const { id } = await login('phone')
      await t.service.sessions.revokeAll({}, { actor: ada })
      expect(await refusalOf(t.service.sessions.revoke(id, { actor: ada }))).toBe('session_not_found')
      const { id: idle } = await login('idle')
      t.clock.advance(8 * DAY)
      expect(await refusalOf(t.service.sessions.revoke(idle, { actor: ada }))).toBe('session_not_found')
    })

    it('of sixteen callers at the same moment, by one', async () => {
      const { id, actor } = await login('phone')
      const codes = await Promise.all(
        Array.from({ length: 16 }, () => refusalOf(t.service.sessions.revoke(id, { actor }))),
      )
      expect(codes.filter((code) => code === null)).toHaveLength(1)
      expect(codes.filter((code) => code !== null && code !== 'session_not_found')).toEqual([])
    })
  })

  describe('revoked all together', () => {
    it('end, and with them every link that is on its way', async () => {
      const [phone, laptop] = [await login('phone'), await login('laptop')]
      const { token } = await t.service.resets.issue(ada.id, { actor: system, delivery: 'link' })
      await t.service.sessions.revokeAll({}, { actor: phone.actor })
      for (const one of [phone, laptop]) expect(await codeOf(one.sessionToken)).toBe('not_authenticated')
      const reset = t.service.resets.complete({ token: token ?? '', password: goodPassword })
      expect(await refusalOf(reset)).toBe('link_superseded')
      expect(await refusalOf(t.service.sessions.revokeAll({}, { actor: phone.actor }))).toBe('not_authenticated')
      expect(await devices()).toEqual([])
      expect((await store.rows('account'))[0]).toMatchObject({ status: 'active', epoch: 1 })
      await login('again')
      expect(await devices()).toEqual(['again'])
    })

    it('by whoever could suspend the person', async () => {
      const { sessionToken } = await login('phone')
      const [admin, bob] = [await person(t, 'admin@example.com', 'admin'), await person(t, 'bob@example.com', 'member')]
      const owner = await person(t, 'owner@example.com', 'owner')
      const { id: waiting } = await t.service.accounts.create({ email: 'w@example.com' }, { actor: system })
      const all = (accountId: string, actor: AccountActor | typeof system) =>
        refusalOf(t.service.sessions.revokeAll({ accountId }, { actor }))
      expect(await all(ada.id, bob)).toBe('forbidden')
      expect(await all(owner.id, admin)).toBe('exceeds_own')
      expect(await all('nobody', owner)).toBe('account_not_found')
      expect(await all(waiting, system)).toBe('account_invited')
      expect(await codeOf(sessionToken)).toBeNull()
      expect(await all(ada.id, admin)).toBeNull()
      expect(await codeOf(sessionToken)).toBe('not_authenticated')
      await t.service.accounts.suspend(ada.id, { actor: owner })
      expect(await all(ada.id, owner)).toBe('account_suspended')
      await expect(t.service.sessions.revokeAll({}, { actor: system })).rejects.toMatchObject({ code: 'invalid_input' })
    })
  })

  describe('at most so many', () => {
    it('the oldest end with the log-in that is too many, in its commit', async () => {
      const t = withSessions({ maximum: 2 })
      const heard: ServiceEvent[] = []
      t.service.on('session.ended', (event) => void heard.push(event))
      const [phone, laptop] = [await login('phone', t), await login('laptop', t)]
      const before = new Set((await store.rows('event')).map(({ commitId }) => commitId))
      const tablet = await login('tablet', t)
      expect(await devices(ada, t)).toEqual(['tablet', 'laptop'])
      expect(await codeOf(phone.sessionToken, t)).toBe('not_authenticated')
      for (const one of [laptop, tablet]) expect(await codeOf(one.sessionToken, t)).toBeNull()
      expect(heard).toMatchObject([{ subject: ada.id, data: { sessionId: phone.id }, committed: true }])
      const commits = (await store.rows('event')).filter(({ commitId }) => !before.has(commitId))
      expect(new Set(commits.map(({ commitId }) => commitId)).size).toBe(1)
      expect(commits.map(({ type }) => type).sort()).toEqual(['session.created', 'session.ended'])
    })

    it('counts only those that live', async () => {
      const t = withSessions({ maximum: 2 })
      await login('idle', t)
      t.clock.advance(8 * DAY)
      const ended = await login('ended', t)
      await t.service.sessions.logout(ended.sessionToken)
      await login('phone', t)
      await login('laptop', t)
      expect(await devices(ada, t)).toEqual(['laptop', 'phone'])
      expect((await store.rows('session')).filter(({ status }) => status === 'ended')).toHaveLength(1)
    })

    it('one: whoever logs in is the only one', async () => {
      const t = withSessions({ maximum: 1 })
      for (const device of ['a', 'b', 'c']) await login(device, t)
      expect(await devices(ada, t)).toEqual(['c'])
    })

    it('a maximum that comes later ends all that are too many', async () => {
      for (const device of ['a', 'b', 'c', 'd']) await login(device)
      const t = withSessions({ maximum: 2 })
      await login('e', t)
      expect(await devices(ada, t)).toEqual(['e', 'd'])
    })

    it('ends refresh tokens too', async () => {
      const t = withSessions({ maximum: 1, jwt })
      const first = await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
      t.clock.advance(1000)
      await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
      expect(await refusalOf(t.service.sessions.refresh(first.refreshToken))).toBe('not_authenticated')
    })

    it('log-ins at the same moment all succeed, and the next brings them down', async () => {
      const t = withSessions({ maximum: 2 })
      const codes = await Promise.all(['a', 'b', 'c', 'd'].map((device) => refusalOf(login(device, t))))
      expect(codes.filter((code) => code !== null && code !== 'not_authenticated')).toEqual([])
      await login('last', t)
      expect(await devices(ada, t)).toHaveLength(2)
    })

    it('nobody else is asked for their sessions, nor is anybody who is refused', async () => {
      const lists: unknown[] = []
      const { storage } = store
      const t = testService(
        {
          ...storage,
          list: (query) => {
            lists.push(query.record)
            return storage.list(query)
          },
        },
        { sessions: { maximum: 2 } },
      )
      const wrong = { login: 'ada@example.com', password: 'not this one at all' }
      expect(await refusalOf(t.service.sessions.login(wrong))).toBe('login_failed')
      await t.service.accounts.suspend(ada.id, { actor: system })
      lists.length = 0
      expect(await refusalOf(t.service.sessions.login({ ...wrong, password: goodPassword }))).toBe('login_failed')
      expect(lists).toEqual([])
    })
  })

  it('are purged when they have lapsed, and their refresh tokens with them', async () => {
    const t = withSessions({ jwt })
    const { refreshToken } = await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    const next = await t.service.sessions.refresh(refreshToken)
    const { actor, sessionId } = await t.service.sessions.verify(next.sessionToken)
    await t.service.sessions.revoke(sessionId, { actor })
    expect(await store.rows('refreshToken')).toHaveLength(2)
    t.clock.advance(32 * DAY)
    await t.service.purge({ keep: '1d' })
    const left = await Promise.all(recordKinds.map(async (kind) => [kind, (await store.rows(kind)).length]))
    expect(left.filter(([, count]) => count !== 0)).toEqual([
      ['account', 1],
      ['membership', 1],
    ])
  })
})
