import { type Actor, accountOf, actorKey } from '../actor.ts'
import { type ActorRows, actorHolder, authorize, type Held, mayGrant, mergeOffer, unknownOffer } from '../authority.ts'
import {
  type AccountKey,
  type AnyGuard,
  commitOf,
  type Decided,
  type EventDraft,
  guard,
  insert,
  type Moment,
  update,
  type Values,
  type Write,
} from '../change.ts'
import { gate, invitationState, type Standing } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account, Json } from '../records.ts'
import { isRefusal, type Refusal, refuse, refuseField } from '../refusal.ts'
import { invitedStill } from './account-writes.ts'
import { type LinkDelivery, linkWrites } from './secret-link.ts'

/** An offer to join, checked for form; `email` null is an open link. */
export interface CreateInvitation extends LinkDelivery {
  readonly actor: Actor
  readonly email: string | null
  readonly domains: readonly string[]
  readonly seats: number
  readonly scope: string
  readonly role: string | null
  readonly permissions: readonly string[]
  readonly metadata: Json
  readonly profile: Json
  readonly locale: string | null
  readonly lifetime: number
  readonly idempotency: EventDraft['idempotency']
}

/** All of the account of an address that decides whether it can be invited. */
export const inviteeFields = ['id', 'status', 'epoch', 'invitationId'] as const

export interface CreateSnapshot extends ActorRows {
  /** The pending invitation of the same address and scope. */
  readonly pending: Standing | null
  readonly account: Pick<Account, (typeof inviteeFields)[number]> | null
  /** The invitation that the account was made for. */
  readonly earlier: Standing | null
  readonly membership: Held | null
}

/** What one invitation adds to a commit; `createMany` joins many. */
export interface InvitationDraft {
  readonly event: EventDraft
  readonly writes: readonly Write[]
  readonly guards: readonly AnyGuard[]
  readonly answer: Values<'invitation'>
}

/** One pending invitation for an address in a scope: unique while it is pending. */
export const openKeyOf = (scope: string, email: string | null): string | null =>
  email === null ? null : `${email} ${scope}`

/** Decides one invitation. Refuses what the actor may not give, a live one for the same address, a person who has it all. */
export function createInvitation(
  snapshot: CreateSnapshot,
  command: CreateInvitation,
  policy: Policy,
  moment: Moment,
): Decided<Values<'invitation'>> | Refusal {
  const draft = draftInvitation(snapshot, command, policy, moment)
  if (isRefusal(draft)) return draft
  return {
    change: commitOf(moment, { ...draft.event, idempotency: command.idempotency ?? null }, draft.writes, draft.guards),
    answer: draft.answer,
  }
}

/** `made` is the key of an account that the same commit makes for the same address already. */
export function draftInvitation(
  snapshot: CreateSnapshot,
  command: CreateInvitation,
  policy: Policy,
  moment: Moment,
  made: AccountKey | null = null,
): InvitationDraft | Refusal {
  const { now, ids } = moment
  const { permissions } = policy
  const powers = authorize(permissions, command.actor, actorHolder(snapshot), command.scope, 'invite')
  if (isRefusal(powers)) return powers
  const merged = mergeOffer(permissions, snapshot.membership, command)
  const refusal =
    unknownOffer(permissions, command) ??
    offersNothing(command, policy) ??
    mayGrant(permissions, powers, merged, command) ??
    aboutPerson(snapshot, policy, moment.now, merged.added === 0n && !merged.roleChanges, made)
  if (refusal) return refusal
  const superseded = supersede(snapshot.pending, now)
  if (isRefusal(superseded)) return superseded
  const waiting = waitingAccount(snapshot, command, policy, moment, made)
  const invitation = {
    id: ids.invitation,
    openKey: openKeyOf(command.scope, command.email),
    email: command.email,
    domains: [...command.domains].sort(),
    scope: command.scope,
    role: command.role,
    permissions: [...new Set(command.permissions)].sort(),
    metadata: command.metadata,
    profile: command.profile,
    locale: command.locale,
    status: 'pending',
    reason: null,
    generation: 0,
    seats: command.seats,
    used: 0,
    delivery: command.delivery === 'link' ? 'none' : 'queued',
    createdBy: accountOf(command.actor),
    accountId: waiting.key,
    createdAt: now,
    expiresAt: now + command.lifetime,
    acceptedAt: null,
  } satisfies Values<'invitation'>
  const link = linkWrites(
    moment,
    { purpose: 'invitation', id: ids.invitation, generation: 0, expiresAt: invitation.expiresAt },
    command,
    command.email === null
      ? null
      : {
          kind: 'invitation',
          email: command.email,
          invitationId: ids.invitation,
          generation: 0,
          locale: command.locale,
        },
  )
  return {
    event: {
      type: 'invitation.created',
      actor: actorKey(command.actor),
      subject: ids.invitation,
      scope: command.scope,
      data: offerData(command),
    },
    writes: [...superseded, ...waiting.writes, insert('invitation', invitation), ...link],
    guards: [...powers.guards, ...waiting.guards],
    answer: invitation,
  }
}

