import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import { testMailer } from '../../support/mailers.ts'
import { type TestService, testService } from '../../support/service.ts'
import { stores, type TestStore } from '../../support/stores.ts'

const MINUTE = 60_000

describe.each(stores)('a drain that cannot send everything, on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  const mail = testMailer()
  beforeEach(async () => {
    store = await open()
    mail.got.length = 0
    t = testService(store.storage, { mailer: mail.mailer })
  })
  afterEach(() => store.close())

  const invite = async (name: string) => {
    t.clock.advance(1000)
    await t.service.invitations.create({ email: `${name}@example.com`, role: 'member' }, { actor: system })
  }
  const sentTo = () => mail.got.map(({ to }) => to.replace('@example.com', ''))

  it('sends what has waited longest', async () => {
    for (const name of ['ada', 'bob', 'cleo', 'dora']) await invite(name)
    expect(await t.service.outbox.drain({ limit: 2 })).toMatchObject({ sent: 2, more: true })
    expect(sentTo().toSorted()).toEqual(['ada', 'bob'])
    await invite('eve')
    await t.service.outbox.drain({ limit: 1 })
    expect(sentTo().at(-1)).toBe('cleo')
  })

  it('keeps nobody waiting for ever, though newer mails never stop', async () => {
    await invite('first')
    for (let n = 0; n < 20 && !sentTo().includes('first'); n++) {
      await invite(`later${n}`)
      await invite(`latest${n}`)
      await t.service.outbox.drain({ limit: 2 })
    }
    expect(sentTo()).toContain('first')
  })

  it('comes back to what failed in its turn: when it is due again, not before', async () => {
    await invite('ada')
    mail.react = () => Promise.reject(new Error('busy'))
    await t.service.outbox.drain()
    mail.react = () => undefined
    await invite('bob')
    await t.service.outbox.drain({ limit: 1 })
    expect(sentTo()).toEqual(['ada', 'bob'])
    t.clock.advance(MINUTE)
    await invite('cleo')
    await t.service.outbox.drain({ limit: 1 })
    expect(sentTo().at(-1)).toBe('ada')
  })
})
