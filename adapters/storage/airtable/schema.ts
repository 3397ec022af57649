import { airtableError } from './airtable-error.ts'
import type { FieldNeed, TableNeed } from './needs.ts'
import type { Transport } from './transport.ts'

interface Field {
  readonly name: string
  readonly type: string
  readonly options?: { readonly choices?: readonly { readonly name: string }[] } | undefined
}

/** A table as the API describes it. */
export interface TableSchema {
  readonly id: string
  readonly name: string
  readonly fields: readonly Field[]
}

export async function readSchema(
  transport: Transport,
  base: string,
  deadline: number,
): Promise<readonly TableSchema[]> {
  const call = { method: 'GET', path: `meta/bases/${base}/tables`, about: 'read the schema' } as const
  const { tables } = ((await transport.ask(call, deadline)) ?? {}) as { readonly tables?: readonly TableSchema[] }
  if (tables === undefined) throw airtableError(call.about, 'NO_JSON', null, 'unknown')
  return tables
}

export const tableOf = (schema: readonly TableSchema[], { name }: TableNeed): TableSchema | undefined =>
  schema.find((table) => table.name === name || table.id === name)

export const fieldOf = (table: TableSchema, { name }: FieldNeed): Field | undefined =>
  table.fields.find((field) => field.name === name)

/** What people call a type in Airtable's own pages. */
const words: Readonly<Record<string, string>> = {
  autoNumber: 'Autonumber',
  singleLineText: 'Single line text',
  multilineText: 'Long text',
  dateTime: 'Date, with "Include time"',
  date: 'Date, without its time',
  number: 'Number, integer',
  email: 'Email',
  singleSelect: 'Single select',
}

export const wordOf = (type: string): string => words[type] ?? type
