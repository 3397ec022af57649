import {
  type DatabaseIntrospector,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** A SQLite that is reached by single statements: each one may run on another connection. */
export interface EdgeDatabase {
  run(sql: string, parameters: readonly unknown[]): Promise<QueryResult<unknown>>
  close(): Promise<void>
  /** How the tables are read, where Kysely's own way is refused. */
  getTables?: DatabaseIntrospector['getTables']
}

const noTransactions = async (): Promise<never> => {
  throw new Error('This driver has no interactive transactions')
}

/** Kysely on such a database, as its dialects for the edge have it: no transactions. */
export const edgeDialect = (database: EdgeDatabase): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) =>
    Object.assign(new SqliteIntrospector(db), database.getTables && { getTables: database.getTables }),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createDriver: () => ({
    init: async () => undefined,
    acquireConnection: async () => ({
      executeQuery: async <R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) =>
        (await database.run(sql, parameters)) as QueryResult<R>,
      // biome-ignore lint/correctness/useYield: nothing here streams
      streamQuery: async function* () {
        throw new Error('This driver does not stream')
      },
    }),
    beginTransaction: noTransactions,
    commitTransaction: noTransactions,
    rollbackTransaction: noTransactions,
    releaseConnection: async () => undefined,
    destroy: () => database.close(),
  }),
})
