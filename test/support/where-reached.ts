import { reach } from './engines/reachable.ts'
import type { Server } from './engines/server.ts'

/** Rows of a table of tests, each with its server in the second place: those whose server is there. */
export async function whereReached<R extends readonly [string, Server, ...unknown[]]>(
  rows: readonly R[],
): Promise<readonly R[]> {
  const found = await Promise.all(rows.map(async ([, server]) => 'version' in (await reach(server))))
  return rows.filter((_, n) => found[n])
}
