import type { Locale } from './errors.ts'
import type { PasswordPolicy } from './password-policy.ts'
import type { Permissions } from './permissions.ts'

/** How a link reaches the person: mailed, handed back to the caller, or both (two secrets). */
export type Delivery = 'mail' | 'link' | 'both'

/** The purposes that a link can have. */
export type LinkPurpose = 'invitation' | 'activation' | 'reset' | 'email'

/** The options, resolved once at start into one frozen value; times in milliseconds. */
export interface Policy {
  readonly permissions: Permissions
  readonly baseUrl: string
  readonly links: { readonly [purpose in LinkPurpose]: string }
  readonly delivery: Delivery
  /** The language of mails to people whose own is not known. */
  readonly locale: Locale
  readonly invitations: {
    readonly lifetime: number
    readonly accounts: 'at_acceptance' | 'beforehand'
    readonly for: 'anybody' | 'newcomers'
    readonly resend: 'rotate' | 'append'
    readonly role: 'required' | 'optional'
  }
  readonly activations: { readonly lifetime: number }
  readonly resets: {
    readonly lifetime: number
    /** For a link that an administrator makes. */
    readonly issuedLifetime: number
    /** What a reset that somebody asks for sends to an account that is still invited. */
    readonly invited: 'nothing' | 'activation'
  }
  /** Links that prove a new address. */
  readonly emails: { readonly lifetime: number }
  /** What everybody gets who signs up; null where nobody may. */
  readonly signUp: {
    readonly scope: string
    readonly role: string | null
    readonly permissions: readonly string[]
  } | null
  readonly sessions: {
    readonly lifetime: number
    readonly idle: number
    /** A use is noted when the last note is this old. */
    readonly touch: number
    /** Live sessions of one account; null for as many as there are. */
    readonly maximum: number | null
    /** How long the parent of a refresh token gets its successor again. */
    readonly reuse: number
  }
  readonly passwords: PasswordPolicy
  /** Null where no attempts are counted. */
  readonly limits: { readonly invitationsPerDay: number } | null
  readonly outbox: {
    /** How long a message belongs to the worker that took it. */
    readonly lease: number
    /** How long the mailer may take: less than the lease, so that nobody sends beside it. */
    readonly patience: number
    readonly backoff: number
    readonly attempts: number
    readonly drain: 'auto' | 'manual'
  }
}

/** The whole system, where the host names no scope; a membership in it counts in every scope. */
export const WHOLE_SYSTEM = '*'
