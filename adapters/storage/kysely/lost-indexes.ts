import type { Kysely } from 'kysely'
import type { Database, Engine } from './engine.ts'
import { foundIndexes } from './found-indexes.ts'
import type { OwnTable } from './schema.ts'

/** The indexes of a table of ours that are not there: somebody dropped them. Another one that begins with their columns will do. */
export async function lostIndexes(
  db: Kysely<Database>,
  engine: Engine,
  { name, indexes }: OwnTable,
): Promise<OwnTable['indexes']> {
  const found = await foundIndexes(db, engine, name)
  return indexes.filter((wanted) => !found.some(({ columns }) => wanted.every((column, n) => columns[n] === column)))
}
