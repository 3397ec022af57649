import { needsOf, type TableNeed } from './needs.ts'
import type { Resolved } from './options.ts'
import { fieldOf, readSchema, type TableSchema, tableOf, wordOf } from './schema.ts'
import type { Transport } from './transport.ts'

const PATIENCE = 30_000

/** Compares the base with what is needed, and names everything that is not right. */
export function createCheck(transport: Transport, resolved: Resolved): () => Promise<void> {
  return async () => {
    const schema = await readSchema(transport, resolved.base, resolved.time.now() + PATIENCE)
    const wrong = [...needsOf(resolved).flatMap((need) => wrongIn(schema, need)), ...wrongStates(schema, resolved)]
    if (wrong.length > 0) throw new Error(['The Airtable base does not fit:', ...wrong].join('\n- '))
  }
}

function wrongIn(schema: readonly TableSchema[], need: TableNeed): readonly string[] {
  const table = tableOf(schema, need)
  if (!table) return [`There is no table "${need.name}"${need.isOurs ? ': run setup()' : ''}`]
  return need.fields.flatMap((field) => {
    const found = fieldOf(table, field)
    const [wanted = ''] = field.types
    if (!found) return [`The table "${need.name}" has no field "${field.name}" (${wordOf(wanted)})`]
    if (field.types.includes(found.type)) return []
    const types = `it is "${wordOf(found.type)}" and must be "${wordOf(wanted)}"`
    return [`The field "${field.name}" of the table "${need.name}" has the wrong type: ${types}`]
  })
}

/** A select must have the options that the mapping writes. */
function wrongStates(schema: readonly TableSchema[], { accounts }: Resolved): readonly string[] {
  const table = schema.find(({ id, name }) => name === accounts?.table || id === accounts?.table)
  const field = table?.fields.find(({ name }) => name === accounts?.state?.field)
  if (!accounts?.state || field?.type !== 'singleSelect') return []
  const choices = new Set(field.options?.choices?.map(({ name }) => name))
  return Object.values(accounts.state.values)
    .filter((value) => !choices.has(value))
    .map((value) => `The field "${field.name}" of the table "${accounts.table}" has no option "${value}"`)
}
