import { type Duration, milliseconds } from '../domain/duration.ts'
import type { Locale } from '../domain/errors.ts'
import type { PasswordPolicy } from '../domain/password-policy.ts'
import type { Permissions } from '../domain/permissions.ts'
import type { Delivery, LinkPurpose, Policy } from '../domain/policy.ts'
import type { Clock } from '../ports/clock.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { Random } from '../ports/random.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { Storage } from '../ports/storage.ts'
import type { SigningKeys } from '../tokens/access-token.ts'
import type { Pepper } from '../tokens/secret-hashes.ts'
import type { DescribeScope } from './context.ts'
import { type LimitOptions, limitOptions } from './limit-options.ts'
import { type SignUpOffer, signUpOffer } from './sign-up-offer.ts'

/** Sessions as a short-lived access JWT and a refresh token. */
export interface JwtOptions {
  /** What signs the tokens, and what else verifies them during a rotation. */
  readonly keys: SigningKeys
  /** Whom the tokens are for (`aud`); `baseUrl` when left out. */
  readonly audience?: string
  /** How long a JWT lives: 10 minutes by default, at most 15. */
  readonly lifetime?: Duration
  /** For how long the token that was rotated last gets the same successor again, for requests that overlap: 10 seconds by default, at most 60, `'0s'` for never. An older one ends the session (RFC 9700, 4.14.2). */
  readonly reuse?: Duration
}

/** The options of `createInviteService`. */
export interface InviteOptions<F extends string = string, R extends string = string> {
  /** Where the host's pages are, `https://app.example.com`: links are built from it and never from a request. Plain http only for loopback. */
  readonly baseUrl: string
  /** One template for each purpose, below `baseUrl`; `{token}` stands for the secret. `/join#{token}`, `/activate#{token}`, `/reset#{token}` and `/confirm-email#{token}` by default. */
  readonly links?: { readonly [purpose in LinkPurpose]?: string }
  /**
   * Where everything is kept: `memoryStorage()`, `kyselyStorage(db)`, or one of the host's own. One that cannot promise
   * what the options need is refused at the start.
   */
  readonly storage: Storage
  /** What `definePermissions` made. */
  readonly permissions: Permissions<F, R>
  /** Sends one mail. Without it links are handed back. */
  readonly mailer?: Mailer
  /** How links travel where a call does not say: `mail` with a mailer, else `link`. */
  readonly delivery?: Delivery
  /** The language of mails to people whose own is not known: English by default. */
  readonly locale?: Locale
  /** How invitations live. */
  readonly invitations?: {
    /** 7 days by default, at most 90. */
    readonly lifetime?: Duration
    /** Whether the account is made when the invitation is accepted (the default), or together with it. */
    readonly accounts?: 'at_acceptance' | 'beforehand'
    /** Whether somebody who has an account already may be invited as well (`anybody`, the default) or not (`newcomers`: `email_taken`). */
    readonly for?: 'anybody' | 'newcomers'
    /** Whether sending again ends the earlier links (`rotate`, the default) or leaves them (`append`). */
    readonly resend?: 'rotate' | 'append'
    /** Whether an invitation must offer a role or flags: required by default where roles are defined. */
    readonly role?: 'required' | 'optional'
  }
  /** How links for a first password live. */
  readonly activations?: {
    /** 24 hours by default, at most 72. */
    readonly lifetime?: Duration
  }
  /** How links for a new password live. */
  readonly resets?: {
    /** 30 minutes by default, at most 24 hours. */
    readonly lifetime?: Duration
    /** For a link that an administrator makes: 24 hours by default, and at most. */
    readonly issuedLifetime?: Duration
    /** What an account that is still invited gets when a reset is asked for it: nothing (the default), or its activation again. */
    readonly invited?: 'nothing' | 'activation'
  }
  /** How links that prove a new address live. */
  readonly emails?: {
    /** 24 hours by default, at most 72 (NIST SP 800-63A-4 gives a confirmation code 24). */
    readonly lifetime?: Duration
  }
  /** Lets everybody make an account, and says what they get. Nobody may when it is left out (`signup_closed`). */
  readonly signUp?: SignUpOffer<F, R>
  /** How log-ins live. */
  readonly sessions?: {
    /** From log-in to the end, whatever happens: 30 days by default (NIST SP 800-63B-4, 2.1.3). */
    readonly lifetime?: Duration
    /** Without any use: 7 days by default. */
    readonly idle?: Duration
    /** Live sessions that one person may have: the oldest end with the log-in that is too many, 1 to 100. As many as there are when left out. */
    readonly maximum?: number
    /** Short-lived access JWTs with rotating refresh tokens; one opaque token for each session when left out. */
    readonly jwt?: JwtOptions
  }
  /** The password policy; see `PasswordPolicy` for the defaults. */
  readonly passwords?: Partial<PasswordPolicy>
  /** How often somebody may try; the figures stand in docs/limits.md. `false` counts nothing, for who has all of it elsewhere. */
  readonly limits?: LimitOptions | false
  /** Where attempts are counted: in the memory of this process by default, which in production is right for one process alone. */
  readonly rateLimiter?: RateLimiter
  /** argon2id or scrypt of Node by default; elsewhere it must be given. */
  readonly passwordHasher?: PasswordHasher
  /** A key for the stored hashes of links and sessions; plain SHA-256 when left out. It is kept apart from the database. */
  readonly pepper?: Pepper
  /** Whether each commit with a mail starts a drain in this process (`auto`, the default), or the host calls `outbox.drain`, here or in a process that has the mailer. */
  readonly drain?: 'auto' | 'manual'
  /** Keeps a serverless process alive until a drain that a commit started is done. */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** What a scope is called, in mails and pages; the scope's own text by default. */
  readonly describeScope?: DescribeScope
  /** The time, for tests; the machine's by default. */
  readonly clock?: Clock
  /** Chance, for tests; WebCrypto's by default. Secrets are made from it. */
  readonly random?: Random
}

