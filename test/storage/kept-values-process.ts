import { getHeapSnapshot, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import BetterSqlite3 from 'better-sqlite3'
import {
  CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteDialect,
} from 'kysely'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import type { Change, Storage } from '../../src/index.ts'

// A process of its own, so that its heap holds nothing else. Run by `kept-values.test.ts`: it commits something that
// nobody else would say, and then says whether that is still to be found.

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const onSqlite = async (isBatch: boolean): Promise<Storage> => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new BetterSqlite3(':memory:') }) })
  const run = (one: { sql: string; parameters: readonly unknown[] }) =>
    db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(one.sql, [...one.parameters]))
  const storage = kyselyStorage(db, { ...(isBatch && { batch: (all) => Promise.all(all.map(run)) }) })
  await storage.migrate()
  return storage
}

/** What is kept is compiled before anything is sent: PostgreSQL need not be there. */
const onPostgres = (): Storage =>
  kyselyStorage(
    new Kysely<unknown>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
  )

const forms: Readonly<Record<string, () => Storage | Promise<Storage>>> = {
  transaction: () => onSqlite(false),
  batch: () => onSqlite(true),
  statement: onPostgres,
}

const marker = (of: string): string => ['kept', of, process.pid].join('-')

const changeBy = (actor: string, id: string): Change => {
  const event = { id, commitId: id, type: 'a', actor, subject: null, scope: null, data: {}, at: 1 }
  const values = { ...event, idempotencyKey: null, idempotencyBody: null }
  return { id, guards: [], writes: [{ write: 'insert', record: 'event', values }] }
}

const [form = ''] = process.argv.slice(2)
const storage = await forms[form]?.()
if (storage === undefined) throw new TypeError(`There is no form ${form}`)
await storage.commit(changeBy(marker('first'), 'a'))
for (let n = 0; n < 20; n++) await storage.commit(changeBy('ada', `b${n}`))
collect()
const chunks: Buffer[] = []
for await (const chunk of getHeapSnapshot()) chunks.push(Buffer.from(chunk))
const heap = Buffer.concat(chunks)
// A name that the storage does keep shows that the heap was read.
process.send?.({ isKept: heap.includes(marker('first')), isRead: heap.includes('invitekit_events') })
process.disconnect()
await storage.commit(changeBy('ada', 'last'))
