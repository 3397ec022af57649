import { type Kysely, sql } from 'kysely'
import { recordKinds } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import { hostFaults } from './host-faults.ts'
import { type FoundTable, tablesOf } from './introspect.ts'
import { lostIndexes } from './lost-indexes.ts'
import { missingKeys } from './missing-keys.ts'
import { type OwnTable, ownTables } from './schema.ts'
import type { Shapes } from './shape.ts'

/**
 * Refuses a schema that does not fit, and names precisely what is missing: a promise that no index keeps is no promise. Of one
 * that fits it gives what an operator should know.
 */
export async function check(db: Kysely<Database>, engine: Engine, shapes: Shapes): Promise<readonly string[]> {
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
  return [...(await plainSqlNotes(db, engine, shapes)), ...(await addressNotes(db, shapes))]
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

/** Whether an invitation can be made in plain SQL, as `docs/sql.md` has it. */
async function plainSqlNotes(db: Kysely<Database>, engine: Engine, shapes: Shapes): Promise<readonly string[]> {
  if (shapes.invitation.companion !== null)
    return ['Invitations are in a table of the host: the statement that makes one in plain SQL does not fit.']
  if (engine.name === 'sqlite') return ['SQLite has no SHA-256: an invitation cannot be made in plain SQL.']
  const newest = sql<{ hash: string }>`select hash from ${sql.table(shapes.challenge.main)} order by id desc limit 1`
  const [row] = (await newest.execute(db)).rows
  const key = /^(.+):/.exec(row?.hash ?? '')?.[1]
  return key ? [`Links are hashed with the key "${key}": one that is made in plain SQL is worth nothing.`] : []
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
