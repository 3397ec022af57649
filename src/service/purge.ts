import { type Duration, milliseconds } from '../domain/duration.ts'
import { forgetInvited } from '../domain/rules/forget-invited.ts'
import type { Listing } from '../ports/storage.ts'
import type { Context } from './context.ts'
import { decide, loadOne } from './decide.ts'
import { KEPT_FOR } from './idempotency.ts'
import { accountPlan } from './plans.ts'

/** What is old enough to go, and how much at once. */
export interface PurgeOptions {
  /** How long dead links and sessions, delivered messages and audit events are kept; a day at least. */
  readonly keep: Duration
  /** Rows of each record in one batch, 1,000 by default. Call again while something goes. */
  readonly limit?: number
}

const NONE = {} as const
const PAGE = 100

/** Deletes what nobody needs any more: dead links and sessions, done messages, old events, accounts that were made for an invitation that died. */
export async function purge(
  context: Context,
  { keep, limit = 1000 }: PurgeOptions,
): Promise<{ readonly removed: number }> {
  const age = milliseconds(keep)
  if (age === null || age < KEPT_FOR) throw new TypeError('"keep" must be a duration of one day or more')
  if (!Number.isInteger(limit) || limit < 1) throw new TypeError('"limit" must be a whole number from 1 on')
  const before = context.clock.now() - age
  let removed = await context.storage.purge(before, limit)
  for await (const id of invitedBefore(context, before)) {
    if (removed >= limit) break
    if (await forget(context, id, before)) removed++
  }
  return { removed }
}

/** Every account that was made for an invitation and has been waiting since before a time, page by page along an index. */
async function* invitedBefore(context: Context, before: number): AsyncGenerator<string> {
  for (let after: string | null = null; ; ) {
    const { rows }: Listing<'account', typeof NONE, typeof NONE> = await context.storage.list({
      record: 'account',
      where: { status: 'invited' },
      with: NONE,
      after,
      limit: PAGE,
    })
    for (const { row } of rows) if (row.invitationId !== null && row.createdAt <= before) yield row.id
    after = rows.length === PAGE ? (rows.at(-1)?.row.id ?? null) : null
    if (after === null) return
  }
}

/** An invitation that lapsed before the time points at nobody any more. */
function forget(context: Context, id: string, before: number): Promise<boolean> {
  return decide(context, {
    read: async () => {
      const [{ account }, pending, memberships] = await Promise.all([
        loadOne(context, accountPlan, { id }),
        context.storage.list({
          record: 'invitation',
          where: { accountId: id, status: 'pending', expiresAt: { gt: before } },
          with: NONE,
          after: null,
          limit: 1,
        }),
        context.storage.list({ record: 'membership', where: { accountId: id }, with: NONE, after: null, limit: 1 }),
      ])
      return { account, pointedAt: pending.rows.length + memberships.rows.length > 0 }
    },
    rule: forgetInvited,
    view: (removed) => removed,
  })
}
