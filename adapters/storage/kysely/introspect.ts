import { type Kysely, sql } from 'kysely'
import type { Database, Engine } from './engine.ts'

/** A column as the database has it. */
export interface FoundColumn {
  readonly isNullable: boolean
  readonly hasDefaultValue: boolean
  readonly isAutoIncrementing: boolean
}

/** A table as the database has it. */
export interface FoundTable {
  readonly columns: ReadonlyMap<string, FoundColumn>
}

/** The tables of the database, under their names with their schema, and under the bare name as a statement would find it. */
export async function tablesOf(db: Kysely<Database>, engine: Engine): Promise<ReadonlyMap<string, FoundTable>> {
  const path = engine.name === 'postgres' ? await searchPath(db) : []
  const rank = (schema: string | undefined) =>
    schema !== undefined && path.includes(schema) ? path.indexOf(schema) : path.length
  const found = await db.introspection.getTables()
  // Of two tables of one name the last is kept: that of the schema that is searched first.
  const ordered = found.toSorted((a, b) => rank(b.schema) - rank(a.schema))
  return new Map(
    ordered.flatMap(({ schema, name, columns }) => {
      const table = { columns: new Map(columns.map((column) => [column.name, column])) }
      return [
        [name, table],
        [`${schema}.${name}`, table],
      ] as const
    }),
  )
}

async function searchPath(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows } = await sql<{ path: readonly string[] }>`select current_schemas(false)::text[] as path`.execute(db)
  return rows[0]?.path ?? []
}
