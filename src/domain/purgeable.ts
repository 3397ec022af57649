import type { Condition } from './change.ts'
import type { RecordKind, Row } from './records.ts'

type Where<K extends RecordKind> = { readonly [N in keyof Row<K>]?: Condition<Row<K>[N]> | { readonly atMost: number } }

/**
 * What a purge may delete: rows that are dead by their state or lapsed, before a time. No rule reads them any more.
 * Invitations are history and stay; accounts that were made for an invitation which died are the service's to remove.
 */
export const purgeable: { readonly [K in RecordKind]: readonly ((before: number) => Where<K>)[] } = {
  account: [],
  membership: [],
  invitation: [],
  challenge: [(before) => ({ expiresAt: { atMost: before } })],
  session: [(before) => ({ expiresAt: { atMost: before } })],
  refreshToken: [(before) => ({ expiresAt: { atMost: before } })],
  // Counted from the last attempt: the index by which the drain finds what is due serves here too.
  message: [
    (before) => ({ status: 'sent', dueAt: { atMost: before } }),
    (before) => ({ status: 'cancelled', dueAt: { atMost: before } }),
    (before) => ({ status: 'dead', dueAt: { atMost: before } }),
  ],
  event: [(before) => ({ at: { atMost: before } })],
}
