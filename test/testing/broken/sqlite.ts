import BetterSqlite3 from 'better-sqlite3'
import { type Dialect, Kysely, SqliteDialect, type SqliteStatement } from 'kysely'
import { kyselyStorage } from '../../../adapters/storage/kysely/index.ts'
import type { Storage } from '../../../src/index.ts'
import type { ProofStore } from '../../../src/testing.ts'
import { type At, faultyDialect } from '../../support/engines/faulty-dialect.ts'
import { rawRows } from '../../support/engines/raw-rows.ts'
import { type BrokenStorage, turns } from './broken-storage.ts'

/** What is done to a SQLite database. */
interface Damage {
  /** Every statement that is run. */
  readonly sql?: (text: string) => string
  /** How many rows a statement says that it changed. */
  readonly count?: (text: string, rows: number | bigint) => number | bigint
  /** Run when the tables are there. */
  readonly setup?: string
  readonly storage?: (whole: Storage) => Partial<Storage>
}

/** A database on SQLite, in memory, with something wrong about it. */
function damaged(name: string, caughtBy: readonly string[], damage: Damage): BrokenStorage {
  const { sql = (text) => text, count = (_, rows) => rows, setup, storage = () => ({}) } = damage
  const open = async (at?: At): Promise<ProofStore> => {
    const database = new BetterSqlite3(':memory:')
    const prepare = (text: string): SqliteStatement => {
      const statement = database.prepare<unknown[]>(sql(text))
      return {
        reader: statement.reader,
        all: (values) => statement.all(...values),
        iterate: (values) => statement.iterate(...values),
        run: (values) => {
          const { changes, lastInsertRowid } = statement.run(...values)
          return { changes: count(text, changes), lastInsertRowid }
        },
      }
    }
    const plain: Dialect = new SqliteDialect({ database: { prepare, close: () => database.close() } })
    const db = new Kysely<unknown>({ dialect: at ? faultyDialect(plain, at) : plain })
    const whole = kyselyStorage(db)
    await whole.migrate()
    if (setup) database.exec(setup)
    const rows: ProofStore['rows'] = (kind) =>
      rawRows(new Kysely<unknown>({ dialect: new SqliteDialect({ database }) }), kind)
    return { storage: { ...whole, ...storage(whole) }, rows, close: () => db.destroy() }
  }
  return { name, caughtBy, options: { open: () => open(), openWithFaults: open } }
}

const withoutKeys = (text: string): string => text.replaceAll(/, constraint "\w+" unique \([^)]*\)/g, '')
const withoutTransactions = (text: string): string => (/^(begin|commit|rollback)/.test(text) ? 'select 1' : text)
const collated = (collation: string) => (text: string) =>
  text.startsWith('create table') ? text.replaceAll('" text', `" text collate ${collation}`) : text

const byHash = { found: { record: 'challenge', by: { hash: { input: 'hash' } } } } as const

/** Looks whether a key is free, and writes when it was. */
const checkThenWrite = (whole: Storage): Partial<Storage> => ({
  async commit(change) {
    for (const write of change.writes) {
      if (write.write !== 'insert' || write.record !== 'challenge') continue
      const [taken] = await whole.load(byHash, [{ hash: write.values.hash }])
      if (taken?.found && (await whole.committed(change.id)) === null) return { outcome: 'conflict' }
    }
    await turns()
    return whole.commit(change)
  },
})

/** Refuses a second row with one hash, when it comes and not when it changes. */
const onInsertOnly = `create trigger once before insert on invitekit_challenges
  when exists (select 1 from invitekit_challenges where hash = new.hash)
  begin select raise(abort, 'UNIQUE constraint failed: invitekit_challenges.hash'); end`

const alike = [
  'contract: text that only looks alike is different',
  'contract: text that only looks alike finds nothing',
]

/** What goes wrong in databases. */
export const sqlite: readonly BrokenStorage[] = [
  damaged('no key is unique', ['contract: of changes that take one key', 'races: invite one address', 'model:'], {
    sql: withoutKeys,
  }),
  damaged('a key is looked for, and then written', ['contract: of changes that take one key'], {
    sql: withoutKeys,
    storage: checkThenWrite,
  }),
  damaged('a key is unique when it comes, not when it changes', ['contract: an update to a key that is taken'], {
    sql: withoutKeys,
    setup: onInsertOnly,
  }),
  damaged('letter case does not count', [...alike, 'contract: a condition on text'], { sql: collated('nocase') }),
  damaged('trailing blanks do not count', alike, { sql: collated('rtrim') }),
  damaged('null is found by null', ['contract: load finds nothing by a null'], {
    sql: (text) => (text.includes('left join') ? text.replaceAll(' = ', ' is ') : text),
  }),
  damaged(
    'nobody looks how many rows changed',
    ['contract: a guard that fails is a conflict: another value', 'races: complete one reset', 'model:'],
    { count: (text, rows) => (/^(update|delete)/.test(text) ? 1 : rows) },
  ),
  damaged(
    'there is no transaction',
    [
      'contract: a conflict writes nothing: an insert whose hash is taken',
      'faults: accept one link',
      'faults: complete one reset',
      'faults: refresh one token',
      'faults: send one message',
    ],
    { sql: withoutTransactions },
  ),
  damaged('nothing is rolled back', ['contract: a conflict writes nothing: an update', 'faults: accept one link'], {
    sql: (text) => (text === 'rollback' ? 'select 1' : text),
  }),
  damaged('what failed is told to be done', ['faults: accept one link', 'faults: take the seats'], {
    storage: (whole) => ({
      commit: (change) => whole.commit(change).catch(() => ({ outcome: 'committed', keys: {} })),
    }),
  }),
]
