import type { AccountActor } from '../actor.ts'
import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account } from '../records.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { type NewSession, sessionRows } from '../session-rows.ts'
import { type CompleteLink, weakPassword } from './activate-account.ts'
import { mailRow } from './secret-link.ts'

export interface ChangePassword extends CompleteLink {
  readonly actor: AccountActor
  readonly currentMatches: boolean
  readonly session: NewSession | null
}

/** A person changes their own password: all other sessions and links end; the commit may carry a new session for this one. */
export function changePassword(
  snapshot: { readonly account: Account | null },
  command: ChangePassword,
  policy: Policy,
  moment: Moment,
): Decided<{ readonly account: Account }> | Refusal {
  const { account } = snapshot
  if (account === null || (command.actor.epoch ?? account.epoch) !== account.epoch) return refuse('not_authenticated')
  const refusal = gate(account, 'changePassword')
  if (refusal) return refusal
  if (!command.currentMatches)
    return refuse('wrong_password', { fields: [{ field: 'currentPassword', code: 'wrong' }] })
  const weak = weakPassword(account, command, policy, 'newPassword')
  if (weak) return weak
  const set = { passwordHash: command.passwordHash, epoch: account.epoch + 1 } as const
  const writes = [
    update('account', account.id, { status: 'active', epoch: account.epoch, passwordHash: account.passwordHash }, set),
    mailRow(moment, {
      kind: 'password_changed',
      email: account.email,
      accountId: account.id,
      generation: set.epoch,
      locale: account.locale,
    }),
    ...sessionRows(moment, policy, command.session, account.id, set.epoch),
  ]
  const event = { type: 'password.changed', actor: account.id, subject: account.id }
  return { change: commitOf(moment, event, writes), answer: { account: { ...account, ...set } } }
}
