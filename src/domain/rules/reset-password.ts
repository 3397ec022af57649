import { accountOf, actorKey } from '../actor.ts'
import { authorityOver, type OverSnapshot } from '../authority-over.ts'
import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account } from '../records.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { type LinkedAccount, openAccountLink } from './account-link.ts'
import { type CompleteLink, type IssueLink, weakPassword } from './activate-account.ts'
import { linkWrites, mailRow } from './secret-link.ts'

/**
 * Somebody forgot a password. Looks nobody up: every well-formed address gets the same commit, and the drain drops those
 * behind which there is no account. Equal work is a fact, not an effort.
 */
export function requestReset(
  command: { readonly email: string; readonly locale: string | null },
  moment: Moment,
): Decided<null> {
  const mail = mailRow(moment, { kind: 'reset', email: command.email, generation: 0, locale: command.locale })
  return {
    change: commitOf(moment, { type: 'reset.requested', actor: null, subject: moment.ids.message }, [mail]),
    answer: null,
  }
}

/** Makes a reset link for somebody else; asks for authority over the whole account. */
export function issueReset(
  snapshot: OverSnapshot,
  command: IssueLink,
  policy: Policy,
  moment: Moment,
): Decided<{ readonly account: Account; readonly expiresAt: number }> | Refusal {
  const over = authorityOver(snapshot, command.actor, policy, 'reset')
  if (isRefusal(over)) return over
  const { target } = over
  const refusal = gate(target, 'reset')
  if (refusal) return refusal
  const expiresAt = moment.now + command.lifetime
  const subject = {
    purpose: 'reset',
    id: target.id,
    generation: target.epoch,
    expiresAt,
    issuedBy: accountOf(command.actor),
  } as const
  const mail = {
    kind: 'reset',
    email: target.email,
    accountId: target.id,
    generation: target.epoch,
    locale: target.locale,
  } as const
  const guards = [
    ...over.guards,
    { record: 'account', id: target.id, where: { status: 'active', epoch: target.epoch } } as const,
  ]
  const event = {
    type: 'reset.issued',
    actor: actorKey(command.actor),
    subject: target.id,
    data: { delivery: command.delivery },
  }
  return {
    change: commitOf(moment, event, linkWrites(moment, subject, command, mail), guards),
    answer: { account: target, expiresAt },
  }
}

/** Sets a new password and nothing else: ends every session and sibling link, changes no state, logs nobody in. */
export function completeReset(
  snapshot: LinkedAccount,
  command: CompleteLink,
  policy: Policy,
  moment: Moment,
): Decided<{ readonly account: Account }> | Refusal {
  const open = openAccountLink(snapshot, 'reset', policy, moment.now)
  if (isRefusal(open)) return open
  const { account, challenge, guards } = open
  const refusal = weakPassword(account, command, policy)
  if (refusal) return refusal
  const set = { passwordHash: command.passwordHash, epoch: account.epoch + 1 } as const
  const writes = [
    update('account', account.id, { status: 'active', epoch: account.epoch, email: account.email }, set),
    update('challenge', challenge.id, { status: 'open', expiresAt: { gt: moment.now } }, { status: 'used' }),
    mailRow(moment, {
      kind: 'password_changed',
      email: account.email,
      accountId: account.id,
      generation: set.epoch,
      locale: account.locale,
    }),
  ]
  const event = { type: 'password.reset', actor: account.id, subject: account.id }
  return { change: commitOf(moment, event, writes, guards), answer: { account: { ...account, ...set } } }
}
