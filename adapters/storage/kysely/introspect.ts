import type { Kysely } from 'kysely'
import type { Database } from './engine.ts'

/** A table as the database has it. */
export interface FoundTable {
  readonly columns: ReadonlyMap<string, { readonly isNullable: boolean }>
}

/** The tables of the database, under their names and under those with their schema. */
export async function tablesOf(db: Kysely<Database>): Promise<ReadonlyMap<string, FoundTable>> {
  const found = await db.introspection.getTables()
  return new Map(
    found.flatMap(({ schema, name, columns }) => {
      const table = { columns: new Map(columns.map((column) => [column.name, column])) }
      return [
        [name, table],
        [`${schema}.${name}`, table],
      ] as const
    }),
  )
}
