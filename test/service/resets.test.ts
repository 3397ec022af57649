import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InviteService, system } from '../../src/index.ts'
import {
  goodPassword,
  person,
  plainHasher,
  refusalOf,
  type TestFlag,
  type TestRole,
  type TestService,
  testService,
  tokenIn,
} from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const newPassword = 'another long sentence 99'

describe.each(stores)('a reset on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let service: InviteService<TestFlag, TestRole>
  let ada: Awaited<ReturnType<typeof person>>
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    service = t.service
    ada = await person(t, 'ada@example.com', 'member')
  })
  afterEach(() => store.close())

  const row = async () => (await store.rows('account')).find(({ id }) => id === ada.id)
  const login = (password: string) => service.sessions.login({ login: 'ada@example.com', password })
  const complete = (token: string, password = newPassword) => service.resets.complete({ token, password })
  const mailed = async (): Promise<string> => {
    await service.resets.request({ email: 'ada@example.com' })
    return tokenIn((await t.drained()).find(({ kind }) => kind === 'reset'))
  }
  const issued = async () => (await service.resets.issue(ada.id, { actor: system, delivery: 'link' })).token ?? ''

  it('sets a new password and nothing else', async () => {
    const before = await row()
    const memberships = await store.rows('membership')
    const token = await mailed()
    const { account } = await complete(token)
    expect(account).toMatchObject({ id: ada.id, status: 'active', emailVerifiedAt: null })
    const after = await row()
    expect(after).toEqual({ ...before, passwordHash: after?.passwordHash, epoch: 1 })
    expect(after?.passwordHash).not.toBe(before?.passwordHash)
    expect(await store.rows('membership')).toEqual(memberships)
    expect(await store.rows('session')).toEqual([])
    expect(await refusalOf(login(goodPassword))).toBe('login_failed')
    expect((await login(newPassword)).account.id).toBe(ada.id)
  })

  it('ends every session and every sibling link, of its own kind or another', async () => {
    const sessions = [(await login(goodPassword)).sessionToken, (await login(goodPassword)).sessionToken]
    const links = [await mailed(), await mailed(), await issued()]
    await complete(links[1] ?? '')
    for (const session of sessions) expect(await refusalOf(service.sessions.check(session))).toBe('not_authenticated')
    expect(await refusalOf(complete(links[0] ?? '', goodPassword))).toBe('link_superseded')
    expect(await refusalOf(complete(links[2] ?? '', goodPassword))).toBe('link_superseded')
  })

  it('works once, for one of sixteen callers at the same moment', async () => {
    const token = await mailed()
    const passwords = Array.from({ length: 16 }, (_, n) => `${newPassword} ${n}`)
    const codes = await Promise.all(passwords.map((password) => refusalOf(complete(token, password))))
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code !== null && code !== 'link_used')).toEqual([])
    expect((await login(passwords[codes.indexOf(null)] ?? '')).account.id).toBe(ada.id)
    expect((await row())?.epoch).toBe(1)
  })

  it('leaves no session of the old password behind, whoever was faster', async () => {
    for (let round = 0; round < 5; round++) {
      const [from, to] = round % 2 === 0 ? [goodPassword, newPassword] : [newPassword, goodPassword]
      const token = await mailed()
      const [loggedIn] = await Promise.allSettled([login(from), complete(token, to), login(from)])
      if (loggedIn.status === 'fulfilled')
        expect(await refusalOf(service.sessions.check(loggedIn.value.sessionToken))).toBe('not_authenticated')
    }
  })

  it('ends with its time: half an hour by mail, a day when an administrator made it', async () => {
    const [own, given] = [await mailed(), await issued()]
    t.clock.advance(30 * MINUTE - 1)
    expect((await service.resets.preview({ token: own })).email).toBe('ada@example.com')
    t.clock.advance(1)
    expect(await refusalOf(complete(own))).toBe('link_expired')
    t.clock.advance(24 * HOUR - 30 * MINUTE - 1)
    expect(await refusalOf(service.resets.preview({ token: given }))).toBeNull()
    t.clock.advance(1)
    expect(await refusalOf(complete(given))).toBe('link_expired')
  })

  it('tells the person that the password was changed', async () => {
    await complete(await mailed())
    expect(await t.drained()).toMatchObject([{ kind: 'password_changed', to: 'ada@example.com', url: null }])
  })

  it('is dead once the person is suspended, and stays so when they come back', async () => {
    const token = await mailed()
    await service.accounts.suspend(ada.id, { actor: system })
    expect(await refusalOf(complete(token))).not.toBeNull()
    await service.accounts.reactivate(ada.id, { actor: system })
    expect(await refusalOf(complete(token))).toBe('link_superseded')
    expect((await login(goodPassword)).account.status).toBe('active')
  })

  it('refuses a weak password without a hash, and the link works on', async () => {
    const hasher = plainHasher()
    const own = testService(store.storage, { passwordHasher: hasher, clock: t.clock })
    const token = await mailed()
    for (const password of ['short', 'ada@example.com', 'x'.repeat(1_000_000)])
      expect(await refusalOf(own.service.resets.complete({ token, password }))).toBe('password_policy')
    expect(hasher.hashes()).toBe(0)
    await complete(token)
  })

  it('hashes nothing for a link that is dead', async () => {
    const token = await mailed()
    await complete(token)
    const hasher = plainHasher()
    const own = testService(store.storage, { passwordHasher: hasher, clock: t.clock })
    expect(await refusalOf(own.service.resets.complete({ token, password: newPassword }))).toBe('link_used')
    expect(hasher.hashes()).toBe(0)
  })

  it('is no other secret', async () => {
    const { token } = await service.invitations.create(
      { email: 'x@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    const { sessionToken } = await login(goodPassword)
    for (const other of [token ?? '', sessionToken, '', 'ik_rst_'])
      expect(await refusalOf(complete(other))).toBe('link_not_found')
  })

  describe('is asked for', () => {
    it('with the same work for every address: one commit of the same rows, and nobody is looked up', async () => {
      let loads = 0
      const commits: string[][] = []
      const counting = testService(
        {
          ...store.storage,
          load: (plan, inputs) => {
            loads++
            return store.storage.load(plan, inputs)
          },
          commit: (change) => {
            commits.push(change.writes.map(({ write, record }) => `${write} ${record}`))
            return store.storage.commit(change)
          },
        },
        { clock: t.clock },
      )
      for (const email of ['ada@example.com', 'nobody@example.com'])
        expect(await counting.service.resets.request({ email })).toBeUndefined()
      expect(loads).toBe(0)
      expect(commits).toEqual([
        ['insert message', 'insert event'],
        ['insert message', 'insert event'],
      ])
      expect((await store.rows('event')).filter(({ type }) => type === 'reset.requested')).toMatchObject([
        { actor: null },
        { actor: null },
      ])
    })

    it.each([
      ['no address', 'nobody'],
      ['two addresses', 'ada@example.com,eve@evil.example'],
      ['a list', ['ada@example.com', 'eve@evil.example']],
      ['an object', { address: 'ada@example.com' }],
      ['nothing', undefined],
    ])('with %s is refused', async (_, email) => {
      await expect(service.resets.request({ email } as never)).rejects.toMatchObject({
        code: 'invalid_input',
        params: { fields: [{ field: 'email' }] },
      })
      expect(await store.rows('message')).toEqual([])
    })

    it('in any spelling of the address, and goes to the stored one', async () => {
      await service.resets.request({ email: ' ADA@Example.COM ' })
      expect(await t.drained()).toMatchObject([{ kind: 'reset', to: 'ada@example.com' }])
    })
  })

  describe('is issued', () => {
    it('by who may and holds what the person holds', async () => {
      const [member, admin, owner] = [
        await person(t, 'm@example.com', 'member'),
        await person(t, 'a@example.com', 'admin'),
        await person(t, 'o@example.com', 'owner'),
      ]
      expect(await refusalOf(service.resets.issue(ada.id, { actor: member }))).toBe('forbidden')
      expect(await refusalOf(service.resets.issue(owner.id, { actor: admin }))).toBe('exceeds_own')
      const { url, token, expiresAt } = await service.resets.issue(ada.id, { actor: admin, delivery: 'link' })
      expect(url).toBe(`https://app.example.com/reset#${token}`)
      expect(expiresAt).toEqual(new Date(t.clock.now() + 24 * HOUR))
      await complete(token ?? '')
    })

    it('for an active account alone', async () => {
      const { id } = await service.accounts.create({ email: 'new@example.com' }, { actor: system })
      expect(await refusalOf(service.resets.issue(id, { actor: system }))).toBe('account_invited')
      await service.accounts.suspend(ada.id, { actor: system })
      expect(await refusalOf(service.resets.issue(ada.id, { actor: system }))).toBe('account_suspended')
      expect(await refusalOf(service.resets.issue('nobody', { actor: system }))).toBe('account_not_found')
    })

    it('by mail without a word to who made it', async () => {
      expect(await service.resets.issue(ada.id, { actor: system })).toMatchObject({ url: null, token: null })
      const [mail] = await t.drained()
      expect(mail).toMatchObject({ kind: 'reset', to: 'ada@example.com' })
      expect(mail?.expiresAt).toEqual(new Date(t.clock.now() + 24 * HOUR))
      await complete(tokenIn(mail))
    })
  })

  describe('that was handed over answers for who got it:', () => {
    const handed = async (role: TestRole) => {
      const admin = await person(t, 'admin@example.com', role)
      await person(t, 'owner@example.com', 'owner')
      const { token } = await service.resets.issue(ada.id, { actor: admin, delivery: 'link' })
      return { admin, token: token ?? '' }
    }

    it('it works while they still may', async () => {
      const { token } = await handed('admin')
      await complete(token)
    })

    it('it is dead when they may no more', async () => {
      const { admin, token } = await handed('admin')
      await service.accounts.updateMembership(admin.id, '*', { role: 'member' }, { actor: system })
      expect(await refusalOf(service.resets.preview({ token }))).toBe('link_superseded')
      expect(await refusalOf(complete(token))).toBe('link_superseded')
      expect((await login(goodPassword)).account.id).toBe(ada.id)
    })

    it('it is dead when the person has risen above them', async () => {
      const { token } = await handed('admin')
      await service.accounts.updateMembership(ada.id, '*', { role: 'owner' }, { actor: system })
      expect(await refusalOf(complete(token))).toBe('link_superseded')
    })

    it('it is dead when they are suspended', async () => {
      const { admin, token } = await handed('admin')
      await service.accounts.suspend(admin.id, { actor: system })
      expect(await refusalOf(complete(token))).toBe('link_superseded')
    })

    it('one that was mailed answers for nobody', async () => {
      const { admin } = await handed('admin')
      await service.resets.issue(ada.id, { actor: admin })
      const [mail] = await t.drained()
      await service.accounts.suspend(admin.id, { actor: system })
      await complete(tokenIn(mail))
    })
  })
})
