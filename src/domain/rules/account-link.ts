import { authorityOver, type OverSnapshot } from '../authority-over.ts'
import type { AnyGuard } from '../change.ts'
import { type AccountEvent, challengeLifecycle, challengeState, gate, type Link, step } from '../lifecycles.ts'
import type { Policy } from '../policy.ts'
import type { Account } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'

export interface LinkedAccount {
  readonly challenge: Link | null
  readonly account: Account | null
  /** For a link that an administrator was handed: that person and the account, as they are now. */
  readonly issuer: OverSnapshot | null
}

export interface OpenAccountLink {
  readonly challenge: Link
  readonly account: Account
  readonly guards: readonly AnyGuard[]
}

const doors = {
  activation: { event: 'activate', verb: 'invite' },
  reset: { event: 'reset', verb: 'reset' },
  email: { event: 'confirmEmail', verb: null },
} as const satisfies Record<string, { event: AccountEvent; verb: string | null }>

/** The account behind the link of an activation, a reset or a new address, if the link still works and the gate is open; otherwise why not. */
export function openAccountLink(
  { challenge, account, issuer }: LinkedAccount,
  purpose: keyof typeof doors,
  policy: Policy,
  now: number,
): OpenAccountLink | Refusal {
  if (challenge === null || challenge.purpose !== purpose || account === null) return refuse('link_not_found')
  const { event, verb } = doors[purpose]
  const closed = gate(account, event)
  // An activation that has been done says so, rather than that its link is stale.
  if (purpose === 'activation' && closed) return closed
  const ended = step(challengeLifecycle, challengeState(challenge, account.epoch, now), 'use') ?? closed
  if (ended) return ended
  if (challenge.issuedBy === null) return { challenge, account, guards: [] }
  // Whoever was handed the link could use it: they must still be above the account, however it has risen since.
  const over =
    issuer === null || verb === null
      ? null
      : authorityOver(issuer, { type: 'account', id: challenge.issuedBy }, policy, verb)
  return over === null || isRefusal(over) ? refuse('link_superseded') : { challenge, account, guards: over.guards }
}
