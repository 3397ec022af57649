import type { AccountActor } from '../actor.ts'
import { commitOf, type Decided, guard, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { type LinkedAccount, openAccountLink } from './account-link.ts'
import { mailRow } from './secret-link.ts'

export interface ChangeEmail {
  readonly actor: AccountActor
  readonly email: string
  readonly currentMatches: boolean
}

/**
 * A person asks for another address. Looks nobody up: a mail is due to whatever was typed, and the drain drops it where
 * somebody has that address. Nothing changes before the mail's link is used.
 */
export function changeEmail(
  { account }: { readonly account: Account | null },
  { actor, email, currentMatches }: ChangeEmail,
  moment: Moment,
): Decided<null> | Refusal {
  if (account === null || (actor.epoch ?? account.epoch) !== account.epoch) return refuse('not_authenticated')
  const refusal = gate(account, 'changeEmail')
  if (refusal) return refusal
  if (!currentMatches) return refuse('wrong_password', { fields: [{ field: 'currentPassword', code: 'wrong' }] })
  const { id, epoch, locale } = account
  const mail = mailRow(moment, { kind: 'email', email, accountId: id, generation: epoch, locale })
  const event = { type: 'email.change_requested', actor: id, subject: id }
  const still = guard('account', id, { status: 'active', epoch, passwordHash: account.passwordHash })
  return { change: commitOf(moment, event, [mail], [still]), answer: null }
}

export interface LinkedAddress extends LinkedAccount {
  /** Whoever has the address that the link proves. */
  readonly holder: Account | null
}

/**
 * Sets the address that a link was mailed to, and no other: it stands in the link's own row. Ends every session and link,
 * and tells the old address.
 */
export function confirmEmail(
  snapshot: LinkedAddress,
  policy: Policy,
  moment: Moment,
): Decided<{ readonly account: Account }> | Refusal {
  const open = openAccountLink(snapshot, 'email', policy, moment.now)
  if (isRefusal(open)) return open
  const { account, challenge } = open
  const { email } = challenge
  if (email === null) return refuse('link_not_found')
  if (snapshot.holder !== null && snapshot.holder.id !== account.id) return refuse('email_taken')
  const set = { email, emailVerifiedAt: moment.now, epoch: account.epoch + 1 } as const
  const notice = mailRow(moment, {
    kind: 'email_changed',
    email: account.email,
    accountId: account.id,
    generation: set.epoch,
    locale: account.locale,
  })
  const writes = [
    update('account', account.id, { status: 'active', epoch: account.epoch, email: account.email }, set),
    update('challenge', challenge.id, { status: 'open', expiresAt: { gt: moment.now } }, { status: 'used' }),
    // Whoever proves the address that they have already needs no notice of it.
    ...(email === account.email ? [] : [notice]),
  ]
  const event = { type: 'email.changed', actor: account.id, subject: account.id }
  return { change: commitOf(moment, event, writes), answer: { account: { ...account, ...set } } }
}
