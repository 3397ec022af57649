import { commitOf, type Decided, guard, type Moment, update } from '../change.ts'
import type { Policy } from '../policy.ts'
import type { RefreshToken } from '../records.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { refreshTokenRow } from '../session-rows.ts'
import { type LiveSession, liveSession, type SessionSnapshot } from './session.ts'

export interface RefreshSnapshot extends SessionSnapshot {
  readonly token: RefreshToken | null
  /** What followed a token that has been rotated already. */
  readonly successor: RefreshToken | null
}

/** What a rotation stores of the token that follows. */
export interface Rotation {
  readonly salt: string
  readonly hash: string
}

/** `rotated`: the successor is new. `again`: the same one, for a request that overlapped. `reused`: an old token came back. */
export type Refreshed = { readonly how: 'rotated' | 'again' } & LiveSession

/**
 * Rotates a refresh token. The parent of the live one gets the same successor for a moment; one that is older was stolen
 * or has been, and ends the session (RFC 9700, 4.14.2).
 */
export function refreshSession(
  snapshot: RefreshSnapshot,
  rotation: Rotation,
  policy: Policy,
  moment: Moment,
): Decided<Refreshed | { readonly how: 'reused' }> | Refusal {
  const { token, successor } = snapshot
  const live = liveSession(snapshot, policy, moment.now)
  if (isRefusal(live)) return live
  if (token === null || token.status === 'ended' || token.expiresAt <= moment.now) return refuse('not_authenticated')
  const { session, account } = live
  const about = { actor: account.id, subject: account.id, data: { sessionId: session.id } }
  if (token.status === 'live') {
    const writes = [
      update(
        'refreshToken',
        token.id,
        { status: 'live', expiresAt: { gt: moment.now } },
        { status: 'rotated', salt: rotation.salt, rotatedAt: moment.now },
      ),
      refreshTokenRow(moment, session.id, rotation.hash, session.expiresAt),
      update('session', session.id, { status: 'live', epoch: session.epoch }, { usedAt: moment.now }),
    ]
    const guards = [guard('account', account.id, { status: account.status, epoch: account.epoch })]
    return {
      change: commitOf(moment, { type: 'session.refreshed', ...about }, writes, guards),
      answer: { how: 'rotated', ...live },
    }
  }
  const overlaps = (token.rotatedAt ?? 0) + policy.sessions.reuse > moment.now
  if (overlaps && successor?.status === 'live') return { change: null, answer: { how: 'again', ...live } }
  const end = update('session', session.id, { status: 'live' }, { status: 'ended' })
  return { change: commitOf(moment, { type: 'session.reused', ...about }, [end]), answer: { how: 'reused' } }
}
