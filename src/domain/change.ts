import type { Json, RecordKind, Row } from './records.ts'

/** A key that the database will make: resolved by the storage when the commit runs. */
export interface Ref {
  /** The record whose key it stands for. */
  readonly ref: 'account'
  /** Tells several new rows of one change apart. */
  readonly name: string
}

/** An account's key: known, or made by the database with the commit. */
export type AccountKey = string | Ref

/**
 * Whether a value stands for a key that the database will make.
 *
 * @example
 * const keyOf = (value: string | Ref, keys: Keys) => (isRef(value) ? keys[value.name] : value)
 */
export const isRef = (value: unknown): value is Ref => typeof value === 'object' && value !== null && 'ref' in value

type RefFields = 'id' | 'accountId' | 'subjectId' | 'subject' | 'actor'

/** The values of a new row. */
export type Values<K extends RecordKind> = {
  readonly [N in keyof Row<K>]: N extends RefFields ? Row<K>[N] | Ref : Row<K>[N]
}

/** A field still has this value, is null, or is greater than a number. */
export type Condition<V = unknown> = V | null | { readonly gt: number }

/** What must still be true of a row, field by field; never a version of the whole row. */
export type Where<K extends RecordKind> = { readonly [N in keyof Row<K>]?: Condition<Row<K>[N]> }

/** Makes a row. A key that is taken is a conflict. */
export interface Insert<K extends RecordKind> {
  /** Tells the four writes apart. */
  readonly write: 'insert'
  /** The record that gets a row. */
  readonly record: K
  /** Every field of the row. */
  readonly values: Values<K>
}

/** Sets fields of one row, if its guard still holds. */
export interface Update<K extends RecordKind> {
  /** Tells the four writes apart. */
  readonly write: 'update'
  /** The record of the row. */
  readonly record: K
  /** The row. */
  readonly id: string
  /** What must still be true of the row. */
  readonly where: Where<K>
  /** The fields that change, with their new values. */
  readonly set: { readonly [N in keyof Row<K>]?: Row<K>[N] | (N extends RefFields ? Ref : never) }
}

/** Deletes one row, if its guard still holds. */
export interface Remove<K extends RecordKind> {
  /** Tells the four writes apart. */
  readonly write: 'remove'
  /** The record of the row. */
  readonly record: K
  /** The row. */
  readonly id: string
  /** What must still be true of the row. */
  readonly where: Where<K>
}

/** Adds `by` to a number, up to the number in the field `upTo` of the same row; beyond it the commit is a conflict. */
export interface Add<K extends RecordKind> {
  /** Tells the four writes apart. */
  readonly write: 'add'
  /** The record of the row. */
  readonly record: K
  /** The row. */
  readonly id: string
  /** What must still be true of the row. */
  readonly where: Where<K>
  /** The number that grows. */
  readonly field: keyof Row<K> & string
  /** By how much. */
  readonly by: number
  /** The field of the same row that the sum may reach and not pass. */
  readonly upTo: keyof Row<K> & string
}

/** A row that is only read still has these values when the commit happens. */
export interface Guard<K extends RecordKind = RecordKind> {
  /** The record of the row. */
  readonly record: K
  /** The row. */
  readonly id: string
  /** What must still be true of it. */
  readonly where: Where<K>
}

/** One of the four writes to one record. */
export type WriteOf<K extends RecordKind> = Insert<K> | Update<K> | Remove<K> | Add<K>

/** One of the four writes, to whichever record. */
export type Write = { [K in RecordKind]: WriteOf<K> }[RecordKind]

/** A guard on a row of whichever record. */
export type AnyGuard = { [K in RecordKind]: Guard<K> }[RecordKind]

/** One atomic commit as data. Its id names exactly this change: resent after a lost answer it takes effect once. */
export interface Change {
  /**
   * The commit's name, which is the id of its first event: by it a storage knows a change that it has made true
   * already.
   */
  readonly id: string
  /** What is written, at most once to each row. An event is always among it. */
  readonly writes: readonly Write[]
  /** What must still be true of rows that are not written. One that fails makes the commit a conflict. */
  readonly guards: readonly AnyGuard[]
}

