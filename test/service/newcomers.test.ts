import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { goodPassword, refusalOf, type TestService, testService } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

describe.each(stores)('invitations for newcomers only, on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage, { invitations: { for: 'newcomers', accounts: 'beforehand' } })
  })
  afterEach(() => store.close())

  const invite = (email: string, scope = 'one') =>
    t.service.invitations.create({ email, role: 'member', scope }, { actor: system, delivery: 'link' })

  it('refuse whoever has an account, in whatever scope and state', async () => {
    const { id } = await t.service.accounts.create(
      { email: 'ada@example.com', password: goodPassword },
      { actor: system },
    )
    expect(await refusalOf(invite('ADA@example.com', 'two'))).toBe('email_taken')
    await t.service.accounts.suspend(id, { actor: system })
    expect(await refusalOf(invite('ada@example.com'))).toBe('email_taken')
  })

  it('refuse whoever is invited elsewhere, until that has died', async () => {
    const { id } = await invite('ada@example.com', 'one')
    expect(await refusalOf(invite('ada@example.com', 'two'))).toBe('already_invited')
    await t.service.invitations.revoke(id, { actor: system })
    const { token } = await invite('ada@example.com', 'two')
    await t.service.invitations.accept({ token: token ?? '', password: goodPassword })
    expect(await refusalOf(invite('ada@example.com', 'three'))).toBe('email_taken')
  })

  it('refuse the second row for one person in a bulk', async () => {
    const rows = ['one', 'two'].map((scope) => ({ email: 'ada@example.com', role: 'member' as const, scope }))
    const { rows: verdicts } = await t.service.invitations.createMany(rows, { actor: system, delivery: 'link' })
    expect(verdicts.map((verdict) => (verdict.ok ? 'ok' : verdict.code))).toEqual(['ok', 'already_invited'])
  })

  it('go to anybody by default', async () => {
    const open = testService(store.storage)
    await open.service.accounts.create({ email: 'ada@example.com', password: goodPassword }, { actor: system })
    const made = open.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    expect(await refusalOf(made)).toBeNull()
  })
})
