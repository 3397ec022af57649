import type { RecordKind, Row } from '../../../src/index.ts'
import type { HostType } from './column-type.ts'

/** A column of the host's table that holds a field. */
export interface ColumnMapping {
  /** The column's name. */
  readonly column: string
  /** How it keeps the value: `text` for texts and keys, `milliseconds` for times, where nothing is said. */
  readonly type?: HostType
  /** The migration adds the column if the table lacks it; the only change that is ever made to a host's table. */
  readonly add?: true
  /** What a null stands for: a garage without an id may be the whole system, `'*'`. */
  readonly nullIs?: string
}

/** Texts of an object that have columns of their own: the host's `first_name` is the profile's `name`. */
export interface PartsMapping {
  /** For each name in the object its column. The others are kept beside the table. */
  readonly parts: { readonly [name: string]: string }
}

/** A field that has one value for all rows, and no column. */
export interface ConstantMapping {
  /** The value. */
  readonly value: string
}

/**
 * What a column of the host's says of a state: a value, null, or that it is set, and then in which type the time of the
 * commit is written into it.
 */
export type StateValue =
  | boolean
  | string
  | number
  | null
  | { readonly set: 'milliseconds' | 'timestamptz' | 'timestamp' }

/** Where one record lives in the host's tables. What they lack is kept beside them, in a table of ours. */
export interface RecordMapping<K extends RecordKind> {
  /** The host's table, with its schema where it needs one: `users`, `app.users`. */
  readonly table: string
  /** The columns that hold fields of ours; `id` is one of them. */
  readonly columns: { readonly [N in keyof Row<K>]?: string | ColumnMapping | ConstantMapping | PartsMapping }
  /**
   * For each state what the host's columns say then. It is read, written and guarded by these columns, so that a change
   * made with the host's own SQL counts at once. States that look the same are told apart beside the table.
   */
  readonly states?: Row<K> extends { readonly status: infer S extends string }
    ? { readonly [N in S]: { readonly [column: string]: StateValue } }
    : never
  /** Values for columns of the host that a new row must have and that hold nothing of ours. */
  readonly fill?: { readonly [column: string]: string | number | boolean }
}

/** Which of the library's records live in tables that the host has already. Records that are not named get tables of ours. */
export interface Mapping {
  /** The host's users. `keys: 'database'` where the database makes their keys (`serial`, `auto_increment`). */
  readonly account?: RecordMapping<'account'> & { readonly keys?: 'database' }
  /** The host's table of members. */
  readonly membership?: RecordMapping<'membership'> | MembershipOnAccount
  /**
   * The host's invitations. `link` is the column in which the host kept the token: it gets the hash of the newest link,
   * and the invitation's id as long as there is none.
   */
  readonly invitation?: RecordMapping<'invitation'> & { readonly link?: string }
}

/** A role (and a scope) kept on the user's own row: who has a role there is a member, and nobody is one without. */
export interface MembershipOnAccount {
  /** Says so. */
  readonly on: 'account'
  /** The column of the role, and that of the scope or its one value. */
  readonly columns: {
    /** The column of the role. */
    readonly role: string | ColumnMapping
    /** That of the scope, or the one scope of all. */
    readonly scope: string | ColumnMapping | ConstantMapping
  }
}