const DAY = 86_400_000
const MINUTE = 60_000

/** Resolves the options into one frozen policy; a wrong one is a `TypeError` that names it. */
export function resolvePolicy(options: InviteOptions): Policy {
  const { invitations, activations, resets, sessions, passwords } = options
  const drain = oneOf('drain', options.drain ?? 'auto', ['auto', 'manual'])
  return deepFreeze({
    permissions: options.permissions,
    baseUrl: baseUrl(options.baseUrl),
    links: {
      invitation: template('links.invitation', options.links?.invitation ?? '/join#{token}'),
      activation: template('links.activation', options.links?.activation ?? '/activate#{token}'),
      reset: template('links.reset', options.links?.reset ?? '/reset#{token}'),
      email: template('links.email', options.links?.email ?? '/confirm-email#{token}'),
    },
    delivery: oneOf('delivery', options.delivery ?? (options.mailer ? 'mail' : 'link'), ['mail', 'link', 'both']),
    locale: oneOf('locale', options.locale ?? 'en', ['en', 'fr']),
    invitations: {
      lifetime: length('invitations.lifetime', invitations?.lifetime ?? '7d', 90 * DAY),
      accounts: oneOf('invitations.accounts', invitations?.accounts ?? 'at_acceptance', [
        'at_acceptance',
        'beforehand',
      ]),
      for: oneOf('invitations.for', invitations?.for ?? 'anybody', ['anybody', 'newcomers']),
      resend: oneOf('invitations.resend', invitations?.resend ?? 'rotate', ['rotate', 'append']),
      role: oneOf(
        'invitations.role',
        invitations?.role ?? (options.permissions.roleMasks.size > 0 ? 'required' : 'optional'),
        ['required', 'optional'],
      ),
    },
    activations: { lifetime: length('activations.lifetime', activations?.lifetime ?? '24h', 3 * DAY) },
    resets: {
      lifetime: length('resets.lifetime', resets?.lifetime ?? '30m', DAY),
      issuedLifetime: length('resets.issuedLifetime', resets?.issuedLifetime ?? '24h', DAY),
      invited: oneOf('resets.invited', resets?.invited ?? 'nothing', ['nothing', 'activation']),
    },
    emails: { lifetime: length('emails.lifetime', options.emails?.lifetime ?? '24h', 3 * DAY) },
    signUp: signUpOffer(options.permissions, options.signUp),
    sessions: {
      lifetime: length('sessions.lifetime', sessions?.lifetime ?? '30d', 365 * DAY),
      idle: length('sessions.idle', sessions?.idle ?? '7d', 365 * DAY),
      touch: 5 * MINUTE,
      maximum: maximum(sessions?.maximum),
      reuse: sessions?.jwt?.reuse === '0s' ? 0 : length('sessions.jwt.reuse', sessions?.jwt?.reuse ?? '10s', MINUTE),
    },
    passwords: passwordPolicy(passwords ?? {}),
    limits: limitOptions(options.limits),
    outbox: { lease: 2 * MINUTE, patience: MINUTE / 2, backoff: MINUTE / 2, attempts: 8, drain },
  })
}

