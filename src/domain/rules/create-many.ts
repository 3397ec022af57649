import {
  type AccountKey,
  type AnyGuard,
  commitOf,
  type Decided,
  type EventDraft,
  type Moment,
  type Values,
  type Write,
} from '../change.ts'
import type { Code } from '../errors.ts'
import type { FieldError } from '../field-errors.ts'
import type { Policy } from '../policy.ts'
import { isRefusal, refuse } from '../refusal.ts'
import { type CreateInvitation, type CreateSnapshot, draftInvitation, openKeyOf } from './create-invitation.ts'

/** What became of one row of a bulk. */
export type RowVerdict =
  | { readonly invitation: Values<'invitation'> }
  | { readonly refused: Code; readonly fields?: readonly FieldError[] }

export interface BulkRow {
  readonly snapshot: CreateSnapshot
  readonly command: CreateInvitation
  readonly moment: Moment
}

/**
 * Decides many invitations: a verdict for each row, and one commit for the good ones. No good row is lost to a bad one;
 * the second of two rows for one address is `already_invited`. The key of the bulk is on its first event.
 */
export function createMany(
  rows: readonly BulkRow[],
  policy: Policy,
  moment: Moment,
  idempotency: EventDraft['idempotency'],
): Decided<readonly RowVerdict[]> {
  const taken = new Set<string>()
  const made = new Map<string, AccountKey>()
  const events: EventDraft[] = []
  const writes: Write[] = []
  const guards: AnyGuard[] = []
  const verdicts = rows.map(({ snapshot, command, moment: own }): RowVerdict => {
    const key = openKeyOf(command.scope, command.email)
    const draft =
      key !== null && taken.has(key)
        ? refuse('already_invited')
        : draftInvitation(snapshot, command, policy, own, made.get(command.email ?? '') ?? null)
    if (isRefusal(draft))
      return { refused: draft.refused, ...(draft.params.fields ? { fields: draft.params.fields } : {}) }
    if (key !== null) taken.add(key)
    if (command.email !== null && draft.answer.accountId !== null) made.set(command.email, draft.answer.accountId)
    events.push(draft.event)
    writes.push(...draft.writes)
    guards.push(...draft.guards)
    return { invitation: draft.answer }
  })
  const [first, ...rest] = events
  return {
    change: first
      ? commitOf(
          moment,
          [
            { ...first, data: { ...first.data, verdicts: verdicts.map(codeOf) }, idempotency: idempotency ?? null },
            ...rest,
          ],
          writes,
          guards,
        )
      : null,
    answer: verdicts,
  }
}

/** What the event keeps of a verdict, so that a repeated call gets the same ones: null for a row that was created. */
const codeOf = (verdict: RowVerdict): Code | null => ('refused' in verdict ? verdict.refused : null)
