import { unknownOffer } from '../authority.ts'
import { commitOf, type Decided, insert, type Moment, type Values, type Write } from '../change.ts'
import { contextOf, passwordErrors } from '../password-policy.ts'
import type { Policy } from '../policy.ts'
import type { Account, Json } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'

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
  /** What the scope is called: no password is that. */
  readonly scopeName: string
  readonly role: string | null
  readonly permissions: readonly string[]
}

interface NewAccountSnapshot {
  /** Whoever has the address, and whoever has the user name. */
  readonly account: Account | null
  readonly named: Account | null
}

/** Makes an account without an invitation: the system only, for a first administrator or an import. Never an upsert. */
export function createAccount(
  snapshot: NewAccountSnapshot,
  command: CreateAccount,
  policy: Policy,
  moment: Moment,
): Decided<Values<'account'>> | Refusal {
  const made = newAccount(snapshot, command, policy, moment)
  if (isRefusal(made)) return made
  const { account, writes } = made
  const event = { type: 'account.created', actor: 'system', subject: account.id, scope: command.scope }
  return { change: commitOf(moment, event, writes), answer: account }
}

/** The rows of a new account and its membership: for an address and a name that nobody has, with a password by the rules. */
export function newAccount(
  snapshot: NewAccountSnapshot,
  command: CreateAccount,
  policy: Policy,
  { ids, now }: Moment,
  lastSeenAt: number | null = null,
): { readonly account: Values<'account'>; readonly writes: readonly Write[] } | Refusal {
  const unknown = unknownOffer(policy.permissions, command)
  if (unknown) return unknown
  const context = contextOf(command.email, command.username?.username, command.profile, command.scopeName)
  const fields =
    command.password === null
      ? []
      : passwordErrors(command.password, policy.passwords, { common: command.passwordIsCommon, context })
  if (fields.length > 0) return refuse('password_policy', { fields })
  // Last, so that nobody learns who has an account by a password that would never do.
  if (snapshot.account !== null) return refuse('email_taken')
  if (command.username !== null && snapshot.named !== null) return refuse('username_taken')
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
    lastSeenAt,
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
  return { account, writes: [insert('account', account), ...member] }
}
