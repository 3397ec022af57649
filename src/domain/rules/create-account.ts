import { unknownOffer } from '../authority.ts'
import { commitOf, type Decided, insert, type Moment, type Values } from '../change.ts'
import { contextOf, passwordErrors } from '../password-policy.ts'
import type { Policy } from '../policy.ts'
import type { Account, Json } from '../records.ts'
import { type Refusal, refuse } from '../refusal.ts'

export interface CreateAccount {
  readonly email: string
  readonly username: { readonly username: string; readonly usernameKey: string } | null
  /** Without one the account is made `invited`, and waits for its activation. */
  readonly password: string | null
  readonly passwordIsCommon: boolean
  readonly passwordHash: string
  readonly profile: Json
  readonly locale: string | null
  readonly scope: string
  readonly role: string | null
  readonly permissions: readonly string[]
}

/** Makes an account without an invitation: the system only, for a first administrator or an import. Never an upsert. */
export function createAccount(
  snapshot: { readonly account: Account | null; readonly named: Account | null },
  command: CreateAccount,
  policy: Policy,
  moment: Moment,
): Decided<Values<'account'>> | Refusal {
  const { ids, now } = moment
  if (snapshot.account !== null) return refuse('email_taken')
  if (command.username !== null && snapshot.named !== null) return refuse('username_taken')
  const unknown = unknownOffer(policy.permissions, command)
  if (unknown) return unknown
  const context = contextOf(command.email, command.username?.username, command.profile)
  const fields =
    command.password === null
      ? []
      : passwordErrors(command.password, policy.passwords, { common: command.passwordIsCommon, context })
  if (fields.length > 0) return refuse('password_policy', { fields })
  const account = {
    id: ids.account,
    email: command.email,
    username: command.username?.username ?? null,
    usernameKey: command.username?.usernameKey ?? null,
    status: command.password === null ? 'invited' : 'active',
    passwordHash: command.password === null ? null : command.passwordHash,
    epoch: 0,
    profile: command.profile,
    locale: command.locale,
    invitationId: null,
    emailVerifiedAt: null,
    lastSeenAt: null,
    createdAt: now,
  } satisfies Values<'account'>
  const { role, permissions, scope } = command
  const member =
    role === null && permissions.length === 0
      ? []
      : [
          insert('membership', {
            id: ids.membership,
            accountId: ids.account,
            scope,
            role,
            permissions: [...new Set(permissions)].sort(),
            createdAt: now,
          }),
        ]
  const event = { type: 'account.created', actor: 'system', subject: ids.account, scope }
  return { change: commitOf(moment, event, [insert('account', account), ...member]), answer: account }
}
