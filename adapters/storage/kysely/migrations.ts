import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { fieldsOf, indexesOf, recordKinds, uniqueOf } from '../../../src/index.ts'
import { type Database, engineOf } from './engine.ts'
import { columnOf, tableOf } from './names.ts'

/**
 * Brings the tables up to date, through Kysely's own migrator and with tables of its own beside the host's. It may be run
 * again after a crash in the middle, and by two processes at once.
 */
export async function migrate(db: Kysely<Database>): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'invitekit_migration',
    migrationLockTableName: 'invitekit_migration_lock',
  })
  const first = await migrator.migrateToLatest()
  // Where the engine has no lock for migrations, another process may have been faster: then there is nothing left to do.
  const { error, results = [] } = first.error ? await migrator.migrateToLatest() : first
  if (error) throw error
  return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName)
}

// Until the first release this is the schema of today. From then on it stands, and every change is a step of its own.
const migrations: Record<string, Migration> = {
  '001-tables': {
    async up(db: Kysely<Database>) {
      const engine = engineOf(db)
      for (const kind of recordKinds) {
        const table = sql.table(tableOf(kind))
        const columns = Object.entries(fieldsOf(kind)).map(([field, type]) => {
          const rest = field === 'id' ? sql` not null primary key` : type.null ? sql`` : sql` not null`
          return sql`${sql.ref(columnOf(field))} ${engine.columnType(type)}${rest}`
        })
        const unique = uniqueOf(kind).map(
          (fields) => sql`constraint ${indexName(kind, fields)} unique (${columnList(fields)})`,
        )
        const indexes = indexesOf(kind).map((fields) => ({
          name: indexName(kind, fields),
          columns: columnList([...fields, 'id']),
        }))
        const inline = engine.inlineIndexes ? indexes.map(({ name, columns }) => sql`index ${name} (${columns})`) : []
        await sql`create table if not exists ${table} (${sql.join([...columns, ...unique, ...inline])})`.execute(db)
        if (engine.inlineIndexes) continue
        for (const { name, columns } of indexes)
          await sql`create index if not exists ${name} on ${table} (${columns})`.execute(db)
      }
    },
  },
}

const columnList = (fields: readonly string[]) => sql.join(fields.map((field) => sql.ref(columnOf(field))))

const indexName = (kind: Parameters<typeof tableOf>[0], fields: readonly string[]) =>
  sql.id(`${tableOf(kind)}_${fields.map(columnOf).join('_')}`)
