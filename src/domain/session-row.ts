import { type AccountKey, insert, type Moment, type Write } from './change.ts'
import type { Policy } from './policy.ts'

/** The row of a new log-in: it lives while its epoch is the account's. */
export const sessionRow = (moment: Moment, policy: Policy, hash: string, accountId: AccountKey, epoch: number): Write =>
  insert('session', {
    id: moment.ids.session,
    hash,
    accountId,
    epoch,
    status: 'live',
    createdAt: moment.now,
    usedAt: moment.now,
    expiresAt: moment.now + policy.sessions.lifetime,
  })
