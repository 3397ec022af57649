import { type Actor, actorKey } from '../actor.ts'
import { authorityOver, type OverSnapshot } from '../authority-over.ts'
import { type AnyGuard, commitOf, type Decided, type Moment, update } from '../change.ts'
import { gate } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account } from '../records.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { needsWitness, type Witness, witnessGuards } from '../witness.ts'

/** Suspends an account: every session and link of it is dead by its epoch, in the same commit. */
export function suspendAccount(
  snapshot: OverSnapshot,
  witnesses: readonly Witness[],
  command: { readonly actor: Actor },
  policy: Policy,
  moment: Moment,
): Decided<Account> | Refusal {
  const over = authorityOver(snapshot, command.actor, policy, 'suspend')
  if (isRefusal(over)) return over
  const { target } = over
  const refusal = gate(target, 'suspend')
  if (refusal) return refusal
  const kept = witnessGuards(needsWitness(policy.permissions, target, snapshot.targetMemberships), witnesses)
  if (isRefusal(kept)) return kept
  const set = { status: 'suspended', epoch: target.epoch + 1 } as const
  return changeState('account.suspended', target, set, command.actor, [...over.guards, ...kept], moment)
}

/** Reactivates a suspended account. Its old sessions stay ended; the password still works. */
export function reactivateAccount(
  snapshot: OverSnapshot,
  command: { readonly actor: Actor },
  policy: Policy,
  moment: Moment,
): Decided<Account> | Refusal {
  const over = authorityOver(snapshot, command.actor, policy, 'suspend')
  if (isRefusal(over)) return over
  const refusal = gate(over.target, 'reactivate')
  if (refusal) return refusal
  return changeState('account.reactivated', over.target, { status: 'active' }, command.actor, over.guards, moment)
}

function changeState(
  type: string,
  target: Account,
  set: Partial<Account>,
  actor: Actor,
  guards: readonly AnyGuard[],
  moment: Moment,
): Decided<Account> {
  const write = update('account', target.id, { status: target.status, epoch: target.epoch }, set)
  const event = { type, actor: actorKey(actor), subject: target.id }
  return { change: commitOf(moment, event, [write], guards), answer: { ...target, ...set } }
}
