import { d1 } from './d1.ts'
import { type Engine, engineOn } from './engine.ts'
import { libsql } from './libsql.ts'
import { mariadb } from './mariadb.ts'
import { postgres18, postgresOfMachine } from './postgres.ts'
import type { Isolation, Server } from './server.ts'
import { betterSqlite3 } from './sqlite.ts'
import { sqliteOfNode } from './sqlite-of-node.ts'
import { failingCommits, failingWrites, noBegin } from './troubles.ts'

const isolations: readonly Isolation[] = ['read committed', 'repeatable read', 'serializable']

const onPostgres = (server: Server): readonly Engine[] =>
  isolations.flatMap((isolation) => [
    engineOn(server, 'statement', isolation),
    engineOn(server, 'transaction', isolation),
  ])

/** Every engine on which the promises must hold, the most telling ones first. */
export const engines: readonly Engine[] = [
  ...onPostgres(postgres18),
  ...isolations.map((isolation) => engineOn(mariadb, 'transaction', isolation)),
  engineOn(betterSqlite3, 'transaction'),
  engineOn(betterSqlite3, 'batch', null, noBegin),
  engineOn(postgres18, 'statement', 'read committed', noBegin),
  ...[failingWrites, failingCommits].flatMap((trouble) => [
    engineOn(postgres18, 'statement', 'read committed', trouble),
    engineOn(postgres18, 'transaction', 'read committed', trouble),
  ]),
  ...onPostgres(postgresOfMachine),
  engineOn(sqliteOfNode, 'transaction'),
  engineOn(libsql, 'batch'),
  engineOn(d1, 'batch'),
]

/** The engine of a name. */
export function engineNamed(name: string): Engine {
  const found = engines.find((engine) => engine.name === name)
  if (found === undefined) throw new Error(`There is no engine "${name}"`)
  return found
}
