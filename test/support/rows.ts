import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import type { Ids, Moment } from '../../src/domain/change.ts'
import type { Permissions } from '../../src/domain/permissions.ts'
import type { Policy } from '../../src/domain/policy.ts'
import type { Account, Challenge, Invitation, Membership, Message, Session } from '../../src/domain/records.ts'
import type { NewSession } from '../../src/domain/session-rows.ts'
import { type InviteOptions, resolvePolicy } from '../../src/service/options.ts'

/** The time of rows and rules in tests that call rules directly. */
export const NOW = Date.UTC(2026, 0, 1)
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** A row that is whole and uneventful; a test says what matters to it. */
export const accountRow = (values: Partial<Account> = {}): Account => ({
  id: 'account-1',
  email: 'ada@example.com',
  username: null,
  usernameKey: null,
  status: 'active',
  passwordHash: 'hash',
  epoch: 0,
  profile: {},
  locale: null,
  invitationId: null,
  emailVerifiedAt: null,
  lastSeenAt: null,
  createdAt: NOW,
  ...values,
})

export const membershipRow = (values: Partial<Membership> = {}): Membership => ({
  id: 'membership-1',
  accountId: 'account-1',
  scope: '*',
  role: null,
  permissions: [],
  createdAt: NOW,
  ...values,
})

export const invitationRow = (values: Partial<Invitation> = {}): Invitation => ({
  id: 'invitation-1',
  openKey: 'ada@example.com *',
  email: 'ada@example.com',
  domains: [],
  scope: '*',
  role: null,
  permissions: [],
  metadata: {},
  profile: {},
  locale: null,
  status: 'pending',
  reason: null,
  generation: 0,
  seats: 1,
  used: 0,
  delivery: 'none',
  createdBy: null,
  accountId: null,
  createdAt: NOW,
  expiresAt: NOW + 7 * DAY,
  acceptedAt: null,
  ...values,
})

export const challengeRow = (values: Partial<Challenge> = {}): Challenge => ({
  id: 'challenge-1',
  hash: 'hash-of-a-secret',
  purpose: 'invitation',
  subjectId: 'invitation-1',
  generation: 0,
  email: null,
  issuedBy: null,
  status: 'open',
  createdAt: NOW,
  expiresAt: NOW + HOUR,
  ...values,
})

export const sessionRow = (values: Partial<Session> = {}): Session => ({
  id: 'session-1',
  hash: 'hash-of-a-token',
  accountId: 'account-1',
  epoch: 0,
  device: null,
  status: 'live',
  createdAt: NOW,
  usedAt: NOW,
  expiresAt: NOW + 30 * DAY,
  ...values,
})

/** What is stored of a new log-in with an opaque token. */
export const newSession: NewSession = { hash: 'hash-of-a-token', refreshHash: null, device: null }

export const messageRow = (values: Partial<Message> = {}): Message => ({
  id: 'message-1',
  kind: 'invitation',
  email: 'ada@example.com',
  invitationId: 'invitation-1',
  accountId: null,
  generation: 0,
  locale: null,
  status: 'due',
  attempts: 0,
  dueAt: NOW,
  failure: null,
  createdAt: NOW,
  sentAt: null,
  ...values,
})

const ids: Ids = {
  commit: 'new-commit',
  account: 'new-account',
  invitation: 'new-invitation',
  challenge: 'new-challenge',
  membership: 'new-membership',
  session: 'new-session',
  refreshToken: 'new-refresh-token',
  message: 'new-message',
}

/** What rules get beside the snapshot. */
export const momentAt = (now: number = NOW): Moment => ({ now, ids })

/** The policy that options resolve to, for rules that are called directly. */
export const policyOf = (permissions: Permissions, options: Partial<InviteOptions> = {}): Policy =>
  resolvePolicy({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions, ...options })