/** What a rule says: a refusal, or a change (null when there is nothing to do) and the answer once it is committed. */
export interface Decided<A> {
  readonly change: Change | null
  readonly answer: A
}

/** What rules get beside the snapshot: the time, and fresh names for what they make. */
export interface Moment {
  readonly now: number
  readonly ids: Ids
}

/** One fresh key for each record that an offer may make. */
export interface OfferIds {
  readonly account: AccountKey
  readonly invitation: string
  readonly challenge: string
  readonly message: string
}

/** One fresh key for each record that a decision may make. */
export interface Ids extends OfferIds {
  readonly commit: string
  readonly membership: string
  readonly session: string
  readonly refreshToken: string
}

// One cast in each builder: TypeScript cannot see that a generic member belongs to the union of its instances.
export const insert = <K extends RecordKind>(record: K, values: Values<K>): Write =>
  ({ write: 'insert', record, values }) as Insert<K> as Write

export const update = <K extends RecordKind>(record: K, id: string, where: Where<K>, set: Update<K>['set']): Write =>
  ({ write: 'update', record, id, where, set }) as Update<K> as Write

export const remove = <K extends RecordKind>(record: K, id: string, where: Where<K>): Write =>
  ({ write: 'remove', record, id, where }) as Remove<K> as Write

export const add = <K extends RecordKind>(
  record: K,
  id: string,
  where: Where<K>,
  sum: Pick<Add<K>, 'field' | 'by' | 'upTo'>,
): Write => ({ write: 'add', record, id, where, ...sum }) as Add<K> as Write

export const guard = <K extends RecordKind>(record: K, id: string, where: Where<K>): AnyGuard =>
  ({ record, id, where }) as Guard<K> as AnyGuard

/** What an audit event says of a commit. */
export interface EventDraft {
  readonly type: string
  readonly actor: string | Ref | null
  readonly subject: string | Ref | null
  readonly scope?: string | null
  readonly data?: Json
  readonly idempotency?: { readonly key: string; readonly body: string } | null
}

/** Closes a decision: its writes with the event that every commit carries. */
export function commitOf(
  moment: Moment,
  events: EventDraft | readonly EventDraft[],
  writes: readonly Write[],
  guards: readonly AnyGuard[] = [],
): Change {
  const id = moment.ids.commit
  const drafts = 'type' in events ? [events] : events
  const recorded = drafts.map((event, n) =>
    insert('event', {
      id: n === 0 ? id : `${id}.${n}`,
      commitId: id,
      type: event.type,
      actor: event.actor,
      subject: event.subject,
      scope: event.scope ?? null,
      data: event.data ?? {},
      idempotencyKey: event.idempotency?.key ?? null,
      idempotencyBody: event.idempotency?.body ?? null,
      at: moment.now,
    }),
  )
  return { id, ...touchOnce([...writes, ...recorded], guards) }
}

/**
 * A change touches a row at most once: guards on one row are joined, and the guard on a row that is written moves into the
 * write's own `where`, because a share lock followed by an update of the same row deadlocks InnoDB.
 */
function touchOnce(writes: readonly Write[], guards: readonly AnyGuard[]): Pick<Change, 'writes' | 'guards'> {
  const joined = new Map<string, AnyGuard>()
  for (const one of guards) {
    const key = `${one.record} ${one.id}`
    joined.set(key, { ...one, where: { ...joined.get(key)?.where, ...one.where } } as AnyGuard)
  }
  const guarded = writes.map((write) => {
    if (write.write === 'insert') return write
    const key = `${write.record} ${write.id}`
    const where = { ...joined.get(key)?.where, ...write.where }
    joined.delete(key)
    return { ...write, where } as Write
  })
  return { writes: guarded, guards: [...joined.values()] }
}
