import { commitOf, type Decided, guard, type Moment, update, type Write } from '../change.ts'
import { gate, invitationState } from '../lifecycles.ts'
import type { LinkPurpose, Policy } from '../policy.ts'
import type { Account, Invitation, Message } from '../records.ts'
import { challengeRow } from './secret-link.ts'

export interface MessageSnapshot {
  readonly message: Message | null
  readonly invitation: Invitation | null
  /** Whoever has the message's address now. */
  readonly account: Account | null
  /** The account that the message names, whatever its address is now. */
  readonly owner: Account | null
}

/** A message that this worker may send now: which link it carries, and how long that lives. */
export interface Taken {
  readonly purpose: LinkPurpose | null
  readonly expiresAt: number | null
}

/** A link that would be minted, told by what it is about; null when the message carries none. */
interface Link {
  readonly purpose: LinkPurpose
  readonly id: string
  readonly generation: number
  readonly expiresAt: number
}

/**
 * Takes a message for sending: one commit moves its lease ahead and stores the hash of the link that will be in the mail.
 * A retry adds a link: the one that arrived first still works. A subject that is dead cancels the message.
 * The answer is null when there is nothing to send.
 */
export function takeMessage(
  snapshot: MessageSnapshot,
  linkHashes: { readonly [purpose in LinkPurpose]: string },
  policy: Policy,
  moment: Moment,
): Decided<Taken | null> {
  const { message } = snapshot
  if (message === null || message.status !== 'due' || message.dueAt > moment.now) return { change: null, answer: null }
  const about = subjectOf(snapshot, message, policy, moment.now)
  if (about === null)
    return { change: finish(message, { status: 'cancelled' }, 'outbox.cancelled', [], moment), answer: null }
  const { link, guards } = about
  // Attempts that were taken and never told of count as well: a mail that kills its worker is given up too.
  if (message.attempts >= policy.outbox.attempts)
    return { ...mark(snapshot, message.attempts, { status: 'dead' }, 'outbox.dead', 'failed', moment), answer: null }
  const lease = update(
    'message',
    message.id,
    { status: 'due', attempts: message.attempts, dueAt: message.dueAt },
    { attempts: message.attempts + 1, dueAt: moment.now + policy.outbox.lease },
  )
  const writes: Write[] =
    link === null ? [lease] : [lease, challengeRow(moment, link, linkHashes[link.purpose], message.email)]
  const change = commitOf(moment, { type: 'outbox.taken', actor: 'system', subject: message.id }, writes, guards)
  return { change, answer: { purpose: link?.purpose ?? null, expiresAt: link?.expiresAt ?? null } }
}

function subjectOf(snapshot: MessageSnapshot, message: Message, policy: Policy, now: number) {
  const { invitation, account } = snapshot
  // A notice goes where the person was to be reached when it happened, whatever became of the address since.
  if (isNotice(message)) return { link: null, guards: [] }
  if (message.kind === 'email') return newAddress(snapshot, message, policy, now)
  if (message.kind === 'invitation') {
    if (
      invitation === null ||
      invitationState(invitation, now) !== 'pending' ||
      invitation.generation !== message.generation
    )
      return null
    const { id, generation, expiresAt } = invitation
    return {
      link: { purpose: 'invitation', id, generation, expiresAt } satisfies Link,
      guards: [guard('invitation', id, { status: 'pending', generation, expiresAt })],
    }
  }
  if (account === null || (message.accountId !== null && message.accountId !== account.id)) return null
  const guards = [guard('account', account.id, { status: account.status, epoch: account.epoch, email: account.email })]
  // A message that names an account speaks of one epoch; one that names only an address speaks of whoever is there now.
  if (message.accountId !== null && message.generation !== account.epoch) return null
  // Whoever forgot a password that long ago has asked again, or remembered it.
  if (message.kind === 'reset' && message.createdAt + policy.resets.issuedLifetime <= now) return null
  const purpose = message.kind === 'activation' ? 'activation' : resetPurpose(account, policy)
  if (purpose === null || gate(account, purpose === 'reset' ? 'requestReset' : 'activate')) return null
  const asked = message.accountId === null ? policy.resets.lifetime : policy.resets.issuedLifetime
  const expiresAt = now + (purpose === 'reset' ? asked : policy.activations.lifetime)
  return { link: { purpose, id: account.id, generation: account.epoch, expiresAt } satisfies Link, guards }
}

const isNotice = ({ kind }: Message): boolean => kind === 'password_changed' || kind === 'email_changed'

/** A link for the address that somebody asked for, if it is still theirs to have: where another has it nobody is mailed. */
function newAddress({ account, owner }: MessageSnapshot, message: Message, policy: Policy, now: number) {
  const { lifetime } = policy.emails
  if (owner === null || owner.epoch !== message.generation || gate(owner, 'confirmEmail')) return null
  if ((account !== null && account.id !== owner.id) || message.createdAt + lifetime <= now) return null
  const { id, epoch, status } = owner
  const link: Link = { purpose: 'email', id, generation: epoch, expiresAt: now + lifetime }
  return { link, guards: [guard('account', id, { status, epoch })] }
}

/** Somebody who is still invited has no password to reset: at most they get their activation again. */
function resetPurpose(account: Account, policy: Policy): 'reset' | 'activation' | null {
  if (account.status !== 'invited') return 'reset'
  return policy.resets.invited === 'activation' && account.invitationId === null ? 'activation' : null
}

/** The mail is out: the message is done, and the invitation says so. */
export const markSent = (snapshot: MessageSnapshot, attempt: number, moment: Moment): Decided<null> =>
  mark(snapshot, attempt, { status: 'sent', sentAt: moment.now, failure: null }, 'outbox.sent', 'sent', moment)

/** The mail did not go: it is due again later, ever more slowly, until it is given up as dead. */
export function markFailed(
  snapshot: MessageSnapshot,
  attempt: number,
  failure: string,
  policy: Policy,
  moment: Moment,
): Decided<null> {
  const dead = attempt >= policy.outbox.attempts
  const dueAt = moment.now + policy.outbox.backoff * 2 ** (attempt - 1)
  return dead
    ? mark(snapshot, attempt, { status: 'dead', failure }, 'outbox.dead', 'failed', moment)
    : mark(snapshot, attempt, { dueAt, failure }, 'outbox.failed', null, moment)
}

function mark(
  { message, invitation }: MessageSnapshot,
  attempt: number,
  set: Partial<Message>,
  type: string,
  delivery: Invitation['delivery'] | null,
  moment: Moment,
): Decided<null> {
  // A lease that ran out belongs to another worker now.
  if (message === null || message.status !== 'due' || message.attempts !== attempt)
    return { change: null, answer: null }
  const current = invitation !== null && delivery !== null && invitation.generation === message.generation
  const shown = current
    ? [update('invitation', invitation.id, { generation: invitation.generation }, { delivery })]
    : []
  return { change: finish(message, set, type, shown, moment), answer: null }
}

const finish = (message: Message, set: Partial<Message>, type: string, more: readonly Write[], moment: Moment) =>
  commitOf(moment, { type, actor: 'system', subject: message.id }, [
    update('message', message.id, { status: 'due', attempts: message.attempts }, set),
    ...more,
  ])
