import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { createInviteService, type InviteOptions } from '../../src/index.ts'
import { resolvePolicy } from '../../src/service/options.ts'
import { permissions } from '../support/permissions.ts'

const storage = memoryStorage()
const base = { baseUrl: 'https://app.example.com', storage, permissions }
const mailer = async () => undefined
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** For callers without types. */
const start = (options: object) => createInviteService({ ...base, ...options } as InviteOptions)
const resolve = (options: object = {}) => resolvePolicy({ ...base, ...options } as InviteOptions)

function expectRefusal(work: () => unknown, option: string): void {
  expect(work).toThrow(TypeError)
  expect(work).toThrow(`"${option}"`)
}

/** Freezes an object and what is in it, as deep as it goes. */
function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner)
  return Object.freeze(value)
}

describe('a wrong option is a TypeError that names it', () => {
  it.each([
    ['baseUrl', { baseUrl: undefined }],
    ['baseUrl', { baseUrl: 'app.example.com' }],
    ['baseUrl', { baseUrl: 7 }],
    ['baseUrl', { baseUrl: 'http://app.example.com' }],
    ['baseUrl', { baseUrl: 'http://localhost.example.com' }],
    ['baseUrl', { baseUrl: 'http://127.0.0.1.example.com' }],
    ['baseUrl', { baseUrl: 'ftp://app.example.com' }],
    ['baseUrl', { baseUrl: 'javascript:alert(1)' }],
    ['baseUrl', { baseUrl: 'https://app.example.com?x=1' }],
    ['baseUrl', { baseUrl: 'https://app.example.com/#x' }],
    ['baseUrl', { baseUrl: 'https://user:password@app.example.com' }],
    ['links.invitation', { links: { invitation: '/join' } }],
    ['links.invitation', { links: { invitation: 'join#{token}' } }],
    ['links.invitation', { links: { invitation: '//evil.example/{token}' } }],
    ['links.activation', { links: { activation: 'https://evil.example/{token}' } }],
    ['links.reset', { links: { reset: 7 } }],
    ['delivery', { delivery: 'fax' }],
    ['locale', { locale: 'de' }],
    ['invitations.lifetime', { invitations: { lifetime: 7 } }],
    ['invitations.lifetime', { invitations: { lifetime: '0d' } }],
    ['invitations.lifetime', { invitations: { lifetime: '91d' } }],
    ['invitations.accounts', { invitations: { accounts: 'never' } }],
    ['invitations.resend', { invitations: { resend: 'again' } }],
    ['invitations.role', { invitations: { role: 'owner' } }],
    ['activations.lifetime', { activations: { lifetime: '73h' } }],
    ['activations.lifetime', { activations: { lifetime: { months: 1 } } }],
    ['resets.lifetime', { resets: { lifetime: '25h' } }],
    ['resets.issuedLifetime', { resets: { issuedLifetime: '2d' } }],
    ['resets.invited', { resets: { invited: 'reset' } }],
    ['sessions.lifetime', { sessions: { lifetime: '-1d' } }],
    ['sessions.idle', { sessions: { idle: '366d' } }],
    ['sessions.maximum', { sessions: { maximum: 0 } }],
    ['sessions.maximum', { sessions: { maximum: 101 } }],
    ['sessions.maximum', { sessions: { maximum: 2.5 } }],
    ['emails.lifetime', { emails: { lifetime: '73h' } }],
    ['links.email', { links: { email: '/confirm' } }],
    ['signUp.role', { signUp: { role: 'emperor' } }],
    ['passwords.minimum', { passwords: { minimum: 7 } }],
    ['passwords.minimum', { passwords: { minimum: '15' } }],
    ['passwords.minimum', { passwords: { minimum: undefined } }],
    ['passwords.maximum', { passwords: { maximum: 63 } }],
    ['passwords.maximum', { passwords: { maximum: 257 } }],
    ['storage', { storage: undefined }],
    ['storage', { storage: {} }],
    ['storage', { storage: { ...storage, capabilities: { ...storage.capabilities, atomicCommit: false } } }],
  ])('%s: %j', (option, options) => {
    expectRefusal(() => start(options), option)
  })

  it.each([
    ['permissions', { permissions: undefined }],
    ['permissions', { permissions: { flags: [] } }],
    ['drain', { drain: 'never' }],
    ['mailer', { mailer: 'smtp://localhost' }],
    ['passwordHasher', { passwordHasher: {} }],
    ['describeScope', { describeScope: 'Example' }],
    ['waitUntil', { waitUntil: 1 }],
    ['clock', { clock: {} }],
    ['random', { random: {} }],
    ['passwords.lower', { passwords: { lower: 'yes' } }],
    ['passwords.refuseCommon', { passwords: { refuseCommon: 0 } }],
    ['passwords.minimum', { passwords: { minimum: 200, maximum: 100 } }],
    ['passwords.minimun', { passwords: { minimun: 20 } }],
    ['links.invite', { links: { invite: '/join#{token}' } }],
    ['invitations.lifeTime', { invitations: { lifeTime: '1d' } }],
    ['mailler', { mailler: mailer }],
  ])('%s: %j', (option, options) => {
    expectRefusal(() => start(options), option)
  })

  it('never anything but a TypeError, whatever the lengths are', () => {
    fc.assert(
      fc.property(fc.anything(), (lifetime) => {
        try {
          expect(Number.isSafeInteger(resolve({ resets: { lifetime } }).resets.lifetime)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError)
        }
      }),
    )
  })
})

