import type { Kysely } from 'kysely'
import { fieldsOf, recordKinds, uniqueOf } from '../../../src/index.ts'
import { type Database, engineOf } from './engine.ts'
import { columnOf, tableOf } from './names.ts'

/** Refuses a schema that does not fit, and names precisely what is missing: a promise that no index keeps is no promise. */
export async function check(db: Kysely<Database>): Promise<void> {
  const tables = new Map(
    (await db.introspection.getTables()).map(({ name, columns }) => [
      name,
      new Map(columns.map((column) => [column.name, column])),
    ]),
  )
  const missing: string[] = []
  for (const kind of recordKinds) {
    const table = tableOf(kind)
    const columns = tables.get(table)
    if (columns === undefined) {
      missing.push(`table ${table}`)
      continue
    }
    for (const [field, { null: nullable }] of Object.entries(fieldsOf(kind))) {
      const column = columns.get(columnOf(field))
      if (column === undefined) missing.push(`column ${table}.${columnOf(field)}`)
      else if (nullable && !column.isNullable) missing.push(`null in ${table}.${columnOf(field)}`)
      else if (!nullable && column.isNullable) missing.push(`not null in ${table}.${columnOf(field)}`)
    }
    missing.push(...(await missingIndexes(db, table, [['id'], ...uniqueOf(kind)])))
  }
  if (missing.length > 0)
    throw new TypeError(`The database does not fit: missing ${missing.join(', ')}. Run storage.migrate() first.`)
}

async function missingIndexes(
  db: Kysely<Database>,
  table: string,
  wanted: readonly (readonly string[])[],
): Promise<string[]> {
  const { rows } = await engineOf(db).uniqueIndexes(table).execute(db)
  const found = new Map<string, Set<string>>()
  for (const { index_name, column_name } of rows)
    found.set(index_name, (found.get(index_name) ?? new Set()).add(column_name))
  const has = (columns: readonly string[]) =>
    [...found.values()].some((index) => index.size === columns.length && columns.every((column) => index.has(column)))
  return wanted
    .map((fields) => fields.map(columnOf))
    .filter((columns) => !has(columns))
    .map((columns) => `unique index on ${table} (${columns.join(', ')})`)
}
