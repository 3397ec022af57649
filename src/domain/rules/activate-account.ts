import { type Actor, accountOf, actorKey } from '../actor.ts'
import { authorityOver, type OverSnapshot } from '../authority-over.ts'
import { commitOf, type Decided, type Moment, update } from '../change.ts'
import { activationLifecycle, activationState, step } from '../lifecycles.ts'
import { contextOf, passwordErrors } from '../password-policy.ts'
import type { Policy } from '../policy.ts'
import type { Account, Json } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { type NewSession, sessionRows } from '../session-rows.ts'
import { type LinkedAccount, openAccountLink } from './account-link.ts'
import { invitedStill } from './account-writes.ts'
import { type LinkDelivery, linkWrites } from './secret-link.ts'

export interface IssueLink extends LinkDelivery {
  readonly actor: Actor
  readonly lifetime: number
}

/** Makes the link with which a person who exists already sets the first password. */
export function issueActivation(
  snapshot: OverSnapshot,
  command: IssueLink,
  policy: Policy,
  moment: Moment,
): Decided<{ readonly account: Account; readonly expiresAt: number }> | Refusal {
  const over = authorityOver(snapshot, command.actor, policy, 'invite')
  if (isRefusal(over)) return over
  const { target } = over
  const refusal = step(activationLifecycle, activationState(target), 'issue')
  if (refusal) return refusal
  // A newer activation ends the earlier ones; nobody has a session yet who could lose it.
  const epoch = target.epoch + 1
  const expiresAt = moment.now + command.lifetime
  const subject = {
    purpose: 'activation',
    id: target.id,
    generation: epoch,
    expiresAt,
    issuedBy: accountOf(command.actor),
  } as const
  const mail = {
    kind: 'activation',
    email: target.email,
    accountId: target.id,
    generation: epoch,
    locale: target.locale,
  } as const
  // From now on a link points at it: no longer an account that lives and dies with its invitation.
  const still = { ...invitedStill(target), email: target.email }
  const write = update('account', target.id, still, { epoch, invitationId: null })
  const event = {
    type: 'activation.issued',
    actor: actorKey(command.actor),
    subject: target.id,
    data: { delivery: command.delivery },
  }
  return {
    change: commitOf(moment, event, [write, ...linkWrites(moment, subject, command, mail)], over.guards),
    answer: { account: { ...target, epoch }, expiresAt },
  }
}

/** What somebody sends along with a link that sets a password. */
export interface CompleteLink {
  readonly password: string
  readonly passwordIsCommon: boolean
  /** Empty in a first pass, which spends no hash on a link that is refused anyway. */
  readonly passwordHash: string
}

export interface CompleteActivation extends CompleteLink {
  readonly profile: Json
  readonly session: NewSession | null
}

/** Gives an account its first password and makes it active, once. */
export function completeActivation(
  snapshot: LinkedAccount,
  command: CompleteActivation,
  policy: Policy,
  moment: Moment,
): Decided<{ readonly account: Account }> | Refusal {
  const open = openAccountLink(snapshot, 'activation', policy, moment.now)
  if (isRefusal(open)) return open
  const { account, challenge, guards } = open
  const refusal = weakPassword(account, command, policy)
  if (refusal) return refusal
  const set = {
    status: 'active',
    passwordHash: command.passwordHash,
    epoch: account.epoch + 1,
    profile: { ...account.profile, ...command.profile },
    emailVerifiedAt: challenge.email === account.email ? moment.now : account.emailVerifiedAt,
    lastSeenAt: command.session === null ? account.lastSeenAt : moment.now,
  } as const
  const writes = [
    update('account', account.id, { status: 'invited', epoch: account.epoch, email: account.email }, set),
    update('challenge', challenge.id, { status: 'open', expiresAt: { gt: moment.now } }, { status: 'used' }),
    ...sessionRows(moment, policy, command.session, account.id, set.epoch),
  ]
  const event = {
    type: 'account.activated',
    actor: account.id,
    subject: account.id,
  }
  return { change: commitOf(moment, event, writes, guards), answer: { account: { ...account, ...set } } }
}

/** The rules that a new password breaks, the account's own address and name among them. */
export function weakPassword(
  account: Account,
  command: CompleteLink,
  policy: Policy,
  field = 'password',
): Refusal | null {
  const context = contextOf(account.email, account.username, account.profile)
  const fields = passwordErrors(
    command.password,
    policy.passwords,
    { common: command.passwordIsCommon, context },
    field,
  )
  return fields.length > 0 ? refuse('password_policy', { fields }) : null
}
