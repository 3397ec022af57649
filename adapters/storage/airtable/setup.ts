import { type FieldNeed, needsOf, type TableNeed } from './needs.ts'
import type { Resolved } from './options.ts'
import { fieldOf, readSchema, type TableSchema, tableOf, wordOf } from './schema.ts'
import type { Transport } from './transport.ts'

/** What `setup` has done, and what is left to do. */
export interface SetUp {
  /** The tables and fields that were made. */
  readonly made: readonly string[]
  /** What a person must do in Airtable, in sentences: the API does not make autoNumber fields. */
  readonly byHand: readonly string[]
}

const PATIENCE = 60_000
const NOT_MADE = ['autoNumber', 'createdTime', 'formula']

/** Makes what is missing. A table or field that is there stays as it is: `check` says whether it fits. */
export function createSetup(transport: Transport, resolved: Resolved): () => Promise<SetUp> {
  const { base, time } = resolved
  const made: string[] = []

  const post = (path: string, body: object) =>
    transport.send({ method: 'POST', path, body, about: 'set up the base' }, time.now() + PATIENCE)

  async function makeTable({ name, fields }: TableNeed): Promise<void> {
    await post(`meta/bases/${base}/tables`, { name, fields: fields.filter(isMade).map(bodyOf) })
    made.push(`The table "${name}"`)
  }

  async function makeFields(table: TableSchema, { name, fields }: TableNeed): Promise<void> {
    for (const field of fields.filter((one) => isMade(one) && !fieldOf(table, one))) {
      await post(`meta/bases/${base}/tables/${table.id}/fields`, bodyOf(field))
      made.push(`The field "${field.name}" of the table "${name}"`)
    }
  }

  return async () => {
    made.length = 0
    const schema = await readSchema(transport, base, time.now() + PATIENCE)
    const byHand: string[] = []
    for (const need of needsOf(resolved)) {
      const table = tableOf(schema, need)
      if (table) await makeFields(table, need)
      else if (need.isOurs) await makeTable(need)
      else byHand.push(`Make the table "${need.name}": it is the table of your people`)
      for (const field of need.fields.filter((one) => !isMade(one) && !(table && fieldOf(table, one))))
        byHand.push(
          `In the table "${need.name}" add a field "${field.name}" of the type "${wordOf(field.types[0] ?? '')}"`,
        )
    }
    return { made: [...made], byHand }
  }
}

const isMade = ({ types }: FieldNeed): boolean => !NOT_MADE.includes(types[0] ?? '')

const bodyOf = ({ name, types: [type], options }: FieldNeed): object => ({ name, type, ...(options && { options }) })
