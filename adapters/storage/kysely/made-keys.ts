import { type RawBuilder, sql } from 'kysely'
import type { Keys } from '../../../src/index.ts'
import type { NewRow, Operations } from './operations.ts'
import type { Shape } from './shape.ts'
import { sqlOf, type Value } from './slots.ts'
import { bare } from './terms.ts'
import type { KeySql } from './write-sql.ts'

/** The new row that gets a key from the database, and the address by which it is found: that is unique. */
export function madeRow({ rows }: Operations, name: string) {
  const row = rows.find(({ made }) => made?.name === name)
  const cell = row?.made && row.cells.get(row.made.email.column)
  if (!row?.made || !cell || !('value' in cell)) throw new TypeError('A change names a key that it does not make')
  return { row, ...row.made, address: sqlOf(cell.value) }
}

/** A key that the database has made in this transaction. */
export const keyByEmail =
  (operations: Operations): KeySql =>
  (name) => {
    const { row, keyColumn, email, address } = madeRow(operations, name)
    const key = keyColumn.type.read(sql.ref(keyColumn.column))
    return sql`(select ${key} from ${sql.table(row.table)} where ${email.type.equals(bare('main', email.column), address)})`
  }

/** Reads the keys that a commit made. */
export const madeKeys = (account: Shape, commitId: Value): RawBuilder<unknown> =>
  sql`select ref, id from ${sql.table(String(account.companion))} where commit_id = ${account.text.write(sqlOf(commitId))}`

export const makesKeys = ({ rows }: Operations): boolean => rows.some(({ made }: NewRow) => made !== null)

export const keysOf = (rows: readonly Readonly<Record<string, unknown>>[]): Keys =>
  Object.fromEntries(rows.map((row) => [String(row['ref']), String(row['id'])]))
