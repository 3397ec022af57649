import { type Kysely, sql } from 'kysely'
import { purgeable, recordKinds } from '../../../src/index.ts'
import type { Database } from './engine.ts'
import { tableOf } from './names.ts'
import { bind, compile, slot } from './statement.ts'
import { termsOf, valuesOf, whereSql } from './where.ts'

/** `purge`: deletes what is dead, by index, a batch of each record at a time. */
export async function purge(db: Kysely<Database>, before: number, limit: number): Promise<number> {
  let gone = 0
  for (const kind of recordKinds) {
    let left = limit
    for (const where of purgeable[kind]) {
      const terms = termsOf(kind, where(before))
      const table = sql.table(tableOf(kind))
      // The derived table lets MySQL delete from the table that it reads.
      const dead = sql`select id from (select id from ${table} where ${whereSql(terms, 0)} limit ${slot(terms.length)}) as dead`
      const { numAffectedRows } = await db.executeQuery(
        bind(compile(db, sql`delete from ${table} where id in (${dead})`), [...valuesOf(terms), left]),
      )
      gone += Number(numAffectedRows ?? 0)
      left -= Number(numAffectedRows ?? 0)
    }
  }
  return gone
}
