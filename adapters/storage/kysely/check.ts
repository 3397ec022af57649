import { type Kysely, sql } from 'kysely'
import { type Pepper, recordKinds } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import { hostFaults } from './host-faults.ts'
import { hostIndexNotes } from './host-index-notes.ts'
import { type FoundTable, tablesOf } from './introspect.ts'
import { lostIndexes } from './lost-indexes.ts'
import { missingKeys } from './missing-keys.ts'
import { plainSqlNotes } from './plain-sql-notes.ts'
import { type OwnTable, ownTables } from './schema.ts'
import type { Shapes } from './shape.ts'

/** What a check cannot read in the database. */
export interface CheckOptions {
  /** What the service is given as its `pepper`; `{ current: 'none' }` where it has none. */
  readonly pepper?: Pepper | undefined
}

/**
 * Refuses a schema that does not fit, and names precisely what is missing: a promise that no index keeps is no promise. Of one
 * that fits it gives what an operator should know.
 */
export async function check(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  { pepper }: CheckOptions,
): Promise<readonly string[]> {
  const tables = await tablesOf(db, engine)
  const ours: string[] = []
  for (const table of ownTables(engine, shapes)) ours.push(...(await ownFaults(db, engine, table, tables)))
  const hosts: string[] = []
  for (const kind of recordKinds) hosts.push(...(await hostFaults(db, engine, shapes, kind, tables)))
  const missing = new Set([...ours, ...hosts])
  if (missing.size > 0)
    throw new TypeError(
      `The database does not fit: missing ${[...missing].join(', ')}.${ours.length > 0 ? ' Run storage.migrate() first.' : ''}`,
    )
  return [
    ...(await plainSqlNotes(db, engine, shapes, pepper)),
    ...(await addressNotes(db, shapes)),
    ...(await hostIndexNotes(db, engine, shapes)),
  ]
}

/** What a table of ours lacks. Without an index everything works, and more slowly every day: that is a fault as well. */
async function ownFaults(
  db: Kysely<Database>,
  engine: Engine,
  own: OwnTable,
  tables: ReadonlyMap<string, FoundTable>,
): Promise<readonly string[]> {
  const table = tables.get(own.name)
  if (table === undefined) return [`table ${own.name}`]
  const lost = await lostIndexes(db, engine, own)
  return [
    ...own.columns.flatMap(({ name, isNull }) => columnFaults(own.name, table, name, isNull)),
    ...(await missingKeys(db, engine, own.name, [['id'], ...own.unique])),
    ...lost.map((columns) => `index on ${own.name} (${columns.join(', ')})`),
  ]
}

/** The library writes and asks for addresses in lower case: one that the host wrote otherwise is nobody's. */
async function addressNotes(db: Kysely<Database>, { account }: Shapes): Promise<readonly string[]> {
  const email = account.places['email']
  if (account.companion === null || email?.at !== 'main') return []
  const column = sql.ref(email.column)
  const { rows } =
    await sql`select 1 from ${sql.table(account.main)} where ${column} <> lower(${column}) limit 1`.execute(db)
  return rows.length > 0
    ? [`${account.main}.${email.column} holds addresses in upper case: nobody logs in with these.`]
    : []
}

function columnFaults(name: string, { columns }: FoundTable, column: string, isNull: boolean): string[] {
  const found = columns.get(column)
  if (found === undefined) return [`column ${name}.${column}`]
  if (isNull && !found.isNullable) return [`null in ${name}.${column}`]
  return !isNull && found.isNullable ? [`not null in ${name}.${column}`] : []
}
