import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InvitationView, system } from '../../src/index.ts'
import { hashSecret } from '../../src/tokens/secret.ts'
import { dyingBefore, type TestMailer, testMailer } from '../support/mailers.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../support/service.ts'
import { dump, stores, type TestStore } from '../support/stores.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const LEASE = 2 * MINUTE

describe.each(stores)('the outbox on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  let mail: TestMailer
  beforeEach(async () => {
    store = await open()
    mail = testMailer()
    t = testService(store.storage, { mailer: mail.mailer })
  })
  afterEach(() => store.close())

  const fail = (error: unknown = new Error('refused')) => {
    mail.react = () => Promise.reject(error)
  }
  const invite = (email = 'ada@example.com'): Promise<InvitationView> =>
    t.service.invitations.create({ email, role: 'member' }, { actor: system })
  const drain = () => t.service.outbox.drain()
  const message = async () => (await store.rows('message')).at(0)
  const delivery = async ({ id }: { id: string }) => (await t.service.invitations.get(id, { actor: system })).delivery
  const next = async ({ token }: { token: string }) => (await t.service.invitations.preview({ token })).next

  it('mints the link when the mail is sent, and keeps its hash alone', async () => {
    const invitation = await invite()
    expect(await store.rows('challenge')).toEqual([])
    expect(await message()).toMatchObject({ kind: 'invitation', status: 'due', attempts: 0, email: 'ada@example.com' })
    expect(await drain()).toMatchObject({ sent: 1, failed: 0 })
    const token = tokenIn(mail.got[0])
    expect(await next({ token })).toBe('sign_up')
    expect(await store.rows('challenge')).toMatchObject([
      { hash: hashSecret('invitation', token), subjectId: invitation.id, email: 'ada@example.com', status: 'open' },
    ])
    expect((await dump(store)).filter((value) => value.includes(token))).toEqual([])
    expect(await message()).toMatchObject({ status: 'sent', attempts: 1, sentAt: t.clock.now(), failure: null })
    expect(await delivery(invitation)).toBe('sent')
    expect(await drain()).toMatchObject({ sent: 0, failed: 0 })
  })

  it('tries again after 30 seconds, then twice as long each time, eight times in all', async () => {
    fail()
    const invitation = await invite()
    for (let attempt = 1; attempt <= 7; attempt++) {
      expect(await drain()).toMatchObject({ sent: 0, failed: 1 })
      const wait = 30 * SECOND * 2 ** (attempt - 1)
      expect(await message()).toMatchObject({ status: 'due', attempts: attempt, dueAt: t.clock.now() + wait })
      expect(await delivery(invitation)).toBe('queued')
      t.clock.advance(wait - 1)
      expect(await drain()).toMatchObject({ sent: 0, failed: 0 })
      t.clock.advance(1)
    }
    await drain()
    expect(mail.got).toHaveLength(8)
    expect(await message()).toMatchObject({ status: 'dead', attempts: 8, failure: 'Error' })
    expect(await delivery(invitation)).toBe('failed')
    t.clock.advance(1000 * MINUTE)
    expect(await drain()).toMatchObject({ sent: 0, failed: 0 })
    const types = (await store.rows('event')).map(({ type }) => type)
    expect(types.filter((type) => type === 'outbox.failed')).toHaveLength(7)
    expect(types.filter((type) => type === 'outbox.dead')).toHaveLength(1)
  })

  it('sends a dead mail again when the invitation is resent', async () => {
    fail()
    const invitation = await invite()
    for (let attempt = 1; attempt <= 8; attempt++) {
      await drain()
      t.clock.advance(60 * MINUTE)
    }
    expect(await delivery(invitation)).toBe('failed')
    await t.service.invitations.resend(invitation.id, { actor: system })
    expect(await delivery(invitation)).toBe('queued')
    mail.react = () => undefined
    expect(await drain()).toMatchObject({ sent: 1 })
    expect(await delivery(invitation)).toBe('sent')
  })

  it('adds a link with each attempt: the one that arrived first still works', async () => {
    fail() // the provider took the mail and the answer was lost
    await invite()
    await drain()
    mail.react = () => undefined
    t.clock.advance(30 * SECOND)
    await drain()
    const tokens = mail.got.map(tokenIn)
    expect(new Set(tokens).size).toBe(2)
    expect(new Set(mail.got.map(({ id }) => id)).size).toBe(1)
    for (const token of tokens) expect(await next({ token })).toBe('sign_up')
    const [first = '', second = ''] = tokens
    await t.service.invitations.accept({ token: first, password: goodPassword })
    expect(await refusalOf(t.service.invitations.accept({ token: second, password: goodPassword }))).toBe(
      'already_accepted',
    )
  })

  it('leaves a mail to the worker that took it, until its lease ran out', async () => {
    let arrived: () => void = () => undefined
    const inTheMail = new Promise<void>((done) => {
      arrived = done
    })
    let answer: () => void = () => undefined
    mail.react = () => {
      arrived()
      return new Promise<void>((done) => {
        answer = done
      })
    }
    const invitation = await invite()
    const slow = drain()
    await inTheMail
    t.clock.advance(LEASE - 1)
    expect(await drain()).toMatchObject({ sent: 0, failed: 0 })
    t.clock.advance(1)
    mail.react = () => Promise.reject(new Error('refused'))
    expect(await drain()).toMatchObject({ sent: 0, failed: 1 })
    expect(await message()).toMatchObject({ status: 'due', attempts: 2, failure: 'Error' })
    answer()
    await slow
    // The first worker's answer comes too late: the mail is the other's.
    expect(await message()).toMatchObject({ status: 'due', attempts: 2, failure: 'Error' })
    expect(await delivery(invitation)).toBe('queued')
    mail.react = () => undefined
    t.clock.advance(MINUTE)
    expect(await drain()).toMatchObject({ sent: 1 })
    expect(new Set(mail.got.map(({ id }) => id)).size).toBe(1)
    expect(mail.got).toHaveLength(3)
  })

  it('sends each mail once, however many workers drain at the same moment', async () => {
    for (let n = 0; n < 20; n++) await invite(`person-${n}@example.com`)
    const drained = await Promise.all([drain(), drain(), drain()])
    expect(drained.reduce((sum, { sent }) => sum + sent, 0)).toBe(20)
    expect(new Set(mail.got.map(({ to }) => to)).size).toBe(20)
    expect(mail.got).toHaveLength(20)
  })

  it('sends again, under the same name, what went out before the worker died', async () => {
    const dying = testService(dyingBefore(store.storage, 'outbox.sent', 1), { mailer: mail.mailer, clock: t.clock })
    const invitation = await invite()
    await dying.service.outbox.drain().catch(() => undefined)
    expect(mail.got).toHaveLength(1)
    expect(await message()).toMatchObject({ status: 'due', attempts: 1 })
    t.clock.advance(LEASE)
    expect(await drain()).toMatchObject({ sent: 1 })
    expect(mail.got.map(({ id }) => id)).toEqual([mail.got[0]?.id, mail.got[0]?.id])
    for (const one of mail.got) expect(await next({ token: tokenIn(one) })).toBe('sign_up')
    expect(await delivery(invitation)).toBe('sent')
  })

  it('gives up after eight attempts, though every worker died of the mail', async () => {
    const dying = testService(dyingBefore(store.storage, 'outbox.sent', 100), { mailer: mail.mailer, clock: t.clock })
    const invitation = await invite()
    for (let attempt = 1; attempt <= 12; attempt++) {
      await dying.service.outbox.drain().catch(() => undefined)
      t.clock.advance(LEASE)
    }
    expect(mail.got).toHaveLength(8)
    expect(await message()).toMatchObject({ status: 'dead' })
    expect(await delivery(invitation)).toBe('failed')
  })

  describe('drops a mail whose subject is dead:', () => {
    const expectCancelled = async () => {
      expect(await drain()).toMatchObject({ sent: 0, failed: 0 })
      expect(mail.got).toEqual([])
      expect((await store.rows('message')).map(({ status }) => status)).toEqual(['cancelled'])
      expect(await store.rows('challenge')).toEqual([])
    }

    it('an invitation that was revoked', async () => {
      const { id } = await invite()
      await t.service.invitations.revoke(id, { actor: system })
      await expectCancelled()
    })

    it('an invitation that expired meanwhile', async () => {
      await invite()
      t.clock.advance(7 * 24 * 60 * MINUTE)
      await expectCancelled()
    })

    it('a reset for an address that nobody has', async () => {
      await t.service.resets.request({ email: 'nobody@example.com' })
      await expectCancelled()
    })

    it('a reset for somebody who is suspended', async () => {
      const { id } = await person(t, 'ada@example.com', 'member')
      await t.service.accounts.suspend(id, { actor: system })
      await t.service.resets.request({ email: 'ada@example.com' })
      await expectCancelled()
    })

    it('a reset for somebody who is still invited', async () => {
      await t.service.accounts.create({ email: 'ada@example.com' }, { actor: system })
      await t.service.resets.request({ email: 'ada@example.com' })
      await expectCancelled()
    })

    it('a reset that an administrator made before the person was suspended', async () => {
      const { id } = await person(t, 'ada@example.com', 'member')
      await t.service.resets.issue(id, { actor: system })
      await t.service.accounts.suspend(id, { actor: system })
      await t.service.accounts.reactivate(id, { actor: system })
      await expectCancelled()
    })
  })

  it('sends the newest link alone after a rotation, both after an addition', async () => {
    const rotated = await invite('ada@example.com')
    await t.service.invitations.resend(rotated.id, { actor: system, mode: 'rotate' })
    const appended = await invite('bob@example.com')
    await t.service.invitations.resend(appended.id, { actor: system, mode: 'append' })
    expect(await drain()).toMatchObject({ sent: 3 })
    expect(mail.got.map(({ to }) => to).toSorted()).toEqual(['ada@example.com', 'bob@example.com', 'bob@example.com'])
    for (const one of mail.got) expect(await next({ token: tokenIn(one) })).toBe('sign_up')
  })

  it('gives an invited person their activation again, where the policy says so', async () => {
    const kind = testService(store.storage, {
      mailer: mail.mailer,
      clock: t.clock,
      resets: { invited: 'activation' },
    })
    await kind.service.accounts.create({ email: 'ada@example.com', locale: 'fr' }, { actor: system })
    await kind.service.resets.request({ email: 'ada@example.com' })
    await kind.service.outbox.drain()
    expect(mail.got).toMatchObject([{ kind: 'activation', to: 'ada@example.com', locale: 'fr' }])
    expect(mail.got[0]?.url).toContain('/activate#ik_act_')
    const { account } = await kind.service.activations.complete({ token: tokenIn(mail.got[0]), password: goodPassword })
    expect(account.status).toBe('active')
  })

  it('gives nothing to an account that waits for its invitation: the invitation is its way in', async () => {
    const kind = testService(store.storage, {
      mailer: mail.mailer,
      clock: t.clock,
      resets: { invited: 'activation' },
      invitations: { accounts: 'beforehand' },
    })
    await kind.service.invitations.create(
      { email: 'ada@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    await kind.service.resets.request({ email: 'ada@example.com' })
    await kind.service.outbox.drain()
    expect(mail.got).toEqual([])
  })

  it('tells of a changed password without a link', async () => {
    const actor = await person(t, 'ada@example.com', 'member')
    const newPassword = 'another long sentence 99'
    await t.service.accounts.changePassword({ currentPassword: goodPassword, newPassword }, { actor })
    await drain()
    expect(mail.got).toMatchObject([{ kind: 'password_changed', to: 'ada@example.com', url: null, expiresAt: null }])
    expect(await store.rows('challenge')).toEqual([])
  })

  it('says when the link ends', async () => {
    await invite()
    await person(t, 'bob@example.com', 'member')
    await t.service.resets.request({ email: 'bob@example.com' })
    t.clock.advance(5 * MINUTE)
    await drain()
    const ends = Object.fromEntries(mail.got.map(({ kind, expiresAt }) => [kind, expiresAt?.getTime()]))
    expect(ends).toEqual({
      invitation: t.clock.now() - 5 * MINUTE + 7 * 24 * 60 * MINUTE,
      reset: t.clock.now() + 30 * MINUTE, // a reset lives from the moment when it is mailed
    })
  })

  it('sends as many as it is told, and says whether there is more', async () => {
    for (let n = 0; n < 5; n++) await invite(`person-${n}@example.com`)
    expect(await t.service.outbox.drain({ limit: 3 })).toEqual({ sent: 3, failed: 0, more: true })
    expect(await t.service.outbox.drain({ limit: 3 })).toEqual({ sent: 2, failed: 0, more: false })
  })

  it.each([0, -1, 1.5, '10'])('is told a whole number: %j is none', async (limit) => {
    await expect(t.service.outbox.drain({ limit } as never)).rejects.toThrow('"limit"')
  })

  it('mails no reset that was asked for long ago', async () => {
    await person(t, 'ada@example.com', 'member')
    await t.service.resets.request({ email: 'ada@example.com' })
    t.clock.advance(30 * 24 * 60 * MINUTE) // nobody drained for a month
    expect(await drain()).toMatchObject({ sent: 0, failed: 0 })
    expect(await message()).toMatchObject({ status: 'cancelled' })
  })

  it('is drained by who has a mailer', async () => {
    const { service } = testService(store.storage, { mailer: undefined as never, drain: 'manual' })
    await expect(service.outbox.drain()).rejects.toThrow('"mailer"')
  })
})
