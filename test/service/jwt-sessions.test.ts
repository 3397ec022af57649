import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InviteOptions, type JwtOptions, system } from '../../src/index.ts'
import {
  goodPassword,
  refusalOf,
  type TestFlag,
  type TestRole,
  type TestService,
  testService,
} from '../support/service.ts'
import { signingKey } from '../support/signing-keys.ts'
import { stores, type TestStore } from '../support/stores.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

describe.each(stores)('sessions with access JWTs on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = jwtService()
    await account()
  })
  afterEach(() => store.close())

  const keys = { current: signingKey() }
  const jwtService = (jwt: Partial<JwtOptions> = {}, options: Partial<InviteOptions<TestFlag, TestRole>> = {}) =>
    testService(store.storage, { sessions: { jwt: { keys, ...jwt } }, ...options })
  const account = () =>
    t.service.accounts.create({ email: 'ada@example.com', password: goodPassword, role: 'owner' }, { actor: system })
  const login = () => t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
  const refresh = (token: unknown) => t.service.sessions.refresh(token)
  const live = async () => (await store.rows('refreshToken')).filter(({ status }) => status === 'live')

  it('hand out a JWT of ten minutes and a refresh token, of which only a hash is kept', async () => {
    const { sessionToken, refreshToken, tokenExpiresAt, account: ada } = await login()
    expect(tokenExpiresAt.getTime()).toBe(t.clock.now() + 10 * MINUTE)
    expect(decodeJwt(sessionToken)).toMatchObject({ sub: ada.id, iss: 'https://app.example.com', epoch: 0 })
    expect(refreshToken).toMatch(/^ik_ref_/)
    const [session] = await store.rows('session')
    expect(session).toMatchObject({ hash: null, status: 'live', id: decodeJwt(sessionToken)['sid'] })
    const everything = JSON.stringify([await store.rows('session'), await store.rows('refreshToken')])
    expect(everything).not.toContain(refreshToken)
    expect(everything).not.toContain(sessionToken)
  })

  it('are verified without a query, and checked with one', async () => {
    const { sessionToken, account: ada } = await login()
    const verified = await t.service.sessions.verify(sessionToken)
    expect(verified.actor).toEqual({ type: 'account', id: ada.id, epoch: 0 })
    expect(await t.service.sessions.check(sessionToken)).toMatchObject({
      actor: verified.actor,
      session: { id: verified.sessionId },
    })
  })

  it('that have ended are refused by a check at once, and by verify when the JWT lapses', async () => {
    const { sessionToken } = await login()
    await t.service.sessions.logout(sessionToken)
    expect(await refusalOf(t.service.sessions.check(sessionToken))).toBe('not_authenticated')
    expect(await refusalOf(t.service.sessions.verify(sessionToken))).toBeNull()
    t.clock.advance(11 * MINUTE)
    expect(await refusalOf(t.service.sessions.verify(sessionToken))).toBe('not_authenticated')
  })

  it('end by their refresh token as well', async () => {
    const { sessionToken, refreshToken } = await login()
    await t.service.sessions.logout(refreshToken)
    expect(await refusalOf(t.service.sessions.check(sessionToken))).toBe('not_authenticated')
    expect(await refusalOf(refresh(refreshToken))).toBe('not_authenticated')
  })

  it('are no bearer of anything else: neither token is taken for the other, or for an opaque one', async () => {
    const { sessionToken, refreshToken } = await login()
    expect(await refusalOf(t.service.sessions.check(refreshToken))).toBe('not_authenticated')
    expect(await refusalOf(refresh(sessionToken))).toBe('not_authenticated')
    for (const nothing of [undefined, null, '', 7, {}, ['a'], 'ik_ref_'])
      expect(await refusalOf(refresh(nothing))).toBe('not_authenticated')
    const opaque = testService(store.storage)
    expect(await refusalOf(opaque.service.sessions.check(sessionToken))).toBe('not_authenticated')
    await expect(opaque.service.sessions.refresh(refreshToken)).rejects.toThrow(TypeError)
    await expect(opaque.service.sessions.verify(sessionToken)).rejects.toThrow(TypeError)
  })

  it('come with an acceptance and a change of password, too', async () => {
    const { token } = await t.service.invitations.create(
      { email: 'bob@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    const joined = await t.service.invitations.accept(
      { token: token ?? '', password: goodPassword },
      { session: true, device: 'a browser' },
    )
    const { actor, session } = await t.service.sessions.check(joined.sessionToken)
    expect(session.device).toBe('a browser')
    expect((await refresh(joined.refreshToken)).sessionToken).not.toBe(joined.sessionToken)
    const changed = await t.service.accounts.changePassword(
      { currentPassword: goodPassword, newPassword: `${goodPassword} and more` },
      { actor, session: true },
    )
    expect(await refusalOf(t.service.sessions.check(joined.sessionToken))).toBe('not_authenticated')
    expect((await t.service.sessions.check(changed.sessionToken)).actor.id).toBe(actor.id)
    expect(await refusalOf(refresh(changed.refreshToken))).toBeNull()
  })

  describe('are refreshed', () => {
    it('with a new token each time, in the same session', async () => {
      const first = await login()
      t.clock.advance(9 * MINUTE)
      const second = await refresh(first.refreshToken)
      expect(second.refreshToken).not.toBe(first.refreshToken)
      expect(second.tokenExpiresAt.getTime()).toBe(t.clock.now() + 10 * MINUTE)
      const { sessionId } = await t.service.sessions.verify(second.sessionToken)
      expect(sessionId).toBe((await t.service.sessions.check(first.sessionToken)).session.id)
      expect(await live()).toHaveLength(1)
    })

    it('with the same token again for requests that overlap, for ten seconds', async () => {
      const { refreshToken } = await login()
      const next = await refresh(refreshToken)
      t.clock.advance(9 * SECOND)
      expect((await refresh(refreshToken)).refreshToken).toBe(next.refreshToken)
      expect(await live()).toHaveLength(1)
      t.clock.advance(2 * SECOND)
      expect(await refusalOf(refresh(refreshToken))).toBe('not_authenticated')
    })

    it('64 times at once, with one token that lives', async () => {
      const { refreshToken } = await login()
      const all = await Promise.all(Array.from({ length: 64 }, () => refresh(refreshToken)))
      expect(new Set(all.map((one) => one.refreshToken)).size).toBe(1)
      expect(await live()).toHaveLength(1)
      expect(await refusalOf(refresh(all[0]?.refreshToken))).toBeNull()
    })

    it('by an old token never again: it ends the session for the thief and for the owner (RFC 9700, 4.14.2)', async () => {
      const stolen = (await login()).refreshToken
      const second = await refresh(stolen)
      const third = await refresh(second.refreshToken)
      const ended: unknown[] = []
      t.service.on('session.reused', (event) => void ended.push(event.subject))
      // Within the ten seconds, but no longer the parent of the one that lives.
      expect(await refusalOf(refresh(stolen))).toBe('not_authenticated')
      expect(ended).toHaveLength(1)
      for (const token of [stolen, second.refreshToken, third.refreshToken])
        expect(await refusalOf(refresh(token))).toBe('not_authenticated')
      expect(await refusalOf(t.service.sessions.check(third.sessionToken))).toBe('not_authenticated')
      expect(await refusalOf(login())).toBeNull()
    })

    it('with no second chance where the policy gives none', async () => {
      const strict = jwtService({ reuse: '0s' })
      const { refreshToken } = await strict.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
      const next = await strict.service.sessions.refresh(refreshToken)
      expect(await refusalOf(strict.service.sessions.refresh(refreshToken))).toBe('not_authenticated')
      expect(await refusalOf(strict.service.sessions.refresh(next.refreshToken))).toBe('not_authenticated')
    })

    it('until the limits: seven days without use, thirty in all (ASVS 7.3)', async () => {
      const first = await login()
      t.clock.advance(7 * DAY + MINUTE)
      expect(await refusalOf(refresh(first.refreshToken))).toBe('not_authenticated')
      let { refreshToken } = await login()
      const began = t.clock.now()
      for (let day = 0; day < 5; day++) {
        t.clock.advance(6 * DAY - MINUTE)
        const next = await refresh(refreshToken)
        expect(next.tokenExpiresAt.getTime()).toBeLessThanOrEqual(began + 30 * DAY)
        refreshToken = next.refreshToken
      }
      t.clock.advance(6 * MINUTE)
      expect(await refusalOf(refresh(refreshToken))).toBe('not_authenticated')
    })

    it('never after a suspension, a reset, or a log-out everywhere: the gate and the epoch are asked again', async () => {
      const { refreshToken, account: ada } = await login()
      await t.service.accounts.create(
        { email: 'other@example.com', password: goodPassword, role: 'owner' },
        { actor: system },
      )
      await t.service.accounts.suspend(ada.id, { actor: system })
      expect(await refusalOf(refresh(refreshToken))).toBe('not_authenticated')
      await t.service.accounts.reactivate(ada.id, { actor: system })
      expect(await refusalOf(refresh(refreshToken))).toBe('not_authenticated')
    })

    it('under a pepper that takes over from another', async () => {
      const pepper = (id: string) => ({
        id,
        key: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64'),
      })
      const [one, two] = [pepper('one'), pepper('two')]
      const before = jwtService({}, { pepper: { current: one } })
      const { refreshToken } = await before.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
      const after = jwtService({}, { pepper: { current: two, also: one } })
      const next = await after.service.sessions.refresh(refreshToken)
      expect((await after.service.sessions.refresh(refreshToken)).refreshToken).toBe(next.refreshToken)
      const done = jwtService({}, { pepper: { current: two } })
      expect(await refusalOf(done.service.sessions.refresh(next.refreshToken))).toBeNull()
    })
  })

  it('need an option that says what is wrong with it', () => {
    const make = (jwt: unknown) => () => jwtService(jwt as JwtOptions)
    expect(make({ lifetime: '16m' })).toThrow('"sessions.jwt.lifetime"')
    expect(make({ reuse: '61s' })).toThrow('"sessions.jwt.reuse"')
    expect(make({ audience: '' })).toThrow('"sessions.jwt.audience"')
    expect(make({ keys: undefined })).toThrow('"sessions.jwt.keys"')
    expect(() => testService(store.storage, { sessions: { jwt: {} as JwtOptions } })).toThrow('"sessions.jwt.keys"')
  })
})
