import {
  type AccountKey,
  type AnyGuard,
  guard,
  insert,
  type Moment,
  update,
  type Values,
  type Write,
} from '../change.ts'
import type { Account, Json } from '../records.ts'
import type { NewSession } from '../session-rows.ts'
import type { Joining } from './accepting-account.ts'
import { mailRow } from './secret-link.ts'

/** What an acceptance says of the person. */
interface TypedPerson {
  readonly username: { readonly username: string; readonly usernameKey: string } | null
  readonly passwordHash: string
  readonly profile: Json
  readonly locale: string | null
  readonly session: NewSession | null
}

/** The account as it will be, and what makes it so. */
export interface Person {
  readonly key: AccountKey
  readonly values: Values<'account'>
  readonly writes: readonly Write[]
  readonly guards: readonly AnyGuard[]
}

/** What is known of the person: from before, from the inviter, from themselves. */
export const joinedProfile = ({ account, invited }: Joining, typed: Json): Json => ({
  ...account?.profile,
  ...invited,
  ...typed,
})

/** What an acceptance does to the account: makes it, activates the one made beforehand, or only looks that it is still so. */
export function accountWrites(joining: Joining, command: TypedPerson, moment: Moment): Person {
  const { account } = joining
  const { now } = moment
  if (joining.how === 'session') return ownAccount(joining.account, joining.proven, now)
  if (joining.how === 'unproven' && account !== null) {
    return {
      key: account.id,
      values: account,
      // From now on a membership points at it: no longer an account that lives and dies with its invitation.
      writes: [update('account', account.id, invitedStill(account), { invitationId: null })],
      guards: [],
    }
  }
  const active = {
    status: joining.how === 'unproven' ? 'invited' : 'active',
    passwordHash: joining.how === 'unproven' ? null : command.passwordHash,
    username: command.username?.username ?? account?.username ?? null,
    usernameKey: command.username?.usernameKey ?? account?.usernameKey ?? null,
    profile: joinedProfile(joining, command.profile),
    locale: command.locale ?? account?.locale ?? null,
    emailVerifiedAt: joining.proven ? now : (account?.emailVerifiedAt ?? null),
    lastSeenAt: command.session === null || joining.how === 'unproven' ? null : now,
  } as const
  if (account === null) {
    const values = {
      id: moment.ids.account,
      email: joining.email,
      epoch: 0,
      invitationId: null,
      createdAt: now,
      ...active,
    }
    return { key: values.id, values, writes: [insert('account', values)], guards: [] }
  }
  const set = { ...active, epoch: account.epoch + 1 }
  return {
    key: account.id,
    values: { ...account, ...set },
    writes: [update('account', account.id, { status: account.status, epoch: account.epoch }, set)],
    guards: [],
  }
}

/** Somebody who is logged in stays who they are; a mailed link proves their address, if nothing has yet. */
function ownAccount(account: Account, proven: boolean, now: number): Person {
  const { id, status, epoch, email, emailVerifiedAt } = account
  const still = { status, epoch, email }
  if (!proven || emailVerifiedAt !== null)
    return { key: id, values: account, writes: [], guards: [guard('account', id, still)] }
  const set = { emailVerifiedAt: now }
  return { key: id, values: { ...account, ...set }, writes: [update('account', id, still, set)], guards: [] }
}

/** An account that waits, as a decision saw it. */
export const invitedStill = ({ epoch, invitationId }: Pick<Account, 'epoch' | 'invitationId'>) =>
  ({ status: 'invited', epoch, invitationId }) as const

/** An unproven address gets the link that proves it. */
export function activationMail(joining: Joining, person: Person, command: TypedPerson, moment: Moment): Write {
  return mailRow(moment, {
    kind: 'activation',
    email: joining.email,
    accountId: person.key,
    generation: person.values.epoch,
    locale: command.locale,
  })
}
