import type { Locale } from '../domain/errors.ts'

/** A mail that is ready to go. The link in it was minted a moment ago, and is nowhere else but in this value. */
export interface Mail {
  /** The same for each attempt at one message: hand it to the provider as its idempotency key. */
  readonly id: string
  /** The stored, canonical address: hand it on as an object, not as text to be parsed again. */
  readonly to: string
  /** What it is about: a host may send its own text for each. */
  readonly kind: 'invitation' | 'activation' | 'reset' | 'password_changed' | 'email' | 'email_changed'
  /** One line, in the mail's language. */
  readonly subject: string
  /** The mail as plain text, with the link on a line of its own. */
  readonly text: string
  /** The same as HTML; names in it are escaped. */
  readonly html: string
  /** The link, null for a notice without one. */
  readonly url: string | null
  /** The language that it is written in. */
  readonly locale: Locale
  /** When the link ends; null without one. */
  readonly expiresAt: Date | null
}

/** Sends one mail. A rejection is a failed attempt: the message is tried again later, at most so many times. Called after the commit, never inside it. */
export type Mailer = (mail: Mail) => Promise<void>