const offerData = ({ role, permissions, seats, delivery }: CreateInvitation): Json => ({
  role,
  permissions: [...permissions],
  seats,
  delivery,
})

function offersNothing({ role, permissions }: CreateInvitation, policy: Policy): Refusal | null {
  const empty = role === null && permissions.length === 0
  return empty && policy.invitations.role === 'required' ? refuseField('role', 'required') : null
}

function aboutPerson(
  { account, earlier, pending }: CreateSnapshot,
  policy: Policy,
  now: number,
  hasAll: boolean,
  made: AccountKey | null,
): Refusal | null {
  const newcomersOnly = policy.invitations.for === 'newcomers'
  if (newcomersOnly && made !== null) return refuse('already_invited')
  if (account === null) return null
  if (account.status === 'invited') {
    const elsewhere = earlier !== null && earlier.id !== pending?.id && invitationState(earlier, now) === 'pending'
    return newcomersOnly && elsewhere ? refuse('already_invited') : null
  }
  if (newcomersOnly) return refuse('email_taken')
  return gate(account, 'accept') ?? (hasAll ? refuse('already_member') : null)
}

/** A live invitation stands in the way; an expired one makes room in the same commit. */
function supersede(pending: Standing | null, now: number): Write[] | Refusal {
  if (pending === null) return []
  if (invitationState(pending, now) === 'pending') return refuse('already_invited')
  const stillExpired = { status: 'pending', expiresAt: pending.expiresAt } as const
  return [update('invitation', pending.id, stillExpired, { status: 'revoked', reason: 'superseded', openKey: null })]
}

interface Waiting {
  readonly key: AccountKey | null
  readonly writes: readonly Write[]
  readonly guards: readonly AnyGuard[]
}

/** The account that waits for the person, where accounts are made beforehand: a new one, or the one that waits already. */
function waitingAccount(
  { account, earlier, pending }: CreateSnapshot,
  command: CreateInvitation,
  policy: Policy,
  moment: Moment,
  made: AccountKey | null,
): Waiting {
  if (policy.invitations.accounts !== 'beforehand' || command.email === null)
    return { key: null, writes: [], guards: [] }
  if (made !== null) return { key: made, writes: [], guards: [] }
  if (account === null)
    return { key: moment.ids.account, writes: [invitedAccount(moment, command.email, command)], guards: [] }
  const still = account.status === 'invited' ? invitedStill(account) : { status: account.status }
  const guards = [guard('account', account.id, still)]
  if (account.status !== 'invited' || account.invitationId === null) return { key: account.id, writes: [], guards }
  if (earlier && earlier.id !== pending?.id && invitationState(earlier, moment.now) === 'pending')
    return { key: account.id, writes: [], guards: [...guards, guard('invitation', earlier.id, { status: 'pending' })] }
  // The invitation that it was made for has died: it lives on for this one.
  return {
    key: account.id,
    writes: [update('account', account.id, still, { invitationId: moment.ids.invitation })],
    guards: [],
  }
}

function invitedAccount(moment: Moment, email: string, command: CreateInvitation): Write {
  return insert('account', {
    id: moment.ids.account,
    email,
    username: null,
    usernameKey: null,
    status: 'invited',
    passwordHash: null,
    epoch: 0,
    profile: command.profile,
    locale: command.locale,
    invitationId: moment.ids.invitation,
    emailVerifiedAt: null,
    lastSeenAt: null,
    createdAt: moment.now,
  })
}
