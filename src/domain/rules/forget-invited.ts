import { commitOf, type Decided, type Moment, remove } from '../change.ts'
import type { Account } from '../records.ts'
import { invitedStill } from './account-writes.ts'

/** Removes an account that was made for an invitation which died, once nothing points at it. The next invitation makes it anew. */
export function forgetInvited(
  snapshot: { readonly account: Account | null; readonly pointedAt: boolean },
  moment: Moment,
): Decided<boolean> {
  const { account, pointedAt } = snapshot
  if (account === null || account.status !== 'invited' || account.invitationId === null || pointedAt)
    return { change: null, answer: false }
  const write = remove('account', account.id, invitedStill(account))
  return {
    change: commitOf(moment, { type: 'account.removed', actor: 'system', subject: account.id }, [write]),
    answer: true,
  }
}
