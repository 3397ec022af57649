import type { EventDraft } from '../domain/change.ts'
import type { AuditEvent } from '../domain/records.ts'
import { digest } from '../tokens/secret.ts'

/** A key that a caller sent is remembered for a day. */
export const KEPT_FOR = 24 * 3_600_000

/** What makes a repeated call the same call: the hash of verb, caller and key, and the hash of what was asked. */
export interface Idempotent<A> {
  readonly key: string
  readonly body: string
  /** The first result again, without a secret. */
  readonly replay: (event: AuditEvent) => Promise<A>
}

export const replayPlan = { event: { record: 'event', by: { idempotencyKey: { input: 'key' } } } } as const

interface Call {
  readonly verb: string
  /** The actor, or the secret that stands for one. */
  readonly caller: string
  readonly key: string | undefined
  /** What was asked, without passwords: a fast hash of one would be a gift to whoever steals the database. */
  readonly body: unknown
}

/** Null where the caller sent no key. */
export function idempotentCall<A>(
  { verb, caller, key, body }: Call,
  replay: Idempotent<A>['replay'],
): Idempotent<A> | null {
  return key === undefined
    ? null
    : { key: digest(JSON.stringify([verb, caller, key])), body: digest(JSON.stringify(body)), replay }
}

export const forEvent = (idempotent: Idempotent<unknown> | null): EventDraft['idempotency'] =>
  idempotent ? { key: idempotent.key, body: idempotent.body } : null
