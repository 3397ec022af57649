import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import { webCryptoRandom } from '../../../src/defaults/random.ts'
import { warnInProduction } from '../../../src/defaults/warn-in-production.ts'
import {
  createInviteService,
  memoryRateLimiter,
  type RateLimiter,
  type ServiceEvent,
  system,
} from '../../../src/index.ts'
import { mintSecret } from '../../../src/tokens/secret.ts'
import { permissions } from '../../support/permissions.ts'
import { goodPassword, person, refusalOf, testService, tokenIn } from '../../support/service.ts'
import { waitOf } from './wait-of.ts'

const here = { from: '192.0.2.7' }

const broken = (fail: () => never | Promise<never>): RateLimiter => ({ hit: fail, peek: fail, forget: fail })
const kinds = [
  [
    'throws',
    () =>
      broken(() => {
        throw new Error('down')
      }),
  ],
  ['rejects', () => broken(async () => Promise.reject(new Error('down')))],
  ['answers nonsense', () => broken(() => ({ count: 'many' }) as never)],
  ['hangs', () => broken(() => new Promise<never>(() => undefined))],
] as const

describe.each(kinds)('a limiter that %s', (kind, make) => {
  afterEach(() => vi.useRealTimers())

  /** A world in which the limiter works until it is told not to. */
  async function world() {
    // The wait for a limiter that hangs is a real one, of a second: here it passes at once.
    if (kind === 'hangs')
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }).setTimerTickMode('nextTimerAsync')
    const whole = memoryRateLimiter()
    let current: RateLimiter = whole
    const t = testService(memoryStorage(), {
      signUp: { role: 'member' },
      rateLimiter: {
        hit: (...given) => current.hit(...given),
        peek: (key) => current.peek(key),
        forget: (key) => current.forget(key),
      },
    })
    const seen: ServiceEvent[] = []
    t.service.on('limiter.down', (event) => void seen.push(event))
    const owner = await person(t, 'owner@example.com', 'owner')
    const fall = () => {
      current = make()
    }
    const rise = () => {
      current = whole
    }
    return { t, owner, seen, fall, rise }
  }

  it('refuses guesses and mails', async () => {
    const { t, owner, seen, fall, rise } = await world()
    const { service } = t
    const { id } = await service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: owner })
    const bob = await service.accounts.create({ email: 'bob@example.com', role: 'member' }, { actor: system })
    const before = t.mails.length
    fall()
    const actor = owner
    const email = 'new@example.com'
    const password = goodPassword
    const token = mintSecret('invitation', webCryptoRandom)
    const guessesAndMails: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['log in', () => service.sessions.login({ login: 'owner@example.com', password })],
      ['log in, from somewhere', () => service.sessions.login({ login: 'owner@example.com', password }, here)],
      ['log in, nobody', () => service.sessions.login({ login: 'nobody@example.com', password })],
      ['forget a password', () => service.resets.request({ email: 'owner@example.com' })],
      ['forget a password, nobody', () => service.resets.request({ email: 'nobody@example.com' })],
      [
        'change a password',
        () => service.accounts.changePassword({ currentPassword: password, newPassword: `${password} 2` }, { actor }),
      ],
      ['change an address', () => service.accounts.changeEmail({ currentPassword: password, email }, { actor })],
      ['sign up', () => service.accounts.signUp({ email, password }, here)],
      ['invite', () => service.invitations.create({ email, role: 'member' }, { actor })],
      ['invite many', () => service.invitations.createMany([{ email, role: 'member' }], { actor })],
      ['send again', () => service.invitations.resend(id, { actor })],
      ['mail an activation', () => service.activations.issue(bob.id, { actor })],
      ['open a link that nobody made', () => service.invitations.preview({ token }, here)],
      ['accept a link that nobody made', () => service.invitations.accept({ token, password }, here)],
    ]
    for (const [what, ask] of guessesAndMails)
      expect(await waitOf(ask()), what).toEqual({ code: 'limiter_down', wait: 5 })
    expect(seen.length).toBeGreaterThanOrEqual(guessesAndMails.length)
    expect(JSON.stringify(seen)).not.toMatch(/example\.com|192\.0/)
    rise()
    for (const [what, ask] of guessesAndMails.slice(0, 5))
      expect(await refusalOf(ask()), what).toBe(what === 'log in, nobody' ? 'login_failed' : null)
    expect(t.mails.length).toBe(before)
  })

  it('refuses nothing else', async () => {
    const { t, owner: actor, fall } = await world()
    const { service } = t
    const { sessionToken } = await service.sessions.login({ login: 'owner@example.com', password: goodPassword })
    await service.resets.request({ email: 'owner@example.com' })
    const reset = tokenIn((await t.drained()).at(-1))
    fall()
    const link = { actor, delivery: 'link' } as const
    const { id, token } = await service.invitations.create({ email: 'ada@example.com', role: 'member' }, link)
    expect((await service.invitations.createMany([{ email: 'bob@example.com', role: 'member' }], link)).created).toBe(1)
    expect((await service.invitations.preview({ token: token ?? '' }, here)).next).toBe('sign_up')
    const again = (await service.invitations.resend(id, link)).token ?? ''
    const accepted = await service.invitations.accept(
      { token: again, password: goodPassword },
      { ...here, session: true },
    )
    expect((await service.sessions.check(accepted.sessionToken)).account.email).toBe('ada@example.com')
    expect((await service.sessions.check(sessionToken)).account.email).toBe('owner@example.com')
    expect((await service.invitations.list({}, { actor })).items.length).toBe(2)
    expect((await service.resets.preview({ token: reset }, here)).email).toBe('owner@example.com')
    await service.resets.complete({ token: reset, password: `${goodPassword} 2` }, here)
    await service.sessions.logout(accepted.sessionToken)
    await service.accounts.suspend(accepted.account.id, { actor: system })
    expect(await refusalOf(service.invitations.preview({ token: 'malformed' }))).toBe('invitation_not_found')
  })
})

