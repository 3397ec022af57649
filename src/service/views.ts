import { membershipMask } from '../domain/authority.ts'
import type { Values } from '../domain/change.ts'
import { type InvitationState, invitationState } from '../domain/lifecycles.ts'
import { flagsIn, type Permissions } from '../domain/permissions.ts'
import type { Account, AuditEvent, Invitation, Json, Membership, Session } from '../domain/records.ts'
import type { Offered } from '../domain/rules/open-invitation.ts'

/** An account as the face shows it: never a hash, never an epoch. */
export interface AccountView {
  /** The key, always as text. */
  readonly id: string
  /** The canonical address: lower case, the domain in ASCII. */
  readonly email: string
  /** The second name to log in with, as it is shown. */
  readonly username: string | null
  /** `invited`: waits for its first password. `suspended`: may do nothing until it is reactivated. */
  readonly status: Account['status']
  /** The host's own data of the person. */
  readonly profile: Json
  /** The language of mails to the person. */
  readonly locale: string | null
  /** When a mailed link proved the address; null while nothing has. */
  readonly emailVerifiedAt: Date | null
  /** When the person was last seen, to about five minutes; null for somebody who never was. */
  readonly lastSeenAt: Date | null
  /** When the account was made. */
  readonly createdAt: Date
}

/** A membership as the face shows it; `flags` are all that it gives, those of its role among them. */
export interface MembershipView {
  /** Where it counts; `*` is the whole system, which counts everywhere. */
  readonly scope: string
  /** The role, if there is one. */
  readonly role: string | null
  /** Flags beside those of the role, sorted. */
  readonly permissions: readonly string[]
  /** All flags, sorted. */
  readonly flags: readonly string[]
}

/** An invitation as the face shows it. `status` is its state now: `expired` and `exhausted` too. */
export interface InvitationView {
  /** The key. No secret: it opens nothing. */
  readonly id: string
  /** Whom it is for; null for an open link. */
  readonly email: string | null
  /** For an open link: the domains that an address must be of; empty for any. */
  readonly domains: readonly string[]
  /** What it invites to; `*` is the whole system. */
  readonly scope: string
  /** The role that it offers. */
  readonly role: string | null
  /** Flags that it offers beside those of the role, sorted. */
  readonly permissions: readonly string[]
  /** The host's own data of the invitation. */
  readonly metadata: Json
  /** What is known of the person already. */
  readonly profile: Json
  /** The state at the moment of the call. */
  readonly status: InvitationState
  /** Why it ended before its time: `revoked`, `declined`, or `superseded` by a newer one. */
  readonly reason: string | null
  /** How many people it can take. */
  readonly seats: number
  /** How many it has taken. */
  readonly used: number
  /** What became of the mail. */
  readonly delivery: Invitation['delivery']
  /** The inviter's account; null for the system. */
  readonly createdBy: string | null
  /** The account that accepted it, or was made for it beforehand. */
  readonly accountId: string | null
  /** When it was made. */
  readonly createdAt: Date
  /** When its links end. A resend moves this. */
  readonly expiresAt: Date
  /** When it was accepted; null for an open link. */
  readonly acceptedAt: Date | null
}

/** An invitation as the person behind its link sees it. */
export type OfferView = Pick<
  InvitationView,
  'id' | 'email' | 'domains' | 'scope' | 'role' | 'permissions' | 'expiresAt' | 'profile' | 'metadata' | 'status'
>

/** One log-in. Its token is known to the browser alone. */
export interface SessionView {
  /** The key. No secret: it opens nothing. */
  readonly id: string
  /** What the browser called itself; null where nobody said. */
  readonly device: string | null
  /** When the person logged in. */
  readonly createdAt: Date
  /** The last use, to about five minutes. */
  readonly usedAt: Date
  /** The end, whatever happens before. */
  readonly expiresAt: Date
}

/** One line of the audit trail. */
export interface EventView {
  /** The key, in the order of time. */
  readonly id: string
  /** What happened: `invitation.created`, `account.suspended` … */
  readonly type: string
  /** Who did it; null for somebody who had no account. */
  readonly actor: { readonly type: 'account'; readonly id: string } | { readonly type: 'system' } | null
  /** The record that it happened to. */
  readonly subject: string | null
  /** Where; null where no scope is concerned. */
  readonly scope: string | null
  /** Facts that belong to it; never a secret. */
  readonly data: Json
  /** When, by the clock of the service. */
  readonly at: Date
}

const date = (time: number | null): Date | null => (time === null ? null : new Date(time))

/** All of an account that its view shows. */
export const shownFields = [
  'id',
  'email',
  'username',
  'status',
  'profile',
  'locale',
  'emailVerifiedAt',
  'lastSeenAt',
  'createdAt',
] as const
export type Shown = Pick<Account, (typeof shownFields)[number]>

export const accountView = (row: Shown | Values<'account'>): AccountView => ({
  id: String(row.id),
  email: row.email,
  username: row.username,
  status: row.status,
  profile: row.profile,
  locale: row.locale,
  emailVerifiedAt: date(row.emailVerifiedAt),
  lastSeenAt: date(row.lastSeenAt),
  createdAt: new Date(row.createdAt),
})

export const membershipView = (
  row: Pick<Membership, 'scope' | 'role' | 'permissions'>,
  permissions: Permissions,
): MembershipView => ({
  scope: row.scope,
  role: row.role,
  permissions: row.permissions,
  flags: flagsIn(permissions, membershipMask(permissions, row as Membership)),
})

/** What the person behind a link sees of an invitation: the offer. Counts, and who made it, stay with its administrators. */
export const offerView = (row: Offered | Values<'invitation'>, now: number): OfferView => ({
  id: String(row.id),
  email: row.email,
  domains: row.domains,
  scope: row.scope,
  role: row.role,
  permissions: row.permissions,
  metadata: row.metadata,
  profile: row.profile,
  status: invitationState(row, now),
  expiresAt: new Date(row.expiresAt),
})

export const invitationView = (row: Invitation | Values<'invitation'>, now: number): InvitationView => ({
  ...offerView(row, now),
  reason: row.reason,
  seats: row.seats,
  used: row.used,
  delivery: row.delivery,
  createdBy: row.createdBy,
  accountId: row.accountId === null ? null : String(row.accountId),
  createdAt: new Date(row.createdAt),
  acceptedAt: date(row.acceptedAt),
})

export const sessionView = (row: Session): SessionView => ({
  id: row.id,
  device: row.device,
  createdAt: new Date(row.createdAt),
  usedAt: new Date(row.usedAt),
  expiresAt: new Date(row.expiresAt),
})

export const eventView = (row: AuditEvent): EventView => ({
  id: row.id,
  type: row.type,
  actor: row.actor === null ? null : row.actor === 'system' ? { type: 'system' } : { type: 'account', id: row.actor },
  subject: row.subject,
  scope: row.scope,
  data: row.data,
  at: new Date(row.at),
})

/** The name that somebody gave: in the profile, or as a user name. */
export const givenName = ({ profile, username }: Pick<Account, 'profile' | 'username'>): string | null =>
  typeof profile['name'] === 'string' && profile['name'] !== '' ? profile['name'] : username

/** All of an account that says what somebody is called. */
export const nameFields = ['profile', 'username', 'email'] as const
export type Named = Pick<Account, (typeof nameFields)[number]>

/** What somebody is called: the given name, or the address. */
export const nameOf = (account: Named | null): string | null => account && (givenName(account) ?? account.email)
