import { describe, expect, it } from 'vitest'
import type { Decided } from '../../src/domain/change.ts'
import {
  type AccountEvent,
  accountLifecycle,
  challengeLifecycle,
  type InvitationState,
  invitationLifecycle,
} from '../../src/domain/lifecycles.ts'
import type { Account, Challenge, Invitation } from '../../src/domain/records.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import { type AcceptInvitation, acceptInvitation } from '../../src/domain/rules/accept-invitation.ts'
import { completeActivation, issueActivation } from '../../src/domain/rules/activate-account.ts'
import { changeEmail, confirmEmail } from '../../src/domain/rules/change-email.ts'
import { changePassword } from '../../src/domain/rules/change-password.ts'
import { declineInvitation } from '../../src/domain/rules/decline-invitation.ts'
import { logIn } from '../../src/domain/rules/log-in.ts'
import { reactivateAccount, suspendAccount } from '../../src/domain/rules/manage-account.ts'
import { endSessions } from '../../src/domain/rules/manage-sessions.ts'
import { resendInvitation } from '../../src/domain/rules/resend-invitation.ts'
import { completeReset, issueReset } from '../../src/domain/rules/reset-password.ts'
import { revokeInvitation } from '../../src/domain/rules/revoke-invitation.ts'
import { liveSession } from '../../src/domain/rules/session.ts'
import { permissions } from '../support/permissions.ts'
import {
  accountRow,
  challengeRow,
  DAY,
  invitationRow,
  momentAt,
  NOW,
  newSession,
  policyOf,
  sessionRow,
} from '../support/rows.ts'

const policy = policyOf(permissions)
const moment = momentAt()
const system = { type: 'system' } as const
const password = 'tangerine bicycle 47 lanterns'
const typed = { password, passwordIsCommon: false, passwordHash: 'hash' }
const byLink = { actor: system, delivery: 'link', linkHash: 'hash', lifetime: DAY } as const

const over = (target: Account) => ({ actor: null, actorMemberships: [], target, targetMemberships: [] })
const link = (purpose: Challenge['purpose'], values: Partial<Challenge> = {}) =>
  challengeRow({ purpose, subjectId: 'account-1', email: 'ada@example.com', ...values })
const linked = (account: Account, purpose: 'activation' | 'reset' | 'email') => ({
  account,
  challenge: link(purpose),
  issuer: null,
})

const acceptance: AcceptInvitation = {
  ...typed,
  actor: null,
  email: null,
  username: null,
  profile: {},
  locale: null,
  scopeName: '',
  session: null,
  idempotency: null,
}
const acceptBy = (account: Account | null, invitation: Invitation) =>
  acceptInvitation(
    {
      challenge: link('invitation', { subjectId: invitation.id }),
      invitation,
      inviter: null,
      inviterMembership: null,
      inviterGlobal: null,
      account,
      membership: null,
      named: null,
    },
    { ...acceptance, actor: account?.status === 'active' ? { type: 'account', id: account.id } : null },
    policy,
    moment,
  )

/** The rule behind each event of an account that one rule decides. */
const accountRules: { readonly [event in AccountEvent]?: (account: Account) => object } = {
  act: (account) => liveSession({ account, session: sessionRow() }, policy, NOW),
  login: (account) =>
    logIn({ account }, { passwordMatches: true, upgradedHash: null, session: newSession, others: [] }, policy, moment),
  changePassword: (account) =>
    changePassword(
      { account },
      { ...typed, actor: { type: 'account', id: account.id }, currentMatches: true, session: null },
      policy,
      moment,
    ),
  changeEmail: (account) =>
    changeEmail(
      { account },
      { actor: { type: 'account', id: account.id }, email: 'new@example.com', currentMatches: true },
      moment,
    ),
  confirmEmail: (account) => confirmEmail({ ...linked(account, 'email'), holder: null }, policy, moment),
  endSessions: (account) => endSessions(over(account), { actor: system }, policy, moment),
  reset: (account) => completeReset(linked(account, 'reset'), typed, policy, moment),
  issueActivation: (account) => issueActivation(over(account), byLink, policy, moment),
  activate: (account) =>
    completeActivation(linked(account, 'activation'), { ...typed, profile: {}, session: null }, policy, moment),
  accept: (account) => acceptBy(account, invitationRow({ role: 'member' })),
  suspend: (account) => suspendAccount(over(account), [], { actor: system }, policy, moment),
  reactivate: (account) => reactivateAccount(over(account), { actor: system }, policy, moment),
}

