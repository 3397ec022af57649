import { CompiledQuery, type Kysely } from 'kysely'
import { type Field, fieldsOf, type RecordKind, type Row } from '../../../src/index.ts'

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const tableOf = (kind: RecordKind): string => `invitekit_${snake(kind)}s`

/** Every row of a record as its table has it, newest first: read beside the storage, and told apart by its own rules. */
export async function rawRows<K extends RecordKind>(db: Kysely<unknown>, kind: K): Promise<readonly Row<K>[]> {
  const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(`select * from ${tableOf(kind)}`))
  const fields = Object.entries(fieldsOf(kind))
  const read = (row: Record<string, unknown>) =>
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
