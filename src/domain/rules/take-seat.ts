import { type AccountKey, type AnyGuard, add, guard, update, type Write } from '../change.ts'
import type { Offered, OpenInvitation } from './open-invitation.ts'

/** What an acceptance does to the invitation, and the invitation afterwards. */
interface Seat {
  readonly writes: readonly Write[]
  readonly guards: readonly AnyGuard[]
  readonly after: Offered
}

/**
 * An address has one seat and closes its link; an open link counts its seats and stays. `again`: somebody who waits for
 * the mail that proves their address asks for it once more, and the seat is theirs already.
 */
export function takeSeat(
  { challenge, invitation }: OpenInvitation,
  accountId: AccountKey,
  again: boolean,
  now: number,
): Seat {
  const { id, generation, createdBy, used } = invitation
  const live = { status: 'pending', generation, createdBy, expiresAt: { gt: now } } as const
  if (again) return { writes: [], guards: [guard('invitation', id, live)], after: invitation }
  if (invitation.email === null) {
    const write = add('invitation', id, live, { field: 'used', by: 1, upTo: 'seats' })
    return { writes: [write], guards: [], after: { ...invitation, used: used + 1 } }
  }
  const set = { status: 'accepted', openKey: null, used: 1, acceptedAt: now } as const
  const writes = [
    update('invitation', id, live, { ...set, accountId }),
    update('challenge', challenge.id, { status: 'open', expiresAt: { gt: now } }, { status: 'used' }),
  ]
  return {
    writes,
    guards: [],
    after: { ...invitation, ...set },
  }
}
