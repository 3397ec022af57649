import { type RawBuilder, sql } from 'kysely'

/** How an engine looks up the one row of a key; null where there is none. */
export interface Joining {
  /** A value of a row that was found before. */
  found(value: RawBuilder<unknown>): RawBuilder<unknown>
  /** `table` is under the alias already; all of `on` must hold, each about one field of the key. */
  join(table: RawBuilder<unknown>, alias: string, on: readonly RawBuilder<unknown>[]): RawBuilder<unknown>
}

export const allOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql.join(conditions, sql` and `)

export const plainly: Joining = {
  found: (value) => value,
  join: (table, _alias, on) => sql` left join ${table} on ${allOf(on)}`,
}
