import type { AccountActor } from '../../src/domain/actor.ts'
import { membershipMask } from '../../src/domain/authority.ts'
import type { Change, Decided } from '../../src/domain/change.ts'
import type { Permissions } from '../../src/domain/permissions.ts'
import type { Policy } from '../../src/domain/policy.ts'
import type { Membership } from '../../src/domain/records.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import { type AcceptInvitation, acceptInvitation } from '../../src/domain/rules/accept-invitation.ts'
import { type CreateInvitation, createInvitation } from '../../src/domain/rules/create-invitation.ts'
import { accountRow, challengeRow, DAY, invitationRow, membershipRow, momentAt } from './rows.ts'

/** What somebody holds, or is offered, in one scope. */
export interface Holding {
  readonly role: string | null
  readonly permissions: readonly string[]
}

/** Somebody who gives: in the scope and in the whole system. */
export interface Giver {
  readonly here: Holding | null
  readonly everywhere: Holding | null
}

export const SCOPE = 'team'
export const giver: AccountActor = { type: 'account', id: 'giver' }
const giverAccount = accountRow({ id: 'giver', email: 'giver@example.com' })
const receiver = accountRow({ id: 'receiver', email: 'receiver@example.com' })

export const rowOf = (accountId: string, scope: string, holding: Holding | null): Membership | null =>
  holding && membershipRow({ id: `${accountId} in ${scope}`, accountId, scope, ...holding })

/** The actor's rows, as a plan finds them. */
export const actorRows = ({ here, everywhere }: Giver) => ({
  actor: giverAccount,
  actorMembership: rowOf('giver', SCOPE, here),
  actorGlobal: rowOf('giver', '*', everywhere),
})

export const maskOfGiver = (permissions: Permissions, { here, everywhere }: Giver): bigint =>
  membershipMask(permissions, rowOf('giver', SCOPE, here)) |
  membershipMask(permissions, rowOf('giver', '*', everywhere))

/** Asks the rule of creation; the person has an account already where `old` is given. */
export function create(policy: Policy, by: Giver, old: Holding | null, offer: Holding): Decided<unknown> | Refusal {
  const command: CreateInvitation = {
    actor: giver,
    email: receiver.email,
    domains: [],
    seats: 1,
    scope: SCOPE,
    ...offer,
    metadata: {},
    profile: {},
    locale: null,
    lifetime: DAY,
    idempotency: null,
    delivery: 'link',
    linkHash: 'hash',
  }
  const person = { pending: null, earlier: null, account: old && receiver, membership: rowOf('receiver', SCOPE, old) }
  return createInvitation({ ...actorRows(by), ...person }, command, policy, momentAt())
}

/** Asks the rule of acceptance, with the giver as they are by then: a new person, or a member with their session. */
export function accept(policy: Policy, by: Giver, old: Holding | null, offer: Holding): Decided<unknown> | Refusal {
  const command: AcceptInvitation = {
    actor: old && { type: 'account', id: 'receiver' },
    email: null,
    username: null,
    password: 'tangerine bicycle 47 lanterns',
    passwordIsCommon: false,
    passwordHash: 'hash',
    profile: {},
    locale: null,
    scopeName: '',
    session: null,
    idempotency: null,
  }
  const { actor: inviter, actorMembership: inviterMembership, actorGlobal: inviterGlobal } = actorRows(by)
  const snapshot = {
    challenge: challengeRow({ email: receiver.email }),
    invitation: invitationRow({ email: receiver.email, scope: SCOPE, createdBy: 'giver', ...offer }),
    inviter,
    inviterMembership,
    inviterGlobal,
    account: old && receiver,
    membership: rowOf('receiver', SCOPE, old),
    named: null,
  }
  return acceptInvitation(snapshot, command, policy, momentAt())
}

export const codeOf = (decision: Decided<unknown> | Refusal): string | null =>
  isRefusal(decision) ? decision.refused : null

/** What the receiver holds when a decision is true: the row that it writes, or the old one. */
export function heldAfter(decision: Decided<unknown>, old: Holding | null): Holding {
  return written(decision.change) ?? old ?? { role: null, permissions: [] }
}

function written(change: Change | null): Holding | null {
  for (const write of change?.writes ?? []) {
    if (write.record !== 'membership') continue
    if (write.write === 'insert') return { role: write.values.role, permissions: write.values.permissions }
    if (write.write === 'update') return { role: write.set.role ?? null, permissions: write.set.permissions ?? [] }
  }
  return null
}
