import type { Locale } from '../../domain/errors.ts'
import { type LinkPurpose, WHOLE_SYSTEM } from '../../domain/policy.ts'
import type { Account, Invitation, Message } from '../../domain/records.ts'
import type { Taken } from '../../domain/rules/deliver-message.ts'
import type { Mail } from '../../ports/mailer.ts'
import type { Context } from '../context.ts'
import { linkUrl } from '../links.ts'
import { type Named, nameOf } from '../views.ts'
import { mailText } from './mail-text.ts'

/** A message that was taken for sending, what it speaks of, and the secrets of which one was stored. */
export interface TakenMail extends Taken {
  readonly message: Message
  readonly invitation: Invitation | null
  readonly account: Account | null
  readonly inviter: Named | null
  readonly secrets: { readonly [purpose in LinkPurpose]: string }
}

/** Writes the mail of a message. A reset that became an activation is written as one. */
export async function composeMail(context: Context, taken: TakenMail): Promise<Mail> {
  const { message, purpose } = taken
  const facts = {
    kind: purpose ?? message.kind,
    locale: localeOf(message.locale ?? taken.account?.locale ?? null) ?? context.policy.locale,
    url: purpose === null ? null : linkUrl(context, purpose, taken.secrets[purpose]),
    expiresAt: taken.expiresAt === null ? null : new Date(taken.expiresAt),
  }
  const place = (await context.describeScope(taken.invitation?.scope ?? WHOLE_SYSTEM)).name
  return {
    id: message.id,
    to: message.email,
    ...facts,
    ...mailText({ ...facts, place, inviter: nameOf(taken.inviter) }),
  }
}

const localeOf = (locale: string | null): Locale | null => (locale === 'fr' || locale === 'en' ? locale : null)
