import { type RawBuilder, sql } from 'kysely'

/** How an engine looks up the one row of a key; null where there is none. */
export interface Joining {
  /** A value of a row that was found before. */
  found(value: RawBuilder<unknown>): RawBuilder<unknown>
  join(table: string, alias: string, on: RawBuilder<unknown>): RawBuilder<unknown>
}

export const plainly: Joining = {
  found: (value) => value,
  join: (table, alias, on) => sql` left join ${sql.table(table)} as ${sql.id(alias)} on ${on}`,
}
