import { commitOf, type Decided, type Moment, type Values } from '../change.ts'
import { invitationState } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account, Invitation } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { type NewSession, sessionRows } from '../session-rows.ts'
import { type CreateAccount, newAccount } from './create-account.ts'

export interface SignUp extends Omit<CreateAccount, 'password' | 'scope' | 'role' | 'permissions'> {
  readonly password: string
  readonly session: NewSession | null
}

export interface SignUpSnapshot {
  /** Whoever has the address; never taken over, whatever its state. */
  readonly account: Account | null
  readonly named: Account | null
  /** The pending invitation of the address into the scope that sign-up leads to. */
  readonly pending: Invitation | null
}

/**
 * Somebody makes an account for themselves, where the policy lets everybody. The address stays unproven: nothing that
 * asks for a proven one opens. Who was invited takes the invitation, which may give more.
 */
export function signUp(
  snapshot: SignUpSnapshot,
  command: SignUp,
  policy: Policy,
  moment: Moment,
): Decided<Values<'account'>> | Refusal {
  const offer = policy.signUp
  if (offer === null) return refuse('signup_closed')
  const seenAt = command.session === null ? null : moment.now
  const made = newAccount(snapshot, { ...command, ...offer }, policy, moment, seenAt)
  if (isRefusal(made)) return made
  const { pending } = snapshot
  if (pending !== null && invitationState(pending, moment.now) === 'pending') return refuse('already_invited')
  const { account } = made
  const writes = [...made.writes, ...sessionRows(moment, policy, command.session, account.id, account.epoch)]
  const event = { type: 'account.signed_up', actor: account.id, subject: account.id, scope: offer.scope }
  return { change: commitOf(moment, event, writes), answer: account }
}
