import type { Kysely } from 'kysely'
import type { Database, Engine } from './engine.ts'
import { quoted } from './introspect.ts'

/** The unique indexes that a table lacks, by their columns in any order: more columns would keep less unique. */
export async function missingKeys(
  db: Kysely<Database>,
  engine: Engine,
  table: string,
  wanted: readonly (readonly string[])[],
): Promise<readonly string[]> {
  const { rows } = await engine.uniqueIndexes(quoted(engine, table)).execute(db)
  const found = new Map<string, Set<string>>()
  for (const { index_name, column_name } of rows)
    found.set(index_name, (found.get(index_name) ?? new Set()).add(column_name))
  const has = (columns: readonly string[]) =>
    [...found.values()].some((index) => index.size === columns.length && columns.every((column) => index.has(column)))
  return wanted.filter((columns) => !has(columns)).map((columns) => `unique index on ${table} (${columns.join(', ')})`)
}
