import { CompiledQuery, type Kysely } from 'kysely'
import { type Field, fieldsOf, type RecordKind, type Row } from '../../../src/index.ts'

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const tableOf = (kind: RecordKind): string => `invitekit_${snake(kind)}s`

/** Every row of a record as its table has it, newest first: read beside the storage, and told apart by its own rules. */
export async function rawRows<K extends RecordKind>(db: Kysely<unknown>, kind: K): Promise<readonly Row<K>[]> {
  return decodedRows(kind, await columnsOf(db, tableOf(kind)))
}

/** One row of a table: its columns by their names. */
export type Columns = Readonly<Record<string, unknown>>

/** Every row of a table. */
export async function columnsOf(db: Kysely<unknown>, table: string): Promise<readonly Columns[]> {
  return (await db.executeQuery<Columns>(CompiledQuery.raw(`select * from ${table}`))).rows
}

/** Rows out of columns that are named as in the library's own tables, newest first. */
export function decodedRows<K extends RecordKind>(kind: K, rows: readonly Columns[]): readonly Row<K>[] {
  const fields = Object.entries(fieldsOf(kind))
  const read = (row: Columns) =>
    Object.fromEntries(fields.map(([field, type]) => [field, decoded(type, row[snake(field)])]))
  return rows.map((row) => read(row) as Row<K>).sort((a, b) => (String(a.id) < String(b.id) ? 1 : -1))
}

function decoded({ type }: Field, value: unknown): unknown {
  if (value === undefined) throw new Error('A column is missing')
  if (value === null) return null
  if (type === 'int' || type === 'time') return Number(value)
  // MySQL keeps texts as bytes.
  return type === 'flags' || type === 'json' ? JSON.parse(String(value)) : String(value)
}
