import type { Dialect } from 'kysely'
import { engineOn } from '../../support/engines/engine.ts'
import { openEmptied } from '../../support/engines/open-emptied.ts'
import { openEngine } from '../../support/engines/open-engine.ts'
import { postgres18 } from '../../support/engines/postgres.ts'
import type { BrokenStorage } from './broken-storage.ts'

/** A dialect that words its statements in another way. */
const wording = (dialect: Dialect, sql: (text: string) => string): Dialect => ({
  createDriver: () => dialect.createDriver(),
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => {
    const compiler = dialect.createQueryCompiler()
    return {
      compileQuery: (node, id) => {
        const query = compiler.compileQuery(node, id)
        return { ...query, sql: sql(query.sql) }
      },
    }
  },
})

/** PostgreSQL, whose commits are one statement, with something wrong about it. */
function damaged(name: string, caughtBy: readonly string[], sql: (text: string) => string): BrokenStorage {
  const engine = engineOn(
    {
      ...postgres18,
      name: `PostgreSQL 18 in which ${name}`,
      access: async (address, isolation) => ({
        dialect: wording((await postgres18.access(address, isolation)).dialect, (text) => slowly(sql(text))),
      }),
    },
    'statement',
  )
  const options = {
    open: () => openEmptied(engine),
    openWithFaults: (at: Parameters<typeof openEngine>[1]) => openEngine(engine, at),
  }
  return { name, caughtBy, options }
}

/** Between looking and writing there is time for somebody else. */
const slowly = (text: string): string =>
  text.replaceAll('select case when ', `select case when pg_sleep(0.01)::text = '' and `)

/** A common table expression that nobody reads is not run, and then locks nothing. */
function unread(text: string): string {
  const locks = text.matchAll(/"(g\d+)" as \(select 1 as n from [^)]*\) for share\)/g)
  return [...locks].reduce((sql, [, name]) => sql.replaceAll(`(select count(*) from "${name}")`, '1'), text)
}

/** What goes wrong in commits that are one statement. */
export const postgres: readonly BrokenStorage[] = [
  damaged(
    'a share lock is never read',
    [
      'contract: of changes that exclude each other',
      'races: two owners demote each other: one stays',
      'races: accept, while somebody demotes the inviter, between',
    ],
    unread,
  ),
  damaged(
    'what is read is not locked',
    ['contract: of changes that exclude each other', 'races: two owners demote each other: one stays'],
    (text) => text.replaceAll(' for share)', ')'),
  ),
]
