import { type Engine, engineOn } from './engine.ts'
import { mariadb } from './mariadb.ts'
import { postgres18 } from './postgres.ts'
import type { Server } from './server.ts'
import { betterSqlite3 } from './sqlite.ts'
import { noBegin } from './troubles.ts'

/** The engines of a normal test run: each SQL once, and each form of a commit. */
const usual: readonly Engine[] = [
  engineOn(postgres18, 'statement', 'read committed'),
  engineOn(postgres18, 'transaction', 'read committed'),
  engineOn(mariadb, 'transaction', 'repeatable read'),
  engineOn(betterSqlite3, 'transaction'),
  engineOn(betterSqlite3, 'batch', null, noBegin),
]

const asked = new Map<Server, ReturnType<Server['reach']>>()

/** Asks a server once in each process whether it is there. */
export function reach(server: Server): ReturnType<Server['reach']> {
  const known = asked.get(server) ?? server.reach()
  asked.set(server, known)
  return known
}

/** Those whose server is there. Which are not, and why, says `reach.test.ts`. */
export async function reachable(engines: readonly Engine[] = usual): Promise<readonly Engine[]> {
  const found = await Promise.all(engines.map(async ({ server }) => 'version' in (await reach(server))))
  return engines.filter((_, n) => found[n])
}
