import { sql } from 'kysely'
import type { Keys } from '../../../src/index.ts'
import type { Operations } from './operations.ts'
import type { KeyPart, Part } from './parts.ts'
import type { Shape } from './shape.ts'
import { slot } from './statement.ts'
import { bare } from './terms.ts'

/** A key that the database has made in this transaction is found by the account's address, which is unique. */
export const keyByEmail =
  ({ rows }: Operations): KeyPart =>
  (name) => {
    const row = rows.find(({ made }) => made?.name === name)
    const cell = row?.made && row.cells.get(row.made.email.column)
    if (!row?.made || !cell || !('value' in cell)) throw new TypeError('A change names a key that it does not make')
    const { keyColumn, email } = row.made
    const key = keyColumn.type.read(sql.ref(keyColumn.column))
    const found = (first: number) => email.type.equals(bare('main', email.column), slot(first))
    return {
      shape: 'made',
      values: [cell.value],
      sql: (first) => sql`(select ${key} from ${sql.table(row.table)} where ${found(first)})`,
    }
  }

/** Reads the keys that a commit made. */
export function madeKeys(account: Shape, commitId: string): Part {
  return {
    shape: 'made keys',
    values: [commitId],
    sql: (first) =>
      sql`select ref, id from ${sql.table(String(account.companion))} where commit_id = ${account.text.write(slot(first))}`,
  }
}

export const makesKeys = ({ rows }: Operations): boolean => rows.some(({ made }) => made !== null)

export const keysOf = (rows: readonly Readonly<Record<string, unknown>>[]): Keys =>
  Object.fromEntries(rows.map((row) => [String(row['ref']), String(row['id'])]))
