import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { Engine } from './store.ts'

/** SQLite files in a folder of their own, in WAL mode. */
export async function sqliteEngine(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'invitekit-bench-'))
  const open: BetterSqlite3.Database[] = []
  return {
    kind: 'sqlite',
    url: null,
    open: async (name, sent) => {
      const database = new BetterSqlite3(
        join(folder, `${name}.db`),
        sent ? { verbose: (sql) => sent(String(sql)) } : {},
      )
      open.push(database)
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = NORMAL')
      database.pragma('busy_timeout = 5000')
      return {
        kind: 'sqlite',
        database,
        run: async (sql) => void database.exec(sql),
      }
    },
    close: async () => {
      for (const database of open) database.close()
      rmSync(folder, { recursive: true })
    },
  }
}