/** The state that a decision writes to a record; the old one where it writes none. */
function stateAfter(decision: object, record: 'account' | 'invitation', before: string): string {
  const { change } = decision as Decided<unknown>
  for (const write of change?.writes ?? [])
    if (write.write === 'update' && write.record === record && write.set.status !== undefined) return write.set.status
  return before
}

const refusalIn = (result: object): string | null => (isRefusal(result) ? (result as Refusal).refused : null)

describe.each(['invited', 'active', 'suspended'] as const)('the rules about an account that is %s', (status) => {
  it.each(Object.entries(accountRules))('do as its table says: %s', (event, rule) => {
    const cell = accountLifecycle[status][event as AccountEvent]
    const result = rule(accountRow({ status }))
    expect(refusalIn(result)).toBe('refuse' in cell ? cell.refuse : null)
    if ('to' in cell) expect(stateAfter(result, 'account', status)).toBe(cell.to)
  })

  it('let an administrator make a reset link where a reset may happen', () => {
    const cell = accountLifecycle[status].reset
    expect(refusalIn(issueReset(over(accountRow({ status })), byLink, policy, moment))).toBe(
      'refuse' in cell ? cell.refuse : null,
    )
  })
})

const invitations: { readonly [state in InvitationState]: Invitation } = {
  pending: invitationRow({ role: 'member' }),
  expired: invitationRow({ role: 'member', expiresAt: NOW }),
  exhausted: invitationRow({ role: 'member', email: null, seats: 2, used: 2 }),
  accepted: invitationRow({ role: 'member', status: 'accepted' }),
  declined: invitationRow({ role: 'member', status: 'declined' }),
  revoked: invitationRow({ role: 'member', status: 'revoked' }),
}

describe.each(Object.entries(invitations))('the rules about an invitation that is %s', (state, invitation) => {
  const table = invitationLifecycle[state as InvitationState]
  const nobody = { actor: null, actorMembership: null, actorGlobal: null }
  const rules = {
    accept: () => acceptBy(null, invitation),
    resend: () =>
      resendInvitation(
        { ...nobody, invitation, inviter: null, inviterMembership: null, inviterGlobal: null },
        { ...byLink, mode: 'rotate' },
        policy,
        moment,
      ),
    decline: () =>
      declineInvitation({ challenge: link('invitation', { subjectId: invitation.id }), invitation }, moment),
    revoke: () => revokeInvitation({ ...nobody, invitation }, { actor: system }, policy, moment),
  }

  it.each(['accept', 'decline', 'resend', 'revoke'] as const)('do as its table says: %s', (event) => {
    const cell = table[event]
    const result = rules[event]()
    expect(refusalIn(result)).toBe('refuse' in cell ? cell.refuse : null)
    if ('to' in cell) expect(stateAfter(result, 'invitation', 'pending')).toBe(cell.to)
  })
})

describe.each([
  ['open', {}],
  ['used', { status: 'used' }],
  ['ended', { status: 'ended' }],
  ['expired', { expiresAt: NOW }],
  ['superseded', { generation: 7 }],
] as const)('the rules about a link that is %s', (state, values) => {
  const { use } = challengeLifecycle[state]
  const code = 'refuse' in use ? use.refuse : null

  it('do as its table says, for a reset, an activation and a new address', () => {
    const active = { ...linked(accountRow(), 'reset'), challenge: link('reset', values) }
    expect(refusalIn(completeReset(active, typed, policy, moment))).toBe(code)
    const invited = {
      ...linked(accountRow({ status: 'invited' }), 'activation'),
      challenge: link('activation', values),
    }
    const completed = completeActivation(invited, { ...typed, profile: {}, session: null }, policy, moment)
    expect(refusalIn(completed)).toBe(code)
    const address = { ...linked(accountRow(), 'email'), challenge: link('email', values), holder: null }
    expect(refusalIn(confirmEmail(address, policy, moment))).toBe(code)
  })
})
