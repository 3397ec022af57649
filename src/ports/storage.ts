import type { Change, Condition } from '../domain/change.ts'
import type { RecordKind, Row } from '../domain/records.ts'

/** Where a look-up takes a value from: the caller's input, or a field of a row that the same plan found before. */
export type Source =
  | { readonly input: string }
  | { readonly of: string; readonly field: string }
  | { readonly fixed: string }

/** One look-up by key: the record, and where each field of the key comes from; the first source that is not null counts. */
export interface Lookup<K extends RecordKind = RecordKind> {
  /** Where to look. */
  readonly record: K
  /** The fields of a key: the id, or fields that are unique together. */
  readonly by: { readonly [N in keyof Row<K>]?: Source | readonly Source[] }
  /** The fields that are wanted of the row, all when left out. A storage may give more. */
  readonly fields?: readonly (keyof Row<K>)[]
}

type AnyLookup = { [K in RecordKind]: Lookup<K> }[RecordKind]

/**
 * At most eight named look-ups, each by the id or a unique key, later ones from what earlier ones found. A plan is a
 * constant: a storage may compile it once, by identity.
 */
export type Plan = { readonly [name: string]: AnyLookup }

/** The values that a plan asks for; a null finds nothing. */
export type Inputs = { readonly [name: string]: string | null }

/** What a plan found: a row or null under each name. */
export type Snapshot<P extends Plan> = { readonly [N in keyof P]: Found<P[N]> | null }

type Found<L extends AnyLookup> = L extends { readonly fields: readonly (infer F)[] }
  ? Pick<Row<L['record']>, F & keyof Row<L['record']>>
  : Row<L['record']>

/** A page of rows of one record, by conditions on indexed fields: newest first, unless `leastFirst` says otherwise. */
export interface Query<K extends RecordKind = RecordKind, W extends Plan = Plan, P extends Plan = Plan> {
  /** The record whose rows are listed. */
  readonly record: K
  /** Conditions that all hold; `atMost` is a number's upper bound. */
  readonly where: { readonly [N in keyof Row<K>]?: Condition<Row<K>[N]> | { readonly atMost: number } }
  /** Rows beside each row, looked up from it: its fields are `{ of: 'row', field }`. */
  readonly with: W
  /** Rows with the least of this number come first, then by id; the list has one page. */
  readonly leastFirst?: 'dueAt'
  /** The id of the last row of the page before; null for the first page. */
  readonly after: string | null
  /** Rows, at most. */
  readonly limit: number
  /** What is to be loaded in the same round trip: it has nothing to do with the rows. */
  readonly also?: { readonly plan: P; readonly inputs: Inputs } | undefined
}

/** One row of a list, and what was looked up beside it. */
export type Listed<K extends RecordKind, W extends Plan> = { readonly row: Row<K> } & Snapshot<W>

/** A page, and what was asked for with it: that is there whether the page has rows or not. */
export interface Listing<K extends RecordKind, W extends Plan, P extends Plan> {
  /** The rows, in their order. */
  readonly rows: readonly Listed<K, W>[]
  /** What `load` would have found; nothing where nothing was asked. */
  readonly also: Snapshot<P>
}

/** The keys that the database made for the `ref`s of a change, under their names. */
export type Keys = { readonly [name: string]: string }

/**
 * How a commit ended. `conflict`: a guard failed or a key was taken, and nothing was written. `undecided`: nobody knows
 * yet; ask `committed` before believing a failure.
 */
export type Outcome =
  | { readonly outcome: 'committed'; readonly keys: Keys }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'undecided' }

/** What a storage can promise; the service refuses to start where its options need more. */
export interface Capabilities {
  /** Who makes the keys of accounts. */
  readonly accountKeys: 'application' | 'database'
  /** Whether one commit may touch several rows, all or nothing. */
  readonly atomicCommit: boolean
  /** `opaque` where it cannot keep tokens that rotate every few minutes; sessions of every kind when left out. */
  readonly sessions?: 'opaque'
  /** Characters of JSON that a change may have; no limit when left out. A larger one is refused, `payload_too_large`, and a bulk is halved. */
  readonly changeSize?: number
  /** What it rests on without a promise, and the host has not accepted: the service does not start. */
  readonly unaccepted?: readonly string[]
}

/** Everything that the library asks of a database. */
export interface Storage {
  /** What this storage can promise. Constant. */
  readonly capabilities: Capabilities

  /**
   * Reads what a decision needs, for each of the inputs one snapshot, in one round trip where the engine can.
   * Concurrent callers may see rows that are stale a moment later: the guards of the commit say so.
   */
  load<P extends Plan>(plan: P, inputs: readonly Inputs[]): Promise<readonly Snapshot<P>[]>

  /** Reads a page by an index, in one round trip. A row that is inserted meanwhile may be missing; none comes twice. */
  list<K extends RecordKind, W extends Plan, P extends Plan = Record<never, never>>(
    query: Query<K, W, P>,
  ): Promise<Listing<K, W, P>>

  /**
   * Makes a change true, all of it or nothing. Of concurrent callers whose guards exclude each other exactly one is
   * `committed`, the others are `conflict`, and whoever reads afterwards sees it. The same change twice takes effect once.
   * A store that stays busy for seconds rejects with the refusal `busy`, and nothing was written.
   */
  commit(change: Change): Promise<Outcome>

  /** Whether the change of this id took effect, with the keys that it made; null if it has not. */
  committed(id: string): Promise<{ readonly keys: Keys } | null>

  /**
   * Deletes what is dead by its state or has lapsed before a time (epoch milliseconds), by index, at most `limit` rows
   * of a record. No rule reads those rows, so it needs no guard and may run beside everything. Returns how many went.
   */
  purge(before: number, limit: number): Promise<number>
}
