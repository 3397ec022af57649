import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { type AccountActor, type ServiceEvent, system } from '../../src/index.ts'
import {
  goodPassword,
  person,
  plainHasher,
  refusalOf,
  type TestService,
  testService,
  tokenIn,
} from '../support/service.ts'
import { dump, stores, type TestStore } from '../support/stores.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe.each(stores)('another address on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let ada: AccountActor
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    ada = await person(t, 'ada@example.com', 'member')
  })
  afterEach(() => store.close())

  const ask = (email = 'new@example.com', currentPassword = goodPassword, actor = ada) =>
    t.service.accounts.changeEmail({ email, currentPassword }, { actor })
  const confirm = (token: string) => t.service.accounts.confirmEmail({ token })
  const row = async (id = ada.id) => (await store.rows('account')).find((account) => account.id === id)
  /** Asks, and gives the secret that was mailed. */
  const asked = async (email = 'new@example.com') => {
    await ask(email)
    const mails = await t.drained()
    expect(mails).toMatchObject([{ kind: 'email', to: email }])
    return tokenIn(mails[0])
  }

  it('changes nothing before its link is used', async () => {
    const before = await row()
    const { sessionToken } = await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    const token = await asked()
    expect({ ...(await row()), lastSeenAt: null }).toEqual(before)
    expect(await refusalOf(t.service.sessions.check(sessionToken))).toBeNull()
    expect(token).toMatch(/^ik_eml_/)
  })

  it('mails the link to the new address, for a day, from the configured place', async () => {
    await ask()
    const [mail] = await t.drained()
    expect(mail).toMatchObject({ kind: 'email', to: 'new@example.com', expiresAt: new Date(t.clock.now() + DAY) })
    expect(mail?.url).toMatch(/^https:\/\/app\.example\.com\/confirm-email#ik_eml_/)
    expect(await store.rows('challenge')).toMatchObject([
      { purpose: 'email', subjectId: ada.id, email: 'new@example.com', generation: 0, status: 'open' },
    ])
    expect((await dump(store)).some((value) => value.includes(tokenIn(mail)))).toBe(false)
  })

  it('sets the address, proven, and nothing else', async () => {
    const before = await row()
    const memberships = await store.rows('membership')
    const { account } = await confirm(await asked())
    expect(account).toMatchObject({ id: ada.id, email: 'new@example.com', status: 'active' })
    const changed = { email: 'new@example.com', emailVerifiedAt: t.clock.now(), epoch: 1 }
    expect(await row()).toEqual({ ...before, ...changed })
    expect(await store.rows('membership')).toEqual(memberships)
    expect(await refusalOf(t.service.sessions.login({ login: 'ada@example.com', password: goodPassword }))).toBe(
      'login_failed',
    )
    const login = { login: 'new@example.com', password: goodPassword }
    expect((await t.service.sessions.login(login)).account.id).toBe(ada.id)
  })

  it('ends every session and every other link, and tells the old address', async () => {
    const { sessionToken } = await t.service.sessions.login({ login: 'ada@example.com', password: goodPassword })
    const reset = await t.service.resets.issue(ada.id, { actor: system, delivery: 'link' })
    const [first, second] = [await asked('one@example.com'), await asked('two@example.com')]
    await confirm(second)
    expect(await refusalOf(t.service.sessions.check(sessionToken))).toBe('not_authenticated')
    expect(await refusalOf(confirm(first))).toBe('link_superseded')
    const complete = t.service.resets.complete({ token: reset.token ?? '', password: 'another long sentence 99' })
    expect(await refusalOf(complete)).toBe('link_superseded')
    expect(await t.drained()).toMatchObject([{ kind: 'email_changed', to: 'ada@example.com', url: null }])
    expect((await row())?.email).toBe('two@example.com')
  })

  it('tells the old address also when somebody else has it by then', async () => {
    await confirm(await asked())
    await person(t, 'ada@example.com', 'member')
    expect(await t.drained()).toMatchObject([{ kind: 'email_changed', to: 'ada@example.com' }])
  })

  it('tells of a new password where the person was when it was chosen', async () => {
    const token = await asked()
    const reset = await t.service.accounts.changePassword(
      { currentPassword: goodPassword, newPassword: 'another long sentence 99' },
      { actor: ada, session: true },
    )
    expect(await refusalOf(confirm(token))).toBe('link_superseded')
    const { actor } = await t.service.sessions.check(reset.sessionToken)
    await ask('new@example.com', 'another long sentence 99', actor)
    const mails = await t.drained()
    expect(mails.map(({ kind, to }) => [kind, to]).sort()).toEqual([
      ['email', 'new@example.com'],
      ['password_changed', 'ada@example.com'],
    ])
  })

  it('asks for the password of today, and for who asks', async () => {
    await expect(ask('new@example.com', 'not this one at all')).rejects.toMatchObject({
      code: 'wrong_password',
      params: { fields: [{ field: 'currentPassword', code: 'wrong' }] },
    })
    expect(await refusalOf(ask('new@example.com', 'x'.repeat(300)))).toBe('wrong_password')
    expect(await refusalOf(ask('not an address'))).toBe('invalid_input')
    expect(await refusalOf(ask('new@example.com', goodPassword, { ...ada, epoch: 7 }))).toBe('not_authenticated')
    await expect(ask('new@example.com', goodPassword, system as never)).rejects.toThrow(TypeError)
    await t.service.accounts.suspend(ada.id, { actor: system })
    expect(await refusalOf(ask())).toBe('not_authenticated')
    expect(await store.rows('message')).toEqual([])
  })

  it('does the same for an address that is taken, which nobody is mailed for', async () => {
    await person(t, 'taken@example.com', 'member')
    const shapes = []
    for (const email of ['free@example.com', 'taken@example.com']) {
      const before = new Set((await store.rows('event')).map(({ id }) => id))
      expect(await refusalOf(ask(email))).toBeNull()
      const events = (await store.rows('event')).filter(({ id }) => !before.has(id))
      const message = (await store.rows('message')).find((one) => one.email === email)
      expect(JSON.stringify(events)).not.toContain(email)
      shapes.push([events.map(({ id: _, commitId: __, ...event }) => event), { ...message, id: '', email: '' }])
    }
    expect(shapes[0]).toEqual(shapes[1])
    expect((await t.drained()).map(({ to }) => to)).toEqual(['free@example.com'])
    expect((await store.rows('message')).map(({ email, status }) => [email, status])).toEqual(
      expect.arrayContaining([
        ['free@example.com', 'sent'],
        ['taken@example.com', 'cancelled'],
      ]),
    )
  })

  it('is refused where somebody took the address meanwhile, also in the same moment', async () => {
    const token = await asked()
    const bob = await person(t, 'bob@example.com', 'member')
    await ask('new@example.com', goodPassword, bob)
    const others = tokenIn((await t.drained())[0])
    const codes = await Promise.all([token, others].map((one) => refusalOf(confirm(one))))
    expect(codes.toSorted()).toEqual(['email_taken', null].toSorted())
    const holders = (await store.rows('account')).filter(({ email }) => email === 'new@example.com')
    expect(holders).toHaveLength(1)
    expect(await refusalOf(confirm(codes[0] === null ? others : token))).toBe('email_taken')
  })

  it('works once, for one of sixteen callers at the same moment', async () => {
    const token = await asked()
    const codes = await Promise.all(Array.from({ length: 16 }, () => refusalOf(confirm(token))))
    expect(codes.filter((code) => code === null)).toHaveLength(1)
    expect(codes.filter((code) => code !== null && code !== 'link_used')).toEqual([])
    expect(await row()).toMatchObject({ email: 'new@example.com', epoch: 1 })
    expect((await t.drained()).map(({ kind }) => kind)).toEqual(['email_changed'])
  })

  it('CVE-2026-32700: a link sets the address that it was mailed to, whatever was asked for since', async () => {
    const own = await asked('mine@example.com')
    await ask('victim@example.com')
    await t.drained()
    const [account] = await Promise.all([confirm(own), refusalOf(ask('victim@example.com'))])
    expect(account.account.email).toBe('mine@example.com')
    expect(await row()).toMatchObject({ email: 'mine@example.com' })
    const proven = (await store.rows('account')).filter(({ emailVerifiedAt }) => emailVerifiedAt !== null)
    expect(proven.map(({ email }) => email)).toEqual(['mine@example.com'])
  })

  it('lapses, and ends with what ends every link', async () => {
    const lapsed = await asked()
    t.clock.advance(DAY)
    expect(await refusalOf(confirm(lapsed))).toBe('link_expired')
    const token = await asked()
    await t.service.accounts.suspend(ada.id, { actor: system })
    expect(await refusalOf(confirm(token))).toBe('link_superseded')
    await t.service.accounts.reactivate(ada.id, { actor: system })
    expect(await refusalOf(confirm(token))).toBe('link_superseded')
    for (const one of ['', 'ik_eml_nonsense', token.replace('ik_eml_', 'ik_rst_')])
      expect(await refusalOf(confirm(one))).toBe('link_not_found')
    expect((await row())?.email).toBe('ada@example.com')
  })

  it('is not mailed where the account has moved on, or the request is too old', async () => {
    await ask('one@example.com')
    await t.service.accounts.suspend(ada.id, { actor: system })
    await t.service.accounts.reactivate(ada.id, { actor: system })
    await ask('two@example.com')
    t.clock.advance(DAY)
    expect(await t.drained()).toEqual([])
    expect((await store.rows('message')).map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
  })

  it('proves the address of today, and then tells nobody of a change', async () => {
    expect((await row())?.emailVerifiedAt).toBeNull()
    const { account } = await confirm(await asked('ada@example.com'))
    expect(account).toMatchObject({ email: 'ada@example.com', emailVerifiedAt: new Date(t.clock.now()) })
    expect(await t.drained()).toEqual([])
  })

  it('opens nothing else, and no other link opens it', async () => {
    const token = await asked()
    expect(await refusalOf(t.service.resets.complete({ token, password: goodPassword }))).toBe('link_not_found')
    expect(await refusalOf(t.service.sessions.check(token))).toBe('not_authenticated')
    const reset = await t.service.resets.issue(ada.id, { actor: system, delivery: 'link' })
    expect(await refusalOf(confirm(reset.token ?? ''))).toBe('link_not_found')
  })

  it('is heard, without an address', async () => {
    const heard: ServiceEvent[] = []
    t.service.on('*', (event) => void (event.type.startsWith('email.') && heard.push(event)))
    await confirm(await asked())
    const about = { subject: ada.id, actor: { type: 'account', id: ada.id } }
    expect(heard).toMatchObject([
      { type: 'email.change_requested', ...about },
      { type: 'email.changed', ...about },
    ])
    expect(JSON.stringify(heard)).not.toContain('@')
  })

  it('lives as long as the option says', async () => {
    t = testService(store.storage, { emails: { lifetime: '2h' } })
    const token = await asked()
    t.clock.advance(2 * HOUR - 1)
    expect(await refusalOf(confirm(token))).toBeNull()
  })
})

describe('the option emails', () => {
  it.each([
    [{ lifetime: '4d' }, '"emails.lifetime" must be at most 3 days'],
    [{ lifetime: 7 }, '"emails.lifetime" must be a duration'],
    [{ length: '1d' }, '"emails.length" is not an option'],
  ])('refuses %j at the start', (emails, message) => {
    expect(() => testService(memoryStorage(), { emails: emails as never })).toThrow(message)
  })

  it('costs a hash for every guess of the password, and no more', async () => {
    const passwordHasher = plainHasher()
    const t = testService(memoryStorage(), { passwordHasher })
    const actor = await person(t, 'ada@example.com', 'member')
    const made = passwordHasher.hashes()
    await t.service.accounts.changeEmail({ email: 'new@example.com', currentPassword: goodPassword }, { actor })
    expect(passwordHasher.hashes()).toBe(made)
  })
})
