import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { everyStore } from '../support/engines/every-store.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'
import type { TestStore } from '../support/stores.ts'

describe.each(await everyStore())('a whole life on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  it('carries a colleague from the invitation to the return', async () => {
    const { service, clock, drained } = t
    const owner = await person(t, 'owner@example.com', 'owner')

    const invitation = await service.invitations.create({ email: 'Ada@Example.com', role: 'member' }, { actor: owner })
    expect(invitation).toMatchObject({
      email: 'ada@example.com',
      status: 'pending',
      delivery: 'queued',
      url: null,
      token: null,
    })
    const [mail] = await drained()
    expect(mail).toMatchObject({ to: 'ada@example.com', kind: 'invitation', locale: 'en' })
    const token = tokenIn(mail)
    expect((await service.invitations.get(invitation.id, { actor: owner })).delivery).toBe('sent')

    const seen = await service.invitations.preview({ token })
    expect(seen).toMatchObject({
      next: 'sign_up',
      reason: null,
      inviter: { name: 'owner@example.com' },
      scope: { name: 'Example' },
    })

    const accepted = await service.invitations.accept(
      { token, password: goodPassword, profile: { name: 'Ada' } },
      { session: true },
    )
    expect(accepted.account).toMatchObject({ email: 'ada@example.com', status: 'active', profile: { name: 'Ada' } })
    expect(accepted.account.emailVerifiedAt).not.toBeNull()
    expect(accepted.membership).toMatchObject({ role: 'member', flags: ['people.view'] })
    const { actor } = await service.sessions.check(accepted.sessionToken)
    expect(actor.id).toBe(accepted.account.id)
    expect(await refusalOf(service.invitations.accept({ token, password: goodPassword }))).toBe('already_accepted')

    await service.sessions.logout(accepted.sessionToken)
    expect(await refusalOf(service.sessions.check(accepted.sessionToken))).toBe('not_authenticated')
    const { sessionToken } = await service.sessions.login({ login: 'ADA@example.com', password: goodPassword })

    await service.resets.request({ email: 'ada@example.com', locale: 'fr' })
    await service.resets.request({ email: 'nobody@example.com' })
    const resets = await drained()
    expect(resets).toHaveLength(1)
    expect(resets[0]).toMatchObject({ kind: 'reset', locale: 'fr' })
    const newPassword = 'another long sentence 99'
    expect((await service.resets.preview({ token: tokenIn(resets[0]) })).email).toBe('ada@example.com')
    await service.resets.complete({ token: tokenIn(resets[0]), password: newPassword })
    expect(await refusalOf(service.resets.complete({ token: tokenIn(resets[0]), password: newPassword }))).toBe(
      'link_used',
    )
    expect(await refusalOf(service.sessions.check(sessionToken))).toBe('not_authenticated')
    expect(await refusalOf(service.sessions.login({ login: 'ada@example.com', password: goodPassword }))).toBe(
      'login_failed',
    )
    const again = await service.sessions.login({ login: 'ada@example.com', password: newPassword })

    await service.accounts.suspend(accepted.account.id, { actor: owner })
    expect(await refusalOf(service.sessions.check(again.sessionToken))).toBe('not_authenticated')
    expect(await refusalOf(service.sessions.login({ login: 'ada@example.com', password: newPassword }))).toBe(
      'login_failed',
    )
    clock.advance(1000)
    await service.accounts.reactivate(accepted.account.id, { actor: owner })
    expect(await refusalOf(service.sessions.check(again.sessionToken))).toBe('not_authenticated')
    expect((await service.sessions.login({ login: 'ada@example.com', password: newPassword })).account.status).toBe(
      'active',
    )

    const { items } = await service.audit.list({}, { actor: owner })
    expect(items.map(({ type }) => type)).toContain('invitation.accepted')
    expect(await refusalOf(service.accounts.suspend(owner.id, { actor: system }))).toBe('last_holder')
  })
})
