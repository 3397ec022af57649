import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { nameOf } from './statement.ts'

/**
 * A pool of `pg` that prepares the library's statements once for each connection, by name: PostgreSQL then parses and
 * plans them once. Everything else that goes through the pool is left alone. Not for a pooler that hands each statement
 * to another connection (PgBouncer before 1.21 in transaction mode).
 *
 * @param pool The pool that the host's Kysely dialect is given.
 *
 * @example
 * const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: namedStatements(pool) }) })
 * const storage = kyselyStorage(db)
 */
export function namedStatements(pool: PostgresPool): PostgresPool {
  const clients = new WeakMap<PostgresPoolClient, PostgresPoolClient>()
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect()
    // Kysely knows a connection again by its identity.
    const known = clients.get(client) ?? named(client)
    clients.set(client, known)
    return known
  }
  const { Client } = pool
  return { connect, end: () => pool.end(), options: pool.options, ...(Client && { Client }) }
}

type Query = (query: unknown, parameters?: readonly unknown[]) => unknown

function named(client: PostgresPoolClient): PostgresPoolClient {
  const query = client.query.bind(client) as Query
  const ask: Query = (text, values) => {
    const name = typeof text === 'string' ? nameOf(text) : undefined
    return name === undefined ? query(text, values) : query({ name, text, values })
  }
  return {
    query: ask as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
    ...(client.processID !== undefined && { processID: client.processID }),
  }
}
