import { type Kysely, sql } from 'kysely'
import { recordKinds, uniqueOf } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import { type FoundTable, tablesOf } from './introspect.ts'
import { ownTables } from './schema.ts'
import type { Shape, Shapes } from './shape.ts'

/**
 * Refuses a schema that does not fit, and names precisely what is missing: a promise that no index keeps is no promise. Of one
 * that fits it gives what an operator should know.
 */
export async function check(db: Kysely<Database>, engine: Engine, shapes: Shapes): Promise<readonly string[]> {
  const tables = await tablesOf(db)
  const missing: string[] = []
  for (const { name, columns, unique } of ownTables(engine, shapes)) {
    const table = tables.get(name)
    if (table === undefined) {
      missing.push(`table ${name}`)
      continue
    }
    for (const { name: column, isNull } of columns) missing.push(...columnFaults(name, table, column, isNull))
    missing.push(...(await missingIndexes(db, engine, name, [['id'], ...unique])))
  }
  for (const kind of recordKinds) missing.push(...(await hostFaults(db, engine, shapes[kind], tables)))
  if (missing.length > 0)
    throw new TypeError(
      `The database does not fit: missing ${[...new Set(missing)].join(', ')}. Run storage.migrate() first.`,
    )
  return [...(await plainSqlNotes(db, engine, shapes)), ...(await addressNotes(db, shapes))]
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

/** A host's table must have what the mapping names, and keep every key of ours unique that it holds. */
async function hostFaults(
  db: Kysely<Database>,
  engine: Engine,
  shape: Shape,
  tables: ReadonlyMap<string, FoundTable>,
): Promise<readonly string[]> {
  if (shape.companion === null) return []
  const table = tables.get(shape.main)
  if (table === undefined) return [`table ${shape.main}`]
  const states = Object.values(shape.states ?? {}).flatMap(Object.keys)
  const mapped = Object.values(shape.places).flatMap((place) => (place.at === 'main' ? [place.column] : []))
  const parts = Object.values(shape.parts).flatMap((columns) => Object.values(columns))
  const columns = [...mapped, ...parts, ...states, ...Object.keys(shape.fill), ...(shape.link ? [shape.link] : [])]
  const absent = columns
    .filter((column) => !table.columns.has(column))
    .map((column) => `column ${shape.main}.${column}`)
  const keys = [['id'], ...(shape.onRole ? [] : uniqueOf(shape.kind))].flatMap((fields) => {
    const places = fields.map((field) => shape.places[field])
    const held = places.flatMap((place) => (place?.at === 'main' ? [place.column] : []))
    return held.length > 0 && places.every((place) => place?.at !== 'companion') ? [held] : []
  })
  const texts = Object.values(shape.places).flatMap((place) =>
    place.at === 'main' && place.type === engine.host.text && keys.flat().includes(place.column) ? [place.column] : [],
  )
  const inexact = await inexactKeys(db, engine, shape.main, texts)
  return [...absent, ...(await missingIndexes(db, engine, shape.main, keys)), ...inexact]
}

/** Keys must tell `é` from `e`: a host's column may have been made with a collation that does not. */
async function inexactKeys(
  db: Kysely<Database>,
  engine: Engine,
  table: string,
  keys: readonly string[],
): Promise<readonly string[]> {
  if (engine.inexactColumns === null) return []
  const { rows } = await engine.inexactColumns(table).execute(db)
  const inexact = new Set(rows.map(({ column_name }) => column_name))
  return keys.filter((column) => inexact.has(column)).map((column) => `an exact (_bin) collation of ${table}.${column}`)
}

async function missingIndexes(
  db: Kysely<Database>,
  engine: Engine,
  table: string,
  wanted: readonly (readonly string[])[],
): Promise<string[]> {
  const { rows } = await engine.uniqueIndexes(table).execute(db)
  const found = new Map<string, Set<string>>()
  for (const { index_name, column_name } of rows)
    found.set(index_name, (found.get(index_name) ?? new Set()).add(column_name))
  const has = (columns: readonly string[]) =>
    [...found.values()].some((index) => index.size === columns.length && columns.every((column) => index.has(column)))
  return wanted.filter((columns) => !has(columns)).map((columns) => `unique index on ${table} (${columns.join(', ')})`)
}
