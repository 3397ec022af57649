import { readFileSync } from 'node:fs'
import { kyselyStorage } from 'invitekit/kysely'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { mapping } from '../mapping.ts'

const statements = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

/**
 * Makes and updates everything in the database, as the owner of it. What it returns is the owner's: it makes the first
 * administrator and cleans up, and the pages never have it.
 */
export async function setUp(url: string, links: string) {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  // A connection that dies must not take the process with it: the pool opens another.
  pool.on('error', console.error)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const run = (text: string) => db.executeQuery(CompiledQuery.raw(text))
  await run(statements('tables.sql'))
  const storage = kyselyStorage(db, { mapping })
  await storage.migrate()
  await storage.check()
  await run(statements('roles.sql'))
  await run(statements('create-invite.sql').replace(':link', () => pg.escapeLiteral(links)))
  return { storage, close: () => db.destroy() }
}

/** The same database for the application: whatever the log-in may do, it works as the restricted role. */
export function asApplication(url: string): string {
  const address = new URL(url)
  const options = [address.searchParams.get('options'), '-c role=garage_app']
  address.searchParams.set('options', options.filter(Boolean).join(' '))
  return address.href
}
