import { type Kysely, sql } from 'kysely'
import { purgeable, recordKinds } from '../../../src/index.ts'
import type { Database } from './engine.ts'
import type { Run } from './run.ts'
import type { Shapes } from './shape.ts'
import { bind, compile, slot } from './statement.ts'
import { allOf, bare, termsOf, valuesOf } from './terms.ts'

/** `purge`: deletes what is dead, by index, a batch of each record at a time. These records have no host's tables. */
export async function purge(
  db: Kysely<Database>,
  shapes: Shapes,
  run: Run,
  before: number,
  limit: number,
): Promise<number> {
  let gone = 0
  for (const kind of recordKinds) {
    let left = limit
    for (const where of purgeable[kind]) {
      const terms = termsOf(shapes[kind], where(before))
      const table = sql.table(shapes[kind].main)
      // The derived table lets MySQL delete from the table that it reads.
      const dead = sql`select id from (select id from ${table} where ${allOf(terms, 0, bare)} limit ${slot(valuesOf(terms).length)}) as dead`
      const { numAffectedRows } = await run(
        bind(compile(db, sql`delete from ${table} where id in (${dead})`), [...valuesOf(terms), left]),
      )
      gone += Number(numAffectedRows ?? 0)
      left -= Number(numAffectedRows ?? 0)
    }
  }
  return gone
}