function baseUrl(value: unknown): string {
  if (typeof value !== 'string' || !URL.canParse(value))
    throw new TypeError('"baseUrl" must be a URL, such as https://app.example.com')
  const url = new URL(value)
  const isLoopback =
    url.hostname === 'localhost' ||
    url.hostname.endsWith('.localhost') ||
    url.hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback))
    throw new TypeError('"baseUrl" must be https (http only for loopback)')
  if (url.search || url.hash || url.username || url.password)
    throw new TypeError('"baseUrl" must have no query, fragment or credentials')
  return url.href.replace(/\/$/, '')
}

function template(option: string, value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.startsWith('//') || !value.includes('{token}'))
    throw new TypeError(`"${option}" must be a path below baseUrl that contains {token}`)
  return value
}

/** Milliseconds of a duration option; a wrong or too long one is a `TypeError` that names it. */
export function length(option: string, value: unknown, maximum: number): number {
  const time = milliseconds(value)
  if (time === null) throw new TypeError(`"${option}" must be a duration, such as '7d' or { hours: 48 }`)
  if (time > maximum)
    throw new TypeError(
      `"${option}" must be at most ${maximum >= DAY ? `${maximum / DAY} days` : `${maximum / 1000} seconds`}`,
    )
  return time
}

function maximum(value: number | undefined): number | null {
  if (value === undefined) return null
  if (!Number.isInteger(value) || value < 1 || value > 100)
    throw new TypeError('"sessions.maximum" must be a whole number, 1 to 100')
  return value
}

function oneOf<const T extends string>(option: string, value: string, values: readonly T[]): T {
  const found = values.find((one) => one === value)
  if (found === undefined) throw new TypeError(`"${option}" must be one of ${values.join(', ')}`)
  return found
}

function passwordPolicy(given: Partial<PasswordPolicy>): PasswordPolicy {
  const policy = {
    minimum: 15,
    maximum: 256,
    lower: false,
    upper: false,
    digit: false,
    symbol: false,
    refuseCommon: true,
    ...given,
  }
  if (!Number.isInteger(policy.minimum) || policy.minimum < 8)
    throw new TypeError('"passwords.minimum" must be 8 or more')
  if (!Number.isInteger(policy.maximum) || policy.maximum < 64 || policy.maximum > 256)
    throw new TypeError('"passwords.maximum" must be 64 to 256')
  if (policy.minimum > policy.maximum) throw new TypeError('"passwords.minimum" must be no more than the maximum')
  for (const rule of ['lower', 'upper', 'digit', 'symbol', 'refuseCommon'] as const)
    if (typeof policy[rule] !== 'boolean') throw new TypeError(`"passwords.${rule}" must be true or false`)
  return policy
}

/** The policy is data for rules: nobody changes it after the start. The permissions are the host's, and only read. */
function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null && !Object.isFrozen(inner) && !('bits' in inner)) deepFreeze(inner)
  return Object.freeze(value)
}
