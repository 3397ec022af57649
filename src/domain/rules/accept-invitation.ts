import type { AccountActor } from '../actor.ts'
import {
  type Acting,
  type Held,
  type Holder,
  inviterPowers,
  type Merged,
  mayDo,
  mayGrant,
  mergeOffer,
} from '../authority.ts'
import {
  type AccountKey,
  type AnyGuard,
  commitOf,
  type Decided,
  type EventDraft,
  insert,
  type Moment,
  update,
  type Values,
  type Write,
} from '../change.ts'
import { contextOf, passwordErrors } from '../password-policy.ts'
import type { Policy } from '../policy.ts'
import type { Account, Json } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { type NewSession, sessionRows } from '../session-rows.ts'
import { type Joining, whoJoins } from './accepting-account.ts'
import { accountWrites, activationMail, joinedProfile } from './account-writes.ts'
import { type LinkedInvitation, type Offered, openInvitation } from './open-invitation.ts'
import { takeSeat } from './take-seat.ts'

/** The acceptance of one link, checked for form. */
export interface AcceptInvitation {
  /** The person whose session came along; null for somebody who makes an account now. */
  readonly actor: AccountActor | null
  /** What was typed; an invitation that bears an address takes no other. */
  readonly email: string | null
  readonly username: { readonly username: string; readonly usernameKey: string } | null
  readonly password: string | null
  readonly passwordIsCommon: boolean
  /** Empty in a first pass, which spends no hash on a link that is refused anyway. */
  readonly passwordHash: string
  readonly profile: Json
  readonly locale: string | null
  readonly scopeName: string
  /** The hash of a session's token, to log in with the same commit; null to make none. */
  readonly session: NewSession | null
  readonly idempotency: EventDraft['idempotency']
}

/** The giver of an offer, as they are now, and what the person holds already where it leads. */
export interface GiverSnapshot {
  readonly inviter: Acting | null
  readonly inviterMembership: Held | null
  readonly inviterGlobal: Held | null
  readonly membership: Held | null
}

export interface AcceptSnapshot extends LinkedInvitation, GiverSnapshot {
  /** The account of the invited or typed address, or the actor's own. */
  readonly account: Account | null
  /** Whoever has the wanted user name. */
  readonly named: Account | null
}

export interface Accepted {
  readonly account: Values<'account'>
  readonly invitation: Offered
  readonly membership: {
    readonly scope: string
    readonly role: string | null
    readonly permissions: readonly string[]
  } | null
  /** False where the address has first to be proven by an activation. */
  readonly loggedIn: boolean
}

export const inviterHolder = ({
  inviter,
  inviterMembership,
  inviterGlobal,
}: Omit<GiverSnapshot, 'membership'>): Holder => ({
  account: inviter,
  memberships: [inviterMembership, inviterGlobal],
})

/** Decides an acceptance: account, membership, invitation, link, session and event in one commit, or the reason why not. */
export function acceptInvitation(
  snapshot: AcceptSnapshot,
  command: AcceptInvitation,
  policy: Policy,
  moment: Moment,
): Decided<Accepted> | Refusal {
  const open = openInvitation(snapshot, 'accept', moment.now)
  if (isRefusal(open)) return open
  const offer = stillOffered(snapshot, open.invitation, policy)
  if (isRefusal(offer)) return offer
  const joining = whoJoins(snapshot, open, command)
  if (isRefusal(joining)) return joining
  const hasAll = joining.account !== null && offer.merged.added === 0n && !offer.merged.roleChanges
  const refusal =
    takenName(snapshot, command, joining) ??
    badPassword(command, policy, joining) ??
    secondSeat(open.invitation, joining, hasAll)
  if (refusal) return refusal
  const person = accountWrites(joining, command, moment)
  const loggedIn = joining.how !== 'unproven' && command.session !== null
  const membership = membershipWrites(snapshot.membership, offer.merged, open.invitation, person.key, moment)
  const seat = takeSeat(open, person.key, joining.how === 'unproven' && hasAll, moment.now)
  const writes = [
    ...person.writes,
    ...membership,
    ...seat.writes,
    ...sessionRows(moment, policy, loggedIn ? command.session : null, person.key, person.values.epoch),
    ...(joining.how === 'unproven' ? [activationMail(joining, person, command, moment)] : []),
  ]
  const event = {
    type: 'invitation.accepted',
    actor: person.key,
    subject: open.invitation.id,
    scope: open.invitation.scope,
    idempotency: command.idempotency ?? null,
  }
  const { scope } = open.invitation
  return {
    change: commitOf(moment, event, writes, [...offer.guards, ...person.guards, ...seat.guards]),
    answer: {
      account: person.values,
      invitation: seat.after,
      membership:
        membership.length > 0 || snapshot.membership !== null
          ? { scope, role: offer.merged.role, permissions: offer.merged.permissions }
          : null,
      loggedIn,
    },
  }
}

/** The second look at the giver: active, and still holding what is new to the person. */
export function stillOffered(
  snapshot: GiverSnapshot,
  invitation: Offered,
  policy: Policy,
): { readonly merged: Merged; readonly guards: readonly AnyGuard[] } | Refusal {
  const { permissions } = policy
  const merged = mergeOffer(permissions, snapshot.membership, invitation)
  const powers = inviterPowers(permissions, invitation.createdBy, inviterHolder(snapshot), invitation.scope)
  if (isRefusal(powers)) return refuse('inviter_lost')
  const refusal = mayDo(permissions, powers, 'invite') ?? mayGrant(permissions, powers, merged, invitation)
  return refusal ? refuse('inviter_lost') : { merged, guards: powers.guards }
}

function takenName({ named }: AcceptSnapshot, { username }: AcceptInvitation, joining: Joining): Refusal | null {
  return username !== null && named !== null && named.id !== joining.account?.id ? refuse('username_taken') : null
}

/** Nobody takes a second seat of an open link. */
const secondSeat = (invitation: Offered, joining: Joining, hasAll: boolean): Refusal | null =>
  hasAll && joining.how === 'session' && invitation.email === null ? refuse('already_member') : null

function badPassword(command: AcceptInvitation, policy: Policy, joining: Joining): Refusal | null {
  if (joining.how === 'session' || joining.how === 'unproven') return null
  if (command.password === null) return refuse('password_policy', { fields: [{ field: 'password', code: 'required' }] })
  const profile = joinedProfile(joining, command.profile)
  const context = contextOf(joining.email, command.username?.username, profile, command.scopeName)
  const fields = passwordErrors(command.password, policy.passwords, { common: command.passwordIsCommon, context })
  return fields.length > 0 ? refuse('password_policy', { fields }) : null
}

function membershipWrites(
  old: Held | null,
  merged: Merged,
  { scope }: Offered,
  accountId: AccountKey,
  moment: Moment,
): Write[] {
  const { role, permissions } = merged
  if (old === null) {
    if (role === null && permissions.length === 0) return []
    return [
      insert('membership', { id: moment.ids.membership, accountId, scope, role, permissions, createdAt: moment.now }),
    ]
  }
  if (merged.added === 0n && !merged.roleChanges) return []
  return [update('membership', old.id, { role: old.role, permissions: old.permissions }, { role, permissions })]
}
