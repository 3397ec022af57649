import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

const DAY = 86_400_000

describe.each(stores)('a resend on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  const invite = (role: 'member' | 'admin' = 'member') =>
    t.service.invitations.create({ email: 'ada@example.com', role }, { actor: system, delivery: 'link' })
  const resend = (id: string, options: object = {}) =>
    t.service.invitations.resend(id, { actor: system, delivery: 'link', ...options })
  const next = async (token: string | null) => {
    const { next, reason } = await t.service.invitations.preview({ token: token ?? '' })
    return reason ?? next
  }

  it('ends the earlier links, or leaves them', async () => {
    const { id, token } = await invite()
    const appended = await resend(id, { mode: 'append' })
    expect([await next(token), await next(appended.token)]).toEqual(['sign_up', 'sign_up'])
    const rotated = await resend(id, { mode: 'rotate' })
    expect(await Promise.all([token, appended.token, rotated.token].map(next))).toEqual([
      'invitation_superseded',
      'invitation_superseded',
      'sign_up',
    ])
  })

  it('does what the policy says where nothing is asked', async () => {
    const own = testService(store.storage, { invitations: { resend: 'append' }, delivery: 'link' })
    const { id, token } = await invite()
    const again = await own.service.invitations.resend(id, { actor: system })
    expect([await next(token), await next(again.token)]).toEqual(['sign_up', 'sign_up'])
  })

  it('gives a lapsed invitation its time again', async () => {
    const { id, token } = await invite()
    t.clock.advance(8 * DAY)
    expect(await next(token)).toBe('invitation_expired')
    const again = await resend(id, { expiresIn: '2d' })
    expect(again).toMatchObject({ status: 'pending', expiresAt: new Date(t.clock.now() + 2 * DAY) })
    await t.service.invitations.accept({ token: again.token ?? '', password: goodPassword })
  })

  it('mails by default, with its mailer', async () => {
    const { id } = await invite()
    const again = await t.service.invitations.resend(id, { actor: system })
    expect(again).toMatchObject({ url: null, token: null, delivery: 'queued' })
    const [mail] = await t.drained()
    expect(await next(tokenIn(mail))).toBe('sign_up')
  })

  it('is refused for what has ended', async () => {
    const { id, token } = await invite()
    await t.service.invitations.accept({ token: token ?? '', password: goodPassword })
    expect(await refusalOf(resend(id))).toBe('already_accepted')
    const other = await t.service.invitations.create(
      { email: 'bob@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    await t.service.invitations.revoke(other.id, { actor: system })
    expect(await refusalOf(resend(other.id))).toBe('invitation_revoked')
    expect(await refusalOf(resend('nothing'))).toBe('invitation_not_found')
  })

  it('asks for what the invitation gives', async () => {
    const { id } = await invite('admin')
    const [member, admin] = [await person(t, 'm@example.com', 'member'), await person(t, 'a@example.com', 'admin')]
    expect(await refusalOf(resend(id, { actor: member }))).toBe('forbidden')
    expect(await refusalOf(resend(id, { actor: admin }))).toBeNull()
    const above = await t.service.invitations.create(
      { email: 'o@example.com', role: 'owner' },
      { actor: system, delivery: 'link' },
    )
    expect(await refusalOf(resend(above.id, { actor: admin }))).toBe('role_not_grantable')
  })

  it.each([{ mode: 'again' }, { delivery: 'fax' }, { expiresIn: 7 }, { expiresIn: '0d' }, { unknown: 1 }])(
    'not with %j',
    async (options) => {
      const { id } = await invite()
      expect(await refusalOf(resend(id, options))).toBe('invalid_input')
    },
  )

  it('lives no longer than a new one may', async () => {
    const { id } = await invite()
    expect(await refusalOf(resend(id, { expiresIn: '91d' }))).toBe('invalid_input')
  })

  it('mails nothing that nobody will ever send', async () => {
    const own = testService(store.storage, { mailer: undefined as never, drain: 'auto' })
    const { id } = await invite()
    expect(await refusalOf(own.service.invitations.resend(id, { actor: system, delivery: 'mail' }))).toBe(
      'invalid_input',
    )
  })

  it('by hand ends a mail that has not gone out, when it ends its link', async () => {
    const mailed = (email: string) => t.service.invitations.create({ email, role: 'member' }, { actor: system })
    const delivery = async (id: string) => (await t.service.invitations.get(id, { actor: system })).delivery
    const [rotated, appended] = [await mailed('ada@example.com'), await mailed('bob@example.com')]
    expect(rotated.delivery).toBe('queued')
    expect((await resend(rotated.id, { mode: 'rotate' })).delivery).toBe('none')
    expect((await resend(appended.id, { mode: 'append' })).delivery).toBe('queued')
    expect(await delivery(rotated.id)).toBe('none')
    expect((await t.drained()).map(({ to }) => to)).toEqual(['bob@example.com'])
    expect([await delivery(rotated.id), await delivery(appended.id)]).toEqual(['none', 'sent'])
  })
})
