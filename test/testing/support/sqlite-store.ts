import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { kyselyStorage } from '../../../adapters/storage/kysely/index.ts'
import type { Json, Storage } from '../../../src/index.ts'
import type { ProofStore } from '../../../src/testing.ts'
import { type At, faultyDialect } from '../../support/engines/faulty-dialect.ts'
import { rawRows } from '../../support/engines/raw-rows.ts'
import { sqliteDialect } from '../../support/stores.ts'
import { withoutGuards } from '../../support/without-guards.ts'

// SQLite for the proof. This module is also what its processes import.

/** What may be wrong with it, in every process. */
type Flaw = 'no guards' | 'no transactions' | null

/** A file in which BEGIN, COMMIT and ROLLBACK do nothing. */
function withoutTransactions(file: string): SqliteDialect {
  const database = new BetterSqlite3(file)
  const prepare = (text: string) =>
    database.prepare<unknown[]>(/^(begin|commit|rollback)/.test(text) ? 'select 1' : text)
  return new SqliteDialect({ database: { prepare, close: () => database.close() } })
}

function connect(file: string, flaw: Flaw, at?: At): ProofStore {
  const dialect = flaw === 'no transactions' ? withoutTransactions(file) : sqliteDialect(file)
  const db = new Kysely<unknown>({ dialect: at ? faultyDialect(dialect, at) : dialect })
  const beside = new Kysely<unknown>({ dialect: sqliteDialect(file) })
  const whole: Storage = kyselyStorage(db)
  return {
    storage: flaw === 'no guards' ? withoutGuards(whole) : whole,
    rows: (kind) => rawRows(beside, kind),
    close: async () => {
      await Promise.all([db.destroy(), beside.destroy()])
    },
    shared: { file, flaw },
  }
}

/** An empty file of its own. */
export async function openSqlite(at?: At, flaw: Flaw = null): Promise<ProofStore> {
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-proof-'))
  const file = join(folder, 'proof.db')
  const first = new Kysely<unknown>({ dialect: sqliteDialect(file) })
  await kyselyStorage(first).migrate()
  await first.destroy()
  const store = connect(file, flaw, at)
  const close = async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  }
  return { ...store, close }
}

const sharedParts = ({ file, flaw }: Json): [string, Flaw] => [String(file), flaw as Flaw]

export const openShared = async (shared: Json): Promise<ProofStore> => connect(...sharedParts(shared))
export const openSharedWithFaults = async (shared: Json, at: At): Promise<ProofStore> =>
  connect(...sharedParts(shared), at)
