import type { Kysely } from 'kysely'
import type { Database, Engine } from './engine.ts'
import { foundIndexes } from './found-indexes.ts'

/** The unique indexes that a table lacks, by their columns in any order: more columns would keep less unique. */
export async function missingKeys(
  db: Kysely<Database>,
  engine: Engine,
  table: string,
  wanted: readonly (readonly string[])[],
): Promise<readonly string[]> {
  const found = await foundIndexes(db, engine, table)
  const has = (columns: readonly string[]) =>
    found.some(({ unique }) => unique?.length === columns.length && columns.every((column) => unique.includes(column)))
  return wanted.filter((columns) => !has(columns)).map((columns) => `unique index on ${table} (${columns.join(', ')})`)
}
