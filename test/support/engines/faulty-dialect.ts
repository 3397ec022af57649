import type { CompiledQuery, DatabaseConnection, Dialect } from 'kysely'
import type { FaultPoint } from '../../../src/testing/proof.ts'

/** Is asked before and after each statement; what it throws is thrown as if the driver had thrown it. */
export type At = (point: FaultPoint) => void | Promise<void>

/**
 * A dialect whose driver asks `at` around each statement, BEGIN, COMMIT and ROLLBACK included. The connections stay those
 * of the driver, so that it discards and ends them as it does without.
 */
export function faultyDialect(dialect: Dialect, at: At): Dialect {
  const hasOthers = dialect.createAdapter().supportsMultipleConnections ?? true
  const seen = new WeakSet<DatabaseConnection>()
  const watch = (connection: DatabaseConnection) => {
    if (seen.has(connection)) return
    seen.add(connection)
    const execute = connection.executeQuery.bind(connection)
    const before = async (query: CompiledQuery) => {
      try {
        await at({ side: 'before', statement: query.sql })
      } catch (error) {
        // An only connection that is lost has rolled back by itself. One of many may still hang in its transaction.
        if (!hasOthers && /^rollback$/i.test(query.sql)) await execute(query)
        throw error
      }
    }
    connection.executeQuery = async (query, options) => {
      await before(query)
      const result = await execute(query, options)
      await at({ side: 'after', statement: query.sql })
      return result as never
    }
  }
  const createDriver = () => {
    const driver = dialect.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    driver.acquireConnection = async (options) => {
      const connection = await acquire(options)
      watch(connection)
      return connection
    }
    return driver
  }
  return {
    createDriver,
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

/** What drivers of the edge say to `BEGIN`: they have batches, or single statements, and nothing else. */
export const refuseBegin: At = ({ side, statement }) => {
  if (side === 'before' && /^\s*(begin|start)\b/i.test(statement))
    throw new Error('This driver has no interactive transactions')
}
