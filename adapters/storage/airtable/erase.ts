import { type AnyGuard, type Change, type RecordKind, recordKinds, type Write } from '../../../src/index.ts'
import type { Rows } from '../memory/rows.ts'

type AnyRow = { readonly [field: string]: unknown }

/** What makes a row one of a person. */
const isOf: { readonly [K in RecordKind]: (row: AnyRow, account: string, email: unknown) => boolean } = {
  account: ({ id }, account) => id === account,
  membership: ({ accountId }, account) => accountId === account,
  invitation: ({ accountId, email }, account, address) => accountId === account || email === address,
  challenge: ({ subjectId, email }, account, address) => subjectId === account || email === address,
  session: ({ accountId }, account) => accountId === account,
  refreshToken: () => false,
  message: ({ accountId, email }, account, address) => accountId === account || email === address,
  event: ({ actor, subject }, account) => actor === account || subject === account,
}

/** Takes everything about a person out of the rows. Their name leaves the log when what stood before is deleted. */
export function erase(
  rows: Rows,
  id: string,
  { account, at }: { readonly account: string; readonly at: number },
): void {
  const email = rows.tables.account.get(account)?.['email']
  if (email === undefined) return
  const sessions = new Set(
    [...rows.tables.session.values()].filter((row) => isOf.session(row, account, email)).map((row) => row['id']),
  )
  const writes = recordKinds.flatMap((record) =>
    [...rows.tables[record].values()]
      .filter(
        (row) => isOf[record](row, account, email) || (record === 'refreshToken' && sessions.has(row['sessionId'])),
      )
      .map((row) => ({ write: 'remove', record, id: String(row['id']), where: {} }) as Write),
  )
  rows.commit({ id, writes: [...writes, eventOf(id, 'account.erased', null, at)], guards: [] })
}

/** The event of an entry that no use-case made. */
export const eventOf = (id: string, type: string, subject: string | null, at: number, commitId = id): Write => ({
  write: 'insert',
  record: 'event',
  values: {
    id,
    commitId,
    type,
    actor: 'system',
    subject,
    scope: null,
    data: {},
    idempotencyKey: null,
    idempotencyBody: null,
    at,
  },
})

/** A change that guards nothing beyond what it writes. */
export const changeOf = (id: string, writes: readonly Write[], guards: readonly AnyGuard[] = []): Change => ({
  id,
  writes,
  guards,
})
