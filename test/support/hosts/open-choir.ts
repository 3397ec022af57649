import { CompiledQuery, Kysely } from 'kysely'
import { kyselyStorage } from '../../../adapters/storage/kysely/index.ts'
import { recordKinds } from '../../../src/index.ts'
import type { ProofStore } from '../../../src/testing.ts'
import type { Engine } from '../engines/engine.ts'
import { type At, faultyDialect } from '../engines/faulty-dialect.ts'
import { tableOf } from '../engines/raw-rows.ts'
import { choir } from './choir.ts'
import { choirRows, choirTables } from './choir-rows.ts'

/** A database of the choir's, the way to it that has no faults, and one beside the storage. */
interface Home {
  readonly address: string
  readonly db: Kysely<unknown>
  readonly beside: Kysely<unknown>
}

/**
 * The collation in which blanks at the end count for the host's own unique index. The proof stores texts that the service
 * would refuse as addresses.
 */
async function withoutPadding(db: Kysely<unknown>): Promise<string> {
  const { rows } = await db.executeQuery<{ name: string }>(
    CompiledQuery.raw(
      `select collation_name as name from information_schema.collations
       where collation_name in ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin')`,
    ),
  )
  return String(rows[0]?.name)
}

/** Stores in the choir's tables on an engine. One database serves them one after the other, emptied in between. */
export function choirsOn({ server, isolation, form }: Engine) {
  const free: Home[] = []
  const make = async (): Promise<Home> => {
    const address = await server.create()
    const beside = new Kysely<unknown>({ dialect: (await server.access(address, null)).dialect })
    const mapping = choir.mapping(server.sql)
    const collation = server.sql === 'mysql' ? await withoutPadding(beside) : ''
    for (const text of choir.schema(server.sql))
      await beside.executeQuery(CompiledQuery.raw(text.replaceAll('utf8mb4_bin', collation)))
    await kyselyStorage(beside, { mapping }).migrate()
    const db = new Kysely<unknown>({ dialect: (await server.access(address, isolation)).dialect })
    return { address, db, beside }
  }
  return {
    /** Opens an empty one. */
    async open(at?: At): Promise<ProofStore> {
      const home = free.pop() ?? (await make())
      const faulty = async (failing: At) =>
        new Kysely<unknown>({ dialect: faultyDialect((await server.access(home.address, isolation)).dialect, failing) })
      const db = at ? await faulty(at) : home.db
      const mapping = choir.mapping(server.sql)
      const commit = server.sql === 'postgres' && form !== 'batch' ? { commit: form } : {}
      return {
        storage: kyselyStorage(db, { mapping, ...commit }),
        rows: (kind) => choirRows(home.beside, kind),
        close: async () => {
          if (db !== home.db) await db.destroy()
          for (const table of [...choirTables, ...recordKinds.map(tableOf)])
            await home.beside.executeQuery(CompiledQuery.raw(`delete from ${table}`))
          free.push(home)
        },
      }
    },
    /** Deletes the databases. */
    async drop(): Promise<void> {
      for (const { address, db, beside } of free.splice(0)) {
        await Promise.all([db.destroy(), beside.destroy()])
        await server.drop(address)
      }
    },
  }
}
