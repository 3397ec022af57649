import { type RawBuilder, sql } from 'kysely'

/** A table in which a row is looked up. */
export interface Joined {
  /** The table, under the alias. */
  readonly table: RawBuilder<unknown>
  readonly alias: string
  /** A column that is made of the row where it is found; null where the row's own are all that is wanted. */
  readonly made: RawBuilder<unknown> | null
  /** Whether others are looked up by columns of the row. */
  readonly isSource: boolean
}

/** How an engine looks up the one row of a key; null where there is none. */
export interface Joining {
  /** A value of a row that was found before. */
  found(value: RawBuilder<unknown>): RawBuilder<unknown>
  /** All of `on` must hold, each about one field of the key. */
  join(joined: Joined, on: readonly RawBuilder<unknown>[]): RawBuilder<unknown>
}

export const allOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql.join(conditions, sql` and `)

export const plainly: Joining = {
  found: (value) => value,
  join: ({ table, alias, made }, on) =>
    made
      ? sql` left join (select *, ${made} from ${table}) as ${sql.id(alias)} on ${allOf(on)}`
      : sql` left join ${table} on ${allOf(on)}`,
}
