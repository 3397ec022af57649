import { type AccountKey, type EventDraft, insert, type Moment, update, type Write } from './change.ts'
import type { Policy } from './policy.ts'
import type { Session } from './records.ts'

/** What is stored of a new log-in: the hash of an opaque token, or that of the refresh token beside an access JWT. */
export interface NewSession {
  readonly hash: string | null
  readonly refreshHash: string | null
  readonly device: string | null
}

/** The rows of a new log-in: it lives while its epoch is the account's. None where nobody logs in. */
export function sessionRows(
  moment: Moment,
  policy: Policy,
  session: NewSession | null,
  accountId: AccountKey,
  epoch: number,
): Write[] {
  if (session === null) return []
  const expiresAt = moment.now + policy.sessions.lifetime
  const { hash, refreshHash, device } = session
  const row = insert('session', {
    id: moment.ids.session,
    hash,
    accountId,
    epoch,
    device,
    status: 'live',
    createdAt: moment.now,
    usedAt: moment.now,
    expiresAt,
  })
  return refreshHash === null ? [row] : [row, refreshTokenRow(moment, moment.ids.session, refreshHash, expiresAt)]
}

/** The row of one refresh token. It lives as long as its session may. */
export const refreshTokenRow = (moment: Moment, sessionId: string, hash: string, expiresAt: number): Write =>
  insert('refreshToken', {
    id: moment.ids.refreshToken,
    hash,
    sessionId,
    status: 'live',
    salt: null,
    rotatedAt: null,
    createdAt: moment.now,
    expiresAt,
  })

/** What ends one session: its refresh tokens ask for it, and are dead with it. */
export const sessionEnd = (
  { id, accountId }: Session,
  actor: EventDraft['actor'] = accountId,
): { readonly write: Write; readonly event: EventDraft } => ({
  write: update('session', id, { status: 'live' }, { status: 'ended' }),
  event: { type: 'session.ended', actor, subject: accountId, data: { sessionId: id } },
})
