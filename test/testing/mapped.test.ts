import BetterSqlite3 from 'better-sqlite3'
import * as fastCheck from 'fast-check'
import { Kysely, SqliteDialect } from 'kysely'
import { describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { type ProofStore, storageProof } from '../../src/testing.ts'
import { type At, faultyDialect } from '../support/engines/faulty-dialect.ts'
import { choir } from '../support/hosts/choir.ts'

const capabilities = { accountKeys: 'database', atomicCommit: true } as const

/** A host's own tables, in which the database makes the keys of accounts. */
async function open(at?: At): Promise<ProofStore> {
  const database = new BetterSqlite3(':memory:')
  for (const statement of choir.schema('sqlite')) database.exec(statement)
  const plain = new SqliteDialect({ database })
  const db = new Kysely<unknown>({ dialect: at ? faultyDialect(plain, at) : plain })
  const storage = kyselyStorage(db, { mapping: choir.mapping('sqlite') })
  await storage.migrate()
  const rows: ProofStore['rows'] = async (record) =>
    (await storage.list({ record, where: {}, with: {}, after: null, limit: 100_000 })).rows.map(({ row }) => row)
  return { storage, rows, close: () => db.destroy() }
}

describe('the tables of a host, with keys that the database makes', () => {
  const cases = storageProof({
    open: () => open(),
    openWithFaults: open,
    fastCheck,
    capabilities,
    rounds: 3,
    callers: 8,
  })

  it.each(cases.filter(({ exempt }) => exempt === null))('$group: $name', async ({ run }) => {
    const { wrongWinners, brokenPromises } = await run()
    expect({ wrongWinners, brokenPromises }).toEqual({ wrongWinners: 0, brokenPromises: [] })
  })
})
