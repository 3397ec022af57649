import { CompiledQuery, Kysely } from 'kysely'
import { type KyselyStorage, kyselyStorage } from '../../../adapters/storage/kysely/index.ts'
import type { RecordKind, Row } from '../../../src/index.ts'
import type { ProofStore } from '../../../src/testing/proof.ts'
import type { Engine } from './engine.ts'
import { type At, faultyDialect } from './faulty-dialect.ts'
import { rawRows } from './raw-rows.ts'
import type { Access } from './server.ts'
import { noBegin } from './troubles.ts'

/** A store on an engine, and its database. */
export interface EngineStore extends ProofStore {
  readonly storage: KyselyStorage
  readonly address: string
  /** A way to the database beside the storage, with a pool of its own. */
  readonly beside: Kysely<unknown>
}

/** Everything that the storage is told of an engine. */
function storageOn({ server, form, trouble }: Engine, db: Kysely<unknown>, batch: Access['batch']): KyselyStorage {
  const isBare = trouble === noBegin && form === 'statement'
  return kyselyStorage(db, {
    ...(server.sql === 'postgres' && form === 'transaction' && { commit: form }),
    ...(isBare && { commit: 'statement' }),
    ...(form === 'batch' && batch && { batch }),
  })
}

/** Around a batch as around a statement: what is between its statements nobody sees. */
const faultyBatch =
  (batch: NonNullable<Access['batch']>, at: At): Access['batch'] =>
  async (statements) => {
    const statement = statements.map(({ sql }) => sql).join('; ')
    await at({ side: 'before', statement })
    const results = await batch(statements)
    await at({ side: 'after', statement })
    return results
  }

/** Opens a database that `openEngine` made, in whichever process; closing it leaves it there. */
export async function connectEngine(engine: Engine, address: string, at?: At): Promise<EngineStore> {
  const { server, isolation, trouble } = engine
  const both: At = async (point) => {
    await trouble?.at?.(point)
    await at?.(point)
  }
  const access = await server.access(address, isolation)
  const dialect = trouble?.at || at ? faultyDialect(access.dialect, both) : access.dialect
  const batch = at && access.batch ? faultyBatch(access.batch, at) : access.batch
  const db = new Kysely<unknown>({ dialect })
  const beside = new Kysely<unknown>({ dialect: (await server.access(address, null)).dialect })
  return {
    address,
    beside,
    storage: storageOn(engine, db, batch),
    rows: <K extends RecordKind>(kind: K): Promise<readonly Row<K>[]> => rawRows(beside, kind),
    close: async () => {
      await db.destroy()
      await beside.destroy()
    },
    ...(server.isShared && { shared: { engine: engine.name, address } }),
  }
}

/** Makes a database with the library's tables, and gives its address; `settings` are words of `create database`. */
export async function createDatabase({ server, trouble }: Engine, settings?: string): Promise<string> {
  const address = await server.create(settings)
  const db = new Kysely<unknown>({ dialect: (await server.access(address, null)).dialect })
  await kyselyStorage(db).migrate()
  for (const sql of trouble?.sql ?? []) await db.executeQuery(CompiledQuery.raw(sql))
  await db.destroy()
  return address
}

/** An empty store on an engine, in a database of its own that goes when it is closed. */
export async function openEngine(engine: Engine, at?: At, settings?: string): Promise<EngineStore> {
  const address = await createDatabase(engine, settings)
  const store = await connectEngine(engine, address, at)
  const close = async () => {
    await store.close()
    await engine.server.drop(address)
  }
  return { ...store, close }
}
