import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import { type PasswordHasher, type ServiceEvent, system } from '../../../src/index.ts'
import {
  goodPassword,
  person,
  plainHasher,
  refusalOf,
  type TestService,
  testService,
  tokenIn,
} from '../../support/service.ts'
import { waitOf } from './wait-of.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const many = (times: number) => Array.from({ length: times }, (_, n) => n)

describe('guesses of a password', () => {
  let t: TestService
  let compared: number
  let ada: Awaited<ReturnType<typeof person>>
  beforeEach(async () => {
    compared = 0
    const inner = plainHasher()
    const passwordHasher: PasswordHasher = {
      hash: inner.hash,
      verify: (typed, hash) => {
        compared++
        return inner.verify(typed, hash)
      },
    }
    t = testService(memoryStorage(), { passwordHasher })
    const make = { email: 'ada@example.com', username: 'ada', password: goodPassword, role: 'member' } as const
    const { id } = await t.service.accounts.create(make, { actor: system })
    ada = { type: 'account', id }
  })

  const login = (password: string, name = 'ada@example.com', from?: string) =>
    t.service.sessions.login({ login: name, password }, from === undefined ? {} : { from })
  const wrong = (name?: string, from?: string) => refusalOf(login('a wrong password', name, from))
  const right = (name?: string, from?: string) => refusalOf(login(goodPassword, name, from))
  const wrongTimes = async (times: number, name?: string) => {
    for (const _ of many(times)) expect(await wrong(name)).toBe('login_failed')
  }
  const changeWrong = () =>
    refusalOf(
      t.service.accounts.changePassword(
        { currentPassword: 'a wrong password', newPassword: 'another long sentence 99' },
        { actor: ada },
      ),
    )

  it('five in five minutes for an account: then not even the right one', async () => {
    await wrongTimes(5)
    const { code, wait } = await waitOf(login(goodPassword))
    expect([code, wait]).toEqual(['rate_limited', 300])
    t.clock.advance(5 * MINUTE)
    expect(await right()).toBeNull()
  })

  it('ten in fifteen minutes, and then the wait is longer', async () => {
    await wrongTimes(5)
    t.clock.advance(5 * MINUTE)
    await wrongTimes(5)
    t.clock.advance(5 * MINUTE)
    expect(await waitOf(login(goodPassword))).toEqual({ code: 'rate_limited', wait: 300 })
    t.clock.advance(5 * MINUTE)
    expect(await right()).toBeNull()
  })

  it('CVE-2020-11052: what has lapsed is limited again, without a right one between', async () => {
    for (const _ of many(4)) {
      await wrongTimes(5)
      expect(await wrong()).toBe('rate_limited')
      t.clock.advance(15 * MINUTE)
    }
  })

  it('CVE-2019-5421: of many at once no more are compared than may be', async () => {
    const codes = await Promise.all(many(64).map(() => wrong()))
    expect(compared).toBe(5)
    expect(codes.filter((code) => code === 'login_failed').length).toBe(5)
    expect(codes.filter((code) => code === 'rate_limited').length).toBe(59)
  })

  it('right ones refuse nobody, however many come at once', async () => {
    const codes = await Promise.all(many(64).map(() => right()))
    expect(codes).toEqual(many(64).map(() => null))
    await wrongTimes(5)
  })

  it('a right one forgets what was counted for its own account, and for no other', async () => {
    await person(t, 'bob@example.com', 'member')
    await wrongTimes(4)
    await wrongTimes(5, 'bob@example.com')
    expect(await right()).toBeNull()
    await wrongTimes(5)
    expect(await right('bob@example.com')).toBe('rate_limited')
  })

  it('a right password of somebody who may not log in forgets nothing: it tells as little as a wrong one', async () => {
    await t.service.accounts.suspend(ada.id, { actor: system })
    for (const _ of many(5)) expect(await right()).toBe('login_failed')
    expect(await right()).toBe('rate_limited')
  })

  it('are answered alike for whoever is there and whoever is not', async () => {
    const answers = async (name: string) => {
      const codes: unknown[] = []
      for (const _ of many(7)) codes.push(await waitOf(login('a wrong password', name)))
      t.clock.advance(5 * MINUTE)
      for (const _ of many(7)) codes.push(await waitOf(login('a wrong password', name)))
      return codes
    }
    await t.service.accounts.create({ email: 'invited@example.com', role: 'member' }, { actor: system })
    const known = await answers('ada@example.com')
    expect(known.filter((one) => JSON.stringify(one).includes('login_failed')).length).toBe(10)
    for (const name of ['nobody@example.com', 'invited@example.com', 'ADA', 'nobody', 'no address @ all', '\0'])
      expect(await answers(name), name).toEqual(known)
  })

  it('do not tell which address and which user name are one account', async () => {
    await wrongTimes(5, 'ada@example.com')
    await wrongTimes(5, 'ada')
    expect(await Promise.all([wrong('ada@example.com'), wrong('ada')])).toEqual(['rate_limited', 'rate_limited'])
  })

  it('CVE-2025-64526: count for one account, however its name is typed', async () => {
    for (const name of [
      'ada@example.com',
      'ADA@example.com',
      ' ada@EXAMPLE.com ',
      'ada@example.COM',
      'Ada@example.com',
    ])
      expect(await wrong(name)).toBe('login_failed')
    expect(await wrong('aDa@example.com')).toBe('rate_limited')
  })

  it('NIST SP 800-63B-4, 3.2.2: after a hundred one after the other no password is right, until it is reset', async () => {
    const seen: ServiceEvent[] = []
    t.service.on('limited', (event) => void seen.push(event))
    for (const _ of many(10)) {
      await wrongTimes(5)
      await wrongTimes(5, 'ada')
      t.clock.advance(15 * MINUTE)
    }
    expect(compared).toBe(100)
    expect(await right()).toBe('login_failed')
    expect(seen).toMatchObject([{ data: { limit: 'passwordStop' }, subject: ada.id, committed: false }])
    t.clock.advance(300 * DAY)
    expect(await right()).toBe('login_failed')
    expect(await changeWrong()).toBe('wrong_password')

    await t.service.resets.request({ email: 'ada@example.com' })
    const token = tokenIn((await t.drained()).find(({ kind }) => kind === 'reset'))
    await t.service.resets.complete({ token, password: goodPassword })
    expect(await right()).toBeNull()
  })

  it('a reset starts from nought: whoever guesses keeps nobody out for good', async () => {
    await wrongTimes(5)
    expect(await right()).toBe('rate_limited')
    await t.service.resets.request({ email: 'ada@example.com' })
    const token = tokenIn((await t.drained()).find(({ kind }) => kind === 'reset'))
    await t.service.resets.complete({ token, password: goodPassword })
    expect(await right()).toBeNull()
  })

  it('count as well where somebody is logged in and types the current one', async () => {
    for (const _ of many(5)) expect(await changeWrong()).toBe('wrong_password')
    expect(await changeWrong()).toBe('rate_limited')
    const change = (currentPassword: string) =>
      t.service.accounts.changeEmail({ email: 'new@example.com', currentPassword }, { actor: ada })
    expect(await refusalOf(change(goodPassword))).toBe('rate_limited')
    t.clock.advance(5 * MINUTE)
    expect(await refusalOf(change('a wrong password'))).toBe('wrong_password')
    expect(await refusalOf(change(goodPassword))).toBeNull()
  })

  it('the current one, when right, costs nothing: a new one that is too weak may be tried again and again', async () => {
    const weak = () =>
      refusalOf(
        t.service.accounts.changePassword({ currentPassword: goodPassword, newPassword: 'weak' }, { actor: ada }),
      )
    for (const _ of many(12)) expect(await weak()).toBe('password_policy')
  })

  it('whoever has a session that has ended guesses nothing, and counts for nobody', async () => {
    const stale = { ...ada, epoch: 7 }
    const ask = { currentPassword: 'a wrong password', newPassword: 'another long sentence 99' }
    for (const _ of many(12))
      expect(await refusalOf(t.service.accounts.changePassword(ask, { actor: stale }))).toBe('not_authenticated')
    expect(compared).toBe(0)
    expect(await changeWrong()).toBe('wrong_password')
  })

  it('thirty log-ins in a minute from one address, of which ten may fail', async () => {
    const [here, there] = ['192.0.2.7', '192.0.2.8']
    for (const n of many(10)) expect(await wrong(`${n}@example.com`, here)).toBe('login_failed')
    expect(await right('ada@example.com', here)).toBe('rate_limited')
    expect(await right('ada@example.com', there)).toBeNull()
    t.clock.advance(MINUTE)
    for (const _ of many(30)) expect(await right('ada@example.com', here)).toBeNull()
    expect(await waitOf(login(goodPassword, 'ada@example.com', here))).toEqual({ code: 'rate_limited', wait: 60 })
    expect(await right('ada@example.com', there)).toBeNull()
  })

  it('an address of IPv6 is all of its network', async () => {
    for (const n of many(10)) expect(await wrong(`${n}@example.com`, `2001:db8::${n + 1}`)).toBe('login_failed')
    expect(await right('ada@example.com', '2001:db8::ffff:1')).toBe('rate_limited')
    expect(await right('ada@example.com', '2001:db8:0:1::1')).toBeNull()
  })

  it('of many at once from one address no more than ten hear that they failed', async () => {
    const codes = await Promise.all(many(30).map((n) => wrong(`${n}@example.com`, '192.0.2.7')))
    expect(codes.filter((code) => code === 'login_failed').length).toBe(10)
  })
})