describe('the default limiter', () => {
  const start = (options: object) =>
    createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions, ...options })

  it('CVE-2021-41177: counts where the host has set nothing up', async () => {
    const t = testService(memoryStorage())
    for (let n = 0; n < 5; n++)
      expect(await refusalOf(t.service.sessions.login({ login: 'x@example.com', password: 'x' }))).toBe('login_failed')
    expect(await refusalOf(t.service.sessions.login({ login: 'x@example.com', password: 'x' }))).toBe('rate_limited')
  })

  it('is warned of once in production, unless the host says that it means it', async () => {
    const warnings: string[] = []
    vi.stubEnv('NODE_ENV', 'production')
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation((text) => void warnings.push(String(text)))
    try {
      start({ rateLimiter: memoryRateLimiter() })
      start({ limits: false })
      expect(warnings).toEqual([])
      start({})
      start({})
      expect(warnings).toEqual([expect.stringContaining('"rateLimiter"')])
      expect(emit.mock.calls[0]?.[1]).toEqual({ type: 'InvitekitWarning', code: 'INVITEKIT_MEMORY_LIMITER' })
    } finally {
      vi.unstubAllEnvs()
      emit.mockRestore()
    }
  })

  it('is warned of on the console where there is no other way, and not where nobody is in production', () => {
    const said: string[] = []
    const console = { warn: (text: string) => void said.push(text) }
    warnInProduction('ONE', 'one', { console })
    warnInProduction('ONE', 'one', { console, process: { env: { NODE_ENV: 'test' } } })
    expect(said).toEqual([])
    for (let n = 0; n < 3; n++)
      warnInProduction('ONE', 'one', { console, process: { env: { NODE_ENV: 'production' } } })
    expect(said).toEqual(['one'])
  })
})

describe('the options', () => {
  const start = (options: object) =>
    createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions, ...options })

  it.each([
    ['limits', { limits: true }],
    ['limits', { limits: null }],
    ['limits', { limits: 0 }],
    ['limits.0', { limits: 'off' }],
    ['limits.perDay', { limits: { perDay: 1 } }],
    ['limits.invitationsPerDay', { limits: { invitationsPerDay: 0 } }],
    ['limits.invitationsPerDay', { limits: { invitationsPerDay: 1.5 } }],
    ['limits.invitationsPerDay', { limits: { invitationsPerDay: '10' } }],
    ['limits.invitationsPerDay', { limits: { invitationsPerDay: 1e9 } }],
    ['rateLimiter', { rateLimiter: {} }],
    ['rateLimiter', { rateLimiter: { hit() {}, peek() {} } }],
  ])('%s: %j', (option, options) => {
    expect(() => start(options)).toThrow(TypeError)
    expect(() => start(options)).toThrow(`"${option}"`)
  })

  it('false counts nothing', async () => {
    const t = testService(memoryStorage(), { limits: false })
    for (let n = 0; n < 200; n++)
      expect(await refusalOf(t.service.sessions.login({ login: 'x@example.com', password: 'x' }, here))).toBe(
        'login_failed',
      )
  })
})
