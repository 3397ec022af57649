import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, type ServiceEvent, system } from '../../src/index.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

const DAY = 86_400_000

describe.each(stores)('declining on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let owner: Actor
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
    owner = await person(t, 'owner@example.com', 'owner')
  })
  afterEach(() => store.close())

  const invite = async (on: TestService = t) => {
    const { id } = await on.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
    return { id, token: tokenIn((await on.drained()).find(({ to }) => to === 'ada@example.com')) }
  }
  const decline = (token: string) => t.service.invitations.decline({ token })

  it('ends the invitation for every link of it, and its administrators see it', async () => {
    const { id, token } = await invite()
    const again = await t.service.invitations.resend(id, { actor: owner, delivery: 'link', mode: 'append' })
    expect(await decline(token)).toMatchObject({ id, email: 'ada@example.com', status: 'declined' })
    expect(await t.service.invitations.get(id, { actor: owner })).toMatchObject({
      status: 'declined',
      reason: 'declined',
      used: 0,
      acceptedAt: null,
    })
    for (const one of [token, again.token ?? '']) {
      expect(await refusalOf(t.service.invitations.accept({ token: one, password: goodPassword }))).toBe(
        'invitation_declined',
      )
      expect(await refusalOf(decline(one))).toBe('invitation_declined')
      expect(await t.service.invitations.preview({ token: one })).toMatchObject({
        next: 'ended',
        reason: 'invitation_declined',
        invitation: null,
      })
    }
    expect(await refusalOf(t.service.invitations.resend(id, { actor: owner, delivery: 'link' }))).toBe(
      'invitation_declined',
    )
    expect(await refusalOf(t.service.invitations.revoke(id, { actor: owner }))).toBe('invitation_declined')
  })

  it('makes nobody: no account, no membership, no session', async () => {
    const { token } = await invite()
    await decline(token)
    expect((await store.rows('account')).map(({ email }) => email)).toEqual(['owner@example.com'])
    expect(await store.rows('membership')).toHaveLength(1)
    expect(await store.rows('session')).toEqual([])
  })

  it('is heard by listeners and stands in the audit trail, without an actor', async () => {
    const heard: ServiceEvent[] = []
    t.service.on('invitation.declined', (event) => void heard.push(event))
    const { id, token } = await invite()
    await decline(token)
    expect(heard).toMatchObject([
      { type: 'invitation.declined', subject: id, scope: '*', actor: null, committed: true },
    ])
    const { items } = await t.service.audit.list({}, { actor: owner })
    expect(items.find(({ type }) => type === 'invitation.declined')).toMatchObject({ subject: id, actor: null })
  })

  it('leaves the address free for a new invitation', async () => {
    const { token } = await invite()
    await decline(token)
    const next = await invite()
    const { account } = await t.service.invitations.accept({ token: next.token, password: goodPassword })
    expect(account.email).toBe('ada@example.com')
  })

  it('drops a mail that is still due', async () => {
    const by = { actor: owner, delivery: 'both' } as const
    const { token } = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, by)
    await decline(token ?? '')
    expect(await t.drained()).toEqual([])
  })

  it('needs nobody behind the invitation any more: whoever was invited may always say no', async () => {
    const admin = await person(t, 'admin@example.com', 'admin')
    await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: admin })
    const token = tokenIn((await t.drained()).at(-1))
    await t.service.accounts.suspend(admin.id, { actor: owner })
    expect((await decline(token)).status).toBe('declined')
  })

  it('is not for one person where the link is for several', async () => {
    const by = { actor: owner, delivery: 'link' } as const
    for (const seats of [1, 3]) {
      const { token } = await t.service.invitations.create({ seats, role: 'member' }, by)
      expect(await refusalOf(decline(token ?? ''))).toBe('open_link')
      const input = { token: token ?? '', email: `guest${seats}@example.com`, password: goodPassword }
      expect(await refusalOf(t.service.invitations.accept(input))).toBeNull()
    }
  })

  it('is refused as the lifecycle says', async () => {
    const lapsed = await invite()
    t.clock.advance(8 * DAY)
    expect(await refusalOf(decline(lapsed.token))).toBe('invitation_expired')
    const accepted = await invite()
    expect(await refusalOf(decline(lapsed.token))).toBe('invitation_superseded')
    await t.service.invitations.accept({ token: accepted.token, password: goodPassword })
    expect(await refusalOf(decline(accepted.token))).toBe('already_accepted')
    for (const token of ['', 'ik_inv_nonsense', accepted.token.replace('ik_inv_', 'ik_rst_')])
      expect(await refusalOf(decline(token))).toBe('invitation_not_found')
    expect(await refusalOf(t.service.invitations.decline({ token: 'x', extra: 1 } as never))).toBe('invalid_input')
  })

  it('leaves an account that was made beforehand waiting: the next invitation uses it, or a purge removes it', async () => {
    const before = testService(store.storage, { invitations: { accounts: 'beforehand' } })
    const { token } = await invite(before)
    await decline(token)
    const waiting = async () => (await store.rows('account')).find(({ email }) => email === 'ada@example.com')
    expect(await waiting()).toMatchObject({ status: 'invited', epoch: 0, passwordHash: null })
    const next = await invite(before)
    expect((await decline(next.token)).status).toBe('declined')
    before.clock.advance(60 * DAY)
    await before.service.purge({ keep: '30d' })
    expect(await waiting()).toBeUndefined()
    const last = await invite(before)
    before.clock.advance(DAY)
    await before.service.invitations.accept({ token: last.token, password: goodPassword })
    expect(await waiting()).toMatchObject({ status: 'active' })
  })

  it('or accepting, of sixteen at the same moment: one of both, wholly', async () => {
    for (let round = 0; round < 5; round++) {
      const email = `guest${round}@example.com`
      const { id, token } = await t.service.invitations.create(
        { email, role: 'member' },
        { actor: system, delivery: 'link' },
      )
      const link = { token: token ?? '' }
      const calls = Array.from({ length: 16 }, (_, n) =>
        n % 2 === round % 2
          ? t.service.invitations.decline(link)
          : t.service.invitations.accept({ ...link, password: goodPassword }),
      )
      const codes = await Promise.all(calls.map(refusalOf))
      expect(codes.filter((code) => code === null)).toHaveLength(1)
      const { status } = await t.service.invitations.get(id, { actor: system })
      expect(['accepted', 'declined']).toContain(status)
      const wanted = status === 'accepted' ? 'already_accepted' : 'invitation_declined'
      expect(codes.filter((code) => code !== null && code !== wanted)).toEqual([])
      const made = (await store.rows('account')).filter((row) => row.email === email)
      expect(made).toHaveLength(status === 'accepted' ? 1 : 0)
    }
  })
})
