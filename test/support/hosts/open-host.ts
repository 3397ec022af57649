import { CompiledQuery, Kysely } from 'kysely'
import { kyselyStorage } from '../../../adapters/storage/kysely/index.ts'
import type { Server } from '../engines/server.ts'
import { testService } from '../service.ts'
import type { Host } from './host.ts'

/** A host's database with its tables, before the library has made any of its own. */
export async function openHost(server: Server, host: Host, commit?: 'transaction') {
  const address = await server.create()
  const { dialect } = await server.access(address, null)
  const db = new Kysely<unknown>({ dialect })
  const sql = async (text: string) => (await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text))).rows
  for (const statement of host.schema(server.sql)) await sql(statement)
  const storage = kyselyStorage(db, { mapping: host.mapping(server.sql), ...(commit && { commit }) })
  const close = async () => {
    await db.destroy()
    await server.drop(address)
  }
  return { db, storage, sql, close, t: testService(storage) }
}
