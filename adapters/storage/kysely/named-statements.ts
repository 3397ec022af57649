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

type Ask = (query: unknown, more?: unknown) => unknown
type Callback = (error: unknown, result: unknown) => void
/** A query of `pg`, ready made: its client runs it as it is. */
type Query = new (text: unknown, values?: readonly unknown[]) => { name?: string }

function named(client: PostgresPoolClient): PostgresPoolClient {
  const query = client.query.bind(client) as Ask
  const { Query } = client.constructor as { readonly Query?: Query }
  const ask = (text: unknown, values?: readonly unknown[]): unknown => {
    const name = typeof text === 'string' ? nameOf(text) : undefined
    if (name === undefined) return query(text, values)
    // What the client gets as `{ name, text, values }` it copies property by property, which costs more than to send it.
    return Query ? answered(query, Object.assign(new Query(text, values), { name })) : query({ name, text, values })
  }
  return {
    query: ask as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
    ...(client.processID !== undefined && { processID: client.processID }),
  }
}

function answered(query: Ask, ready: object): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers()
  const done: Callback = (error, result) => (error ? reject(error) : resolve(result))
  query(ready, done)
  return promise
}
