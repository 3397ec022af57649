import { type Kysely, sql } from 'kysely'
import { purgeable, recordKinds } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import { columnOf } from './names.ts'
import type { Run } from './run.ts'
import type { Shapes } from './shape.ts'
import { createSlots, readWhere } from './slots.ts'
import { bind, compile, slot } from './statement.ts'
import { allOf, bare, termsOf } from './terms.ts'

/** `purge`: deletes what is dead, by index, a batch of each record at a time. These records have no host's tables. */
export async function purge(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  run: Run,
  before: number,
  limit: number,
): Promise<number> {
  let gone = 0
  for (const kind of recordKinds) {
    let left = limit
    for (const where of purgeable[kind]) {
      const dead = where(before)
      const slots = createSlots(true)
      readWhere(slots, shapes[kind], dead, false)
      const query = engine.deleteFirst({
        table: sql.table(shapes[kind].main),
        where: allOf(termsOf(shapes[kind], dead, slots), bare),
        order: sql.join(Object.keys(dead).map((field) => sql.ref(columnOf(field)))),
        limit: slot(slots.values.length),
      })
      const { numAffectedRows } = await run(bind(compile(db, query), [...slots.values, left]))
      gone += Number(numAffectedRows ?? 0)
      left -= Number(numAffectedRows ?? 0)
    }
  }
  return gone
}