describe('the options', () => {
  it('are read and left alone', () => {
    const options = frozen({
      baseUrl: 'https://app.example.com/',
      links: { invitation: '/welcome#{token}' },
      invitations: { lifetime: { days: 3 }, resend: 'append' as const },
      activations: { lifetime: '2h' as const },
      resets: { lifetime: '10m' as const },
      sessions: { lifetime: '1d' as const },
      passwords: { minimum: 8 },
    })
    expect(() => start(options)).not.toThrow()
    expect(resolve(options).invitations.lifetime).toBe(3 * DAY)
  })

  it('are read once: what the caller changes later changes nothing', () => {
    const passwords = { minimum: 20 }
    const links = { invitation: '/a#{token}' }
    const service = start({ passwords, links })
    passwords.minimum = 8
    links.invitation = '/b#{token}'
    expect(service.policy.passwords.minimum).toBe(20)
  })

  it('are not frozen: what the caller owns stays the caller’s', () => {
    const own = { ...permissions }
    resolve({ permissions: own })
    expect(Object.isFrozen(own)).toBe(false)
  })
})

describe('the policy', () => {
  it('has the defaults of the documents', () => {
    expect(resolve()).toEqual({
      permissions,
      baseUrl: 'https://app.example.com',
      links: {
        invitation: '/join#{token}',
        activation: '/activate#{token}',
        reset: '/reset#{token}',
        email: '/confirm-email#{token}',
      },
      delivery: 'link',
      locale: 'en',
      invitations: { lifetime: 7 * DAY, accounts: 'at_acceptance', for: 'anybody', resend: 'rotate', role: 'required' },
      activations: { lifetime: DAY },
      resets: { lifetime: 30 * MINUTE, issuedLifetime: DAY, invited: 'nothing' },
      emails: { lifetime: DAY },
      signUp: null,
      sessions: { lifetime: 30 * DAY, idle: 7 * DAY, touch: 5 * MINUTE, maximum: null, reuse: 10_000 },
      limits: { invitationsPerDay: 1000 },
      passwords: {
        minimum: 15,
        maximum: 256,
        lower: false,
        upper: false,
        digit: false,
        symbol: false,
        refuseCommon: true,
      },
      outbox: { lease: 2 * MINUTE, patience: MINUTE / 2, backoff: MINUTE / 2, attempts: 8, drain: 'auto' },
    })
  })

  it('mails where there is a mailer, and drains by itself', () => {
    const { delivery, outbox } = resolve({ mailer })
    expect({ delivery, drain: outbox.drain }).toEqual({ delivery: 'mail', drain: 'auto' })
    expect(resolve({ mailer, delivery: 'link', drain: 'auto' })).toMatchObject({
      delivery: 'link',
      outbox: { drain: 'auto' },
    })
  })

  it('asks for a role where roles exist', () => {
    const flagsOnly = { ...permissions, roleMasks: new Map() }
    expect(resolve({ permissions: flagsOnly }).invitations.role).toBe('optional')
    expect(resolve({ invitations: { role: 'optional' } }).invitations.role).toBe('optional')
  })

  it('is frozen, as deep as it goes', () => {
    const policy = resolve({ mailer })
    const loose: string[] = []
    const walk = (value: object, path: string) => {
      if (!Object.isFrozen(value)) loose.push(path)
      for (const [key, inner] of Object.entries(value))
        if (
          typeof inner === 'object' &&
          inner !== null &&
          !Array.isArray(inner) &&
          !(inner instanceof Map || inner instanceof Set)
        )
          walk(inner, `${path}.${key}`)
    }
    walk(policy, 'policy')
    expect(loose).toEqual([])
    expect(() => Object.assign(policy.passwords, { minimum: 1 })).toThrow(TypeError)
    expect(Object.isFrozen(start({}).policy.passwords)).toBe(true)
  })

  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://app.example.com/', 'https://app.example.com'],
    ['https://app.example.com/base/', 'https://app.example.com/base'],
    ['HTTPS://APP.Example.com:443', 'https://app.example.com'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://app.localhost:3000', 'http://app.localhost:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('takes %s as %s', (given, baseUrl) => {
    expect(resolve({ baseUrl: given }).baseUrl).toBe(baseUrl)
  })

  it('goes up to its limits', () => {
    const policy = resolve({
      invitations: { lifetime: '90d' },
      activations: { lifetime: '72h' },
      resets: { lifetime: '24h', issuedLifetime: { hours: 24 } },
      passwords: { minimum: 8, maximum: 64 },
    })
    expect(policy.invitations.lifetime).toBe(90 * DAY)
    expect(policy.activations.lifetime).toBe(3 * DAY)
    expect(policy.resets).toMatchObject({ lifetime: DAY, issuedLifetime: DAY })
    expect(policy.passwords).toMatchObject({ minimum: 8, maximum: 64, refuseCommon: true })
  })
})
