import { beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import { webCryptoRandom } from '../../../src/defaults/random.ts'
import { type RateLimiter, type RequestOptions, system } from '../../../src/index.ts'
import { mintSecret, type SecretPurpose } from '../../../src/tokens/secret.ts'
import { countingStorage } from '../../http/support/counting-storage.ts'
import { goodPassword, person, refusalOf, type TestService, testService } from '../../support/service.ts'
import { signingKey } from '../../support/signing-keys.ts'
import { waitOf } from './wait-of.ts'

const MINUTE = 60_000
const here = { from: '192.0.2.7' }
const there = { from: '192.0.2.8' }
const many = (times: number) => Array.from({ length: times }, (_, n) => n)
const unknown = (purpose: SecretPurpose) => mintSecret(purpose, webCryptoRandom)

describe('links and tokens that nobody made', () => {
  let t: TestService
  let counting: ReturnType<typeof countingStorage>
  beforeEach(() => {
    counting = countingStorage()
    t = testService(counting.wrap(memoryStorage()), { sessions: { jwt: { keys: { current: signingKey() } } } })
  })

  const password = goodPassword
  /** Every verb that opens with a secret. */
  const doors: readonly (readonly [string, SecretPurpose, (token: string, by?: RequestOptions) => Promise<unknown>])[] =
    [
      ['invitations.preview', 'invitation', (token, by) => t.service.invitations.preview({ token }, by)],
      ['invitations.accept', 'invitation', (token, by) => t.service.invitations.accept({ token, password }, by)],
      ['invitations.decline', 'invitation', (token, by) => t.service.invitations.decline({ token }, by)],
      ['activations.preview', 'activation', (token, by) => t.service.activations.preview({ token }, by)],
      ['activations.complete', 'activation', (token, by) => t.service.activations.complete({ token, password }, by)],
      ['resets.preview', 'reset', (token, by) => t.service.resets.preview({ token }, by)],
      ['resets.complete', 'reset', (token, by) => t.service.resets.complete({ token, password }, by)],
      ['accounts.confirmEmail', 'email', (token, by) => t.service.accounts.confirmEmail({ token }, by)],
      ['sessions.refresh', 'refresh', (token, by) => t.service.sessions.refresh(token, by)],
    ]
  const open = async () => {
    const made = await t.service.invitations.create({ seats: 100, role: 'member' }, { actor: system, delivery: 'link' })
    return made.token ?? ''
  }

  it.each(doors.map(([name], n) => [name, n] as const))('%s: twenty in a minute from one address', async (_, n) => {
    const [, purpose, enter] = doors[n] as (typeof doors)[number]
    const codes = new Set<string | null>()
    for (const each of many(20)) codes.add(await refusalOf(enter(each % 2 ? unknown(purpose) : 'malformed', here)))
    expect([...codes]).toEqual([expect.stringMatching(/^(invitation_not_found|link_not_found|not_authenticated)$/)])
    counting.taken()
    expect(await waitOf(enter(unknown(purpose), here))).toEqual({ code: 'rate_limited', wait: 60 })
    expect(counting.taken()).toEqual([])
    expect([...codes]).toEqual([await refusalOf(enter(unknown(purpose), there))])
    t.clock.advance(MINUTE)
    expect([...codes]).toEqual([await refusalOf(enter(unknown(purpose), here))])
  })

  it('count together, whatever they were for', async () => {
    for (const _ of many(3)) for (const [, purpose, enter] of doors) await refusalOf(enter(unknown(purpose), here))
    for (const [name, purpose, enter] of doors)
      expect(await refusalOf(enter(unknown(purpose), here)), name).toBe('rate_limited')
  })

  it('many people behind one address open their links as they like', async () => {
    const token = await open()
    for (const n of many(100)) {
      expect((await t.service.invitations.preview({ token }, here)).next).toBe('sign_up')
      const { account } = await t.service.invitations.accept({ token, email: `${n}@example.com`, password }, here)
      expect(account.status).toBe('active')
    }
    for (const _ of many(50))
      expect(await refusalOf(t.service.invitations.accept({ token, password }, here))).not.toBe('rate_limited')
    expect((await t.service.invitations.preview({ token }, here)).reason).toBe('seats_taken')
  })

  it('a session that has ended is no guess: a whole office comes back in the morning', async () => {
    await person(t, 'ada@example.com', 'member')
    const tokens: string[] = []
    for (const _ of many(30))
      tokens.push((await t.service.sessions.login({ login: 'ada@example.com', password })).refreshToken ?? '')
    t.clock.advance(8 * 1440 * MINUTE)
    for (const token of tokens)
      expect(await refusalOf(t.service.sessions.refresh(token, here))).toBe('not_authenticated')
    expect(await refusalOf(t.service.sessions.refresh(unknown('refresh'), here))).toBe('not_authenticated')
  })

  it('of many at once no more than twenty hear that there is nothing', async () => {
    const codes = await Promise.all(
      many(64).map(() => refusalOf(t.service.invitations.preview({ token: unknown('invitation') }, here))),
    )
    expect(codes.filter((code) => code === 'invitation_not_found').length).toBe(20)
    expect(codes.filter((code) => code === 'rate_limited').length).toBe(44)
  })

  it('without an address nothing is counted, and a link that is right asks the limiter once', async () => {
    let asked = 0
    const limiter: RateLimiter = {
      hit: () => {
        asked++
        return { count: 1, resetsInMs: MINUTE }
      },
      peek: () => {
        asked++
        return null
      },
      forget: () => undefined,
    }
    t = testService(memoryStorage(), { rateLimiter: limiter })
    const token = await open()
    asked = 0
    for (const _ of many(100)) await refusalOf(t.service.invitations.preview({ token: unknown('invitation') }))
    await t.service.invitations.preview({ token }, { from: null })
    expect(asked).toBe(0)
    await t.service.invitations.preview({ token }, here)
    expect(asked).toBe(1)
  })
})
