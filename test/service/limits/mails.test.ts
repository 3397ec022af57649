import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import { type ServiceEvent, system } from '../../../src/index.ts'
import { goodPassword, person, refusalOf, type TestService, testService, tokenIn } from '../../support/service.ts'
import { waitOf } from './wait-of.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const here = { from: '192.0.2.7' }
const many = (times: number) => Array.from({ length: times }, (_, n) => n)

describe('mails', () => {
  let t: TestService
  let owner: Awaited<ReturnType<typeof person>>
  beforeEach(async () => {
    t = testService(memoryStorage(), { signUp: { role: 'member' } })
    owner = await person(t, 'owner@example.com', 'owner')
  })

  const forgot = (email = 'ada@example.com', by = {}) => refusalOf(t.service.resets.request({ email }, by))
  const mailed = async () => (await t.drained()).length

  describe('for a forgotten password', () => {
    beforeEach(async () => void (await person(t, 'ada@example.com', 'member')))

    it('five in a minute go to one mailbox; whoever asks is told the same', async () => {
      for (const _ of many(12)) expect(await forgot()).toBeNull()
      expect(await mailed()).toBe(5)
      expect(await forgot('owner@example.com')).toBeNull()
      expect(await mailed()).toBe(1)
      t.clock.advance(MINUTE)
      expect(await forgot()).toBeNull()
      expect(await mailed()).toBe(1)
    })

    it('a mailbox without an account is treated as one with: the same answers, the same commits', async () => {
      const commits = async (email: string) => {
        let requested = 0
        const off = t.service.on('reset.requested', () => void requested++)
        const counts: number[] = []
        for (const n of many(60)) {
          expect(await forgot(email)).toBeNull()
          counts.push(requested)
          t.clock.advance((n % 7) * MINUTE)
        }
        off()
        return counts
      }
      expect(await commits('nobody@example.com')).toEqual(await commits('ada@example.com'))
    })

    it('nobody is locked out: however often strangers ask, there is always a link in the mailbox that works', async () => {
      let newest = ''
      const steps = many(3 * 24 * 12) // each five minutes, for three days
      for (const step of steps) {
        for (const _ of many(6)) expect(await forgot()).toBeNull()
        for (const mail of await t.drained()) newest = tokenIn(mail)
        const { email } = await t.service.resets.preview({ token: newest })
        expect(email, `step ${step}`).toBe('ada@example.com')
        t.clock.advance(5 * MINUTE)
      }
      expect(t.mails.length).toBeLessThan(3 * (10 + 48) + 3)
      await t.service.resets.complete({ token: newest, password: 'another long sentence 99' })
    })

    it('twenty in a minute from one address, whomever they are for', async () => {
      for (const n of many(20)) expect(await forgot(`${n}@example.com`, here)).toBeNull()
      expect(await waitOf(t.service.resets.request({ email: 'ada@example.com' }, here))).toEqual({
        code: 'rate_limited',
        wait: 60,
      })
      expect(await forgot()).toBeNull()
      expect(await mailed()).toBe(1)
    })
  })

  describe('CVE-2022-31184: sent again to one person', () => {
    const resend = (id: string, options: object = {}) => t.service.invitations.resend(id, { actor: owner, ...options })

    it('one in three minutes, five in a day, whoever sends', async () => {
      const admin = await person(t, 'admin@example.com', 'admin')
      const { id } = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
      for (const n of many(5)) {
        await resend(id)
        expect(await waitOf(resend(id, { actor: n % 2 ? admin : owner }))).toEqual({ code: 'rate_limited', wait: 180 })
        t.clock.advance(3 * MINUTE)
      }
      expect((await waitOf(resend(id))).code).toBe('rate_limited')
      t.clock.advance(DAY)
      expect(await refusalOf(resend(id))).toBeNull()
    })

    it('what is handed over is no mail, and the system is no request', async () => {
      const { id } = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
      for (const _ of many(8)) expect((await resend(id, { delivery: 'link' })).url).not.toBeNull()
      for (const _ of many(8)) expect(await refusalOf(resend(id, { actor: system }))).toBeNull()
    })

    it('whoever may not send uses nothing up', async () => {
      const member = await person(t, 'member@example.com', 'member')
      const { id } = await t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
      for (const _ of many(8)) expect(await refusalOf(resend(id, { actor: member }))).toBe('forbidden')
      expect(await refusalOf(resend(id))).toBeNull()
    })

    it('links for an account that somebody has mailed count as well', async () => {
      const { id } = await t.service.accounts.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
      const issue = (options: object = {}) => refusalOf(t.service.activations.issue(id, { actor: owner, ...options }))
      expect([await issue(), await issue(), await issue({ delivery: 'link' })]).toEqual([null, 'rate_limited', null])
      const ada = await person(t, 'eve@example.com', 'member')
      const reset = () => refusalOf(t.service.resets.issue(ada.id, { actor: owner }))
      expect([await reset(), await reset()]).toEqual([null, 'rate_limited'])
    })
  })

  it('to a new address of one’s own: five in a minute, ten in a day', async () => {
    const change = (n: number) =>
      refusalOf(
        t.service.accounts.changeEmail(
          { email: `new${n}@example.com`, currentPassword: goodPassword },
          { actor: owner },
        ),
      )
    for (const n of many(5)) expect(await change(n)).toBeNull()
    expect(await change(5)).toBe('rate_limited')
    t.clock.advance(MINUTE)
    for (const n of many(5)) expect(await change(n)).toBeNull()
    t.clock.advance(MINUTE)
    expect(await change(5)).toBe('rate_limited')
    expect(await mailed()).toBe(10)
  })

  it('twenty sign-ups in a minute from one address', async () => {
    const signUp = (n: number, by = here) =>
      refusalOf(t.service.accounts.signUp({ email: `new${n}@example.com`, password: goodPassword }, by))
    for (const n of many(20)) expect(await signUp(n)).toBeNull()
    expect(await signUp(20)).toBe('rate_limited')
    expect(await signUp(20, { from: '192.0.2.8' })).toBeNull()
  })

  describe('invitations', () => {
    const create = (n: number, options: object = {}) =>
      refusalOf(
        t.service.invitations.create({ email: `${n}@example.com`, role: 'member' }, { actor: owner, ...options }),
      )
    const bulk = (from: number, count: number, options: object = {}) =>
      t.service.invitations.createMany(
        many(count).map((n) => ({ email: `${from + n}@example.com`, role: 'member' as const })),
        { actor: owner, ...options },
      )

    it('a thousand in a day for each inviter, where the host says nothing', async () => {
      expect((await bulk(0, 500)).created).toBe(500)
      expect((await bulk(500, 499)).created).toBe(499)
      expect(await waitOf(bulk(1000, 2))).toEqual({ code: 'rate_limited', wait: 86_400 })
      expect(await create(2000)).toBeNull()
      expect(await create(2001)).toBe('rate_limited')
      expect(await create(2001, { delivery: 'link' })).toBe('rate_limited')
      expect(await create(2001, { actor: await person(t, 'admin@example.com', 'admin') })).toBeNull()
      expect(await create(2002, { actor: system })).toBeNull()
      t.clock.advance(DAY)
      expect(await create(2001)).toBe('already_invited')
      expect(await create(2003)).toBeNull()
    })

    it('as many as the host says, each row that is made', async () => {
      t = testService(memoryStorage(), { limits: { invitationsPerDay: 10 } })
      owner = await person(t, 'owner@example.com', 'owner')
      expect((await bulk(0, 8)).created).toBe(8)
      expect((await bulk(0, 10, { dryRun: true })).created).toBe(2)
      expect((await bulk(0, 9)).created).toBe(1) // eight are there already
      expect(await refusalOf(bulk(20, 2))).toBe('rate_limited')
      expect(await create(0)).toBe('already_invited')
      expect(await create(20)).toBeNull()
      expect(await create(21)).toBe('rate_limited')
    })

    it('a call that is repeated with its key counts once', async () => {
      t = testService(memoryStorage(), { limits: { invitationsPerDay: 2 } })
      owner = await person(t, 'owner@example.com', 'owner')
      for (const _ of many(5)) expect(await create(1, { idempotencyKey: 'one' })).toBeNull()
      for (const _ of many(5)) expect((await bulk(2, 1, { idempotencyKey: 'many' })).created).toBe(1)
      expect(await create(3)).toBe('rate_limited')
    })

    it('of many at once exactly so many are made', async () => {
      t = testService(memoryStorage(), { limits: { invitationsPerDay: 10 } })
      owner = await person(t, 'owner@example.com', 'owner')
      const codes = await Promise.all(many(64).map((n) => create(n)))
      expect(codes.filter((code) => code === null).length).toBe(10)
      expect(codes.filter((code) => code === 'rate_limited').length).toBe(54)
    })
  })

  it('whoever listens hears of what was limited, without an address', async () => {
    const seen: ServiceEvent[] = []
    t.service.on('limited', (event) => void seen.push(event))
    for (const _ of many(6)) await forgot()
    for (const _ of many(21)) await forgot('bob@example.com', here)
    expect(seen.map(({ data }) => data['limit'])).toContain('forgotMailbox')
    expect(seen.at(-1)).toMatchObject({ data: { limit: 'forgot', retryAfterSeconds: 60 }, committed: false })
    expect(JSON.stringify(seen)).not.toMatch(/example\.com|192\.0/)
  })
})
