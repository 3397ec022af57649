import { type Kysely, type RawBuilder, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { recordKinds } from '../../../src/index.ts'
import { adoptSql } from './adopt.ts'
import type { Database, Engine } from './engine.ts'
import { foundIndexes } from './found-indexes.ts'
import { tablesOf } from './introspect.ts'
import { lostIndexes } from './lost-indexes.ts'
import type { Run } from './run.ts'
import { hostColumns, indexStatement, type OwnTable, ownTables, tableStatements } from './schema.ts'
import type { Shape, Shapes } from './shape.ts'
import { bind, compile } from './statement.ts'

/**
 * Brings the tables up to date, through Kysely's own migrator and with tables of its own beside the host's. It may be run
 * again after a crash in the middle, and by two processes at once.
 */
export async function migrate(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  run: Run,
): Promise<readonly string[]> {
  const up = async (on: Kysely<Database>) => {
    for (const statement of await schemaStatements(on, engine, shapes)) await statement.execute(on)
  }
  const migrator = new Migrator({
    db,
    // Until the first release this is the schema of today. From then on it stands, and every change is a step of its own.
    provider: { getMigrations: async () => ({ '001-tables': { up } }) },
    migrationTableName: 'invitekit_migration',
    migrationLockTableName: 'invitekit_migration_lock',
  })
  const first = await migrator.migrateToLatest()
  // Where the engine has no lock for migrations, another process may have been faster: then there is nothing left to do.
  const { error, results = [] } = first.error ? await migrator.migrateToLatest() : first
  if (error) throw error
  for (const table of ownTables(engine, shapes)) await restoreIndexes(db, engine, table)
  for (const fill of keyFills(engine, shapes)) await fill.execute(db)
  for (const kind of recordKinds) if (shapes[kind].companion !== null) await adoptAll(db, engine, shapes[kind], run)
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}

/**
 * What the schema still lacks, as SQL to be read and run by hand. Each statement may be run again, where the engine has an
 * `if not exists` for it: where it has none, what was made is left out when this is printed again.
 */
export async function migrationSql(db: Kysely<Database>, engine: Engine, shapes: Shapes): Promise<string> {
  const statements = await schemaStatements(db, engine, shapes)
  return statements.map((statement) => `${statement.compile(db).sql};\n`).join('\n')
}

/** Makes the indexes of ours that somebody has dropped since. */
async function restoreIndexes(db: Kysely<Database>, engine: Engine, table: OwnTable): Promise<void> {
  for (const columns of await lostIndexes(db, engine, table)) {
    const made = indexStatement(table.name, columns, sql``).execute(db)
    await made.catch(async (error: unknown) => {
      // Another process may have been faster.
      if ((await lostIndexes(db, engine, table)).includes(columns)) throw error
    })
  }
}

/** Makes what is missing beside all rows of a host's table; again where another process does the same. */
async function adoptAll(db: Kysely<Database>, engine: Engine, shape: Shape, run: Run): Promise<void> {
  const query = adoptSql(shape, null)
  for (let tries = 0; ; tries++) {
    try {
      await run(bind(compile(db, query), []))
      return
    } catch (error) {
      if (tries === 5 || engine.failureOf(error as object) !== 'conflict') throw error
    }
  }
}

/** Rows that were there before have no id in a column that is new: each gets one. */
const keyFills = (engine: Engine, shapes: Shapes): readonly RawBuilder<unknown>[] =>
  hostColumns(shapes)
    .filter(({ field, isAdded, type }) => isAdded && field === 'id' && type !== engine.host.integer)
    .map(({ table, column }) => {
      const [name, id] = [sql.table(table), sql.id(column)]
      return sql`update ${name} set ${id} = ${engine.newUuid} where ${id} is null`
    })

async function schemaStatements(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
): Promise<readonly RawBuilder<unknown>[]> {
  const tables = await tablesOf(db, engine)
  const { column: newColumn, index: newIndex } = await ifNotExists(db, engine)
  const own: RawBuilder<unknown>[] = []
  for (const table of ownTables(engine, shapes)) {
    own.push(...tableStatements(engine, table))
    // Those that are made with their table are not made again with it.
    const lost = engine.inlineIndexes && tables.has(table.name) ? await lostIndexes(db, engine, table) : []
    own.push(...lost.map((columns) => indexStatement(table.name, columns, newIndex)))
  }
  const wanted = hostColumns(shapes).filter(({ isAdded }) => isAdded)
  const added = wanted
    .filter(({ table, column }) => !tables.get(table)?.columns.has(column))
    .map(
      ({ table, column, type }) =>
        sql`alter table ${sql.table(table)} add column${newColumn} ${sql.id(column)} ${type.ddl}`,
    )
  const unique: RawBuilder<unknown>[] = []
  for (const { table, column, field } of wanted) {
    if (field !== 'id') continue
    const name = `invitekit_${table.replaceAll('.', '_')}_${column}`
    if ((await foundIndexes(db, engine, table)).some((index) => index.name === name)) continue
    unique.push(sql`create unique index${newIndex} ${sql.id(name)} on ${sql.table(table)} (${sql.id(column)})`)
  }
  return [...added, ...keyFills(engine, shapes), ...unique, ...own]
}

/** `if not exists`, where the engine has it for a column and for an index. MariaDB has both, MySQL neither. */
async function ifNotExists(db: Kysely<Database>, { name }: Engine) {
  const [words, none] = [sql` if not exists`, sql``]
  if (name === 'sqlite') return { column: none, index: words }
  if (name === 'postgres') return { column: words, index: words }
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db)
  const said = /mariadb/i.test(rows[0]?.version ?? '') ? words : none
  return { column: said, index: said }
}
