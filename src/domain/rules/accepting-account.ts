import type { AccountActor } from '../actor.ts'
import { gate } from '../lifecycles.ts'
import type { Account, Json } from '../records.ts'
import { type Refusal, refuse, refuseField } from '../refusal.ts'
import type { OpenInvitation } from './open-invitation.ts'

/** All of an account that says whether it may take an offer. */
export const joinerFields = ['id', 'email', 'status', 'epoch', 'invitationId', 'emailVerifiedAt'] as const
export type Joiner = Pick<Account, (typeof joinerFields)[number]>

interface JoiningBase {
  readonly email: string
  /** Whether holding the link proves the mailbox. */
  readonly proven: boolean
  /** What the inviter wrote down of the person. */
  readonly invited: Json
}

/** Who takes the seat: a new account, one made beforehand, somebody logged in, or an address that has yet to be proven. */
export type Joining<A extends Joiner = Account> =
  | (JoiningBase & { readonly how: 'new'; readonly account: null })
  | (JoiningBase & { readonly how: 'beforehand'; readonly account: A })
  | (JoiningBase & { readonly how: 'session'; readonly account: A })
  | (JoiningBase & { readonly how: 'unproven'; readonly account: A | null })

interface Claim {
  readonly actor: AccountActor | null
  readonly email: string | null
}

/** Finds out whose acceptance this is. An existing account is never taken over: it needs its own session. */
export function whoJoins<A extends Joiner>(
  { account }: { readonly account: A | null },
  open: OpenInvitation,
  claim: Claim,
): Joining<A> | Refusal {
  const { challenge, invitation } = open
  if (claim.email !== null && invitation.email !== null && claim.email !== invitation.email)
    return refuse('email_mismatch')
  if (claim.actor !== null) return withSession(account, open, claim.actor)
  const email = invitation.email ?? claim.email
  if (email === null) return refuseField('email', 'required')
  const base = { email, proven: challenge.email === email, invited: invitation.profile }
  if (invitation.email === null) return throughOpenLink(account, open, base)
  if (account === null) return { ...base, how: 'new', account }
  if (account.status === 'active') return refuse('login_required')
  const closed = gate(account, 'accept')
  if (closed) return closed
  // A link that was handed over proves no mailbox: it opens only the account that was made for this very invitation,
  // or else whoever handed it to themselves could walk in as somebody who waits for an activation.
  if (!base.proven && account.invitationId !== invitation.id) return refuse('email_unproven')
  return { ...base, how: 'beforehand', account }
}

function withSession<A extends Joiner>(
  account: A | null,
  { challenge, invitation }: OpenInvitation,
  actor: AccountActor,
): Joining<A> | Refusal {
  if (account === null || account.id !== actor.id) return refuse('not_authenticated')
  if (actor.epoch !== undefined && actor.epoch !== account.epoch) return refuse('not_authenticated')
  const refusal = gate(account, 'act')
  if (refusal) return refusal
  if (invitation.email !== null && invitation.email !== account.email) return refuse('wrong_account')
  if (!isOfDomain(account.email, invitation.domains)) return refuse('email_domain_refused')
  if (invitation.domains.length > 0 && account.emailVerifiedAt === null) return refuse('email_domain_refused')
  return { how: 'session', account, email: account.email, proven: challenge.email === account.email, invited: {} }
}

/** A typed address is unproven. With a domain rule it must be proven by mail before anybody can log in with it. */
function throughOpenLink<A extends Joiner>(
  account: A | null,
  { invitation }: OpenInvitation,
  base: JoiningBase,
): Joining<A> | Refusal {
  if (!isOfDomain(base.email, invitation.domains)) return refuse('email_domain_refused')
  const mustProve = invitation.domains.length > 0
  if (account === null) return mustProve ? { ...base, how: 'unproven', account } : { ...base, how: 'new', account }
  if (account.status === 'active') return refuse('login_required')
  return mustProve && account.status === 'invited' ? { ...base, how: 'unproven', account } : refuse('email_taken')
}

const isOfDomain = (email: string, domains: readonly string[]): boolean =>
  domains.length === 0 || domains.includes(email.slice(email.indexOf('@') + 1))
