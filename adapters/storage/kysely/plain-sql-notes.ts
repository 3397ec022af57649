import { type Kysely, sql } from 'kysely'
import type { Pepper } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import type { Shapes } from './shape.ts'

/** Whether an invitation can be made in plain SQL, as `docs/sql.md` has it. */
export async function plainSqlNotes(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  pepper: Pepper | undefined,
): Promise<readonly string[]> {
  if (shapes.invitation.companion !== null)
    return ['Invitations are in a table of the host: the statement that makes one in plain SQL does not fit.']
  if (engine.name === 'sqlite') return ['SQLite has no SHA-256: an invitation cannot be made in plain SQL.']
  if (pepper) {
    const { current, also } = pepper
    if (current === 'none' || also === 'none') return []
    return [`Links are hashed with the key "${current.id}": one that is made in plain SQL is worth nothing.`]
  }
  // The service knows what it accepts, and the database does not: the newest link tells of a key, but not of what is accepted beside.
  const newest = sql<{ hash: string }>`select hash from ${sql.table(shapes.challenge.main)} order by id desc limit 1`
  const [row] = (await newest.execute(db)).rows
  const key = /^(.+):/.exec(row?.hash ?? '')?.[1]
  return key
    ? [
        `The newest link is hashed with the key "${key}": one that is made in plain SQL is worth nothing, unless "pepper.also" is 'none'.`,
      ]
    : []
}
