import { choicesOf, type Written } from './cells.ts'
import type { Chance } from './chance.ts'
import { createdTimeOf, type Field, type Row, type Table } from './state.ts'
import type { AirtableCell } from './table.ts'

/** A table that a request is changing. Nothing of it is seen before it is done, so a batch happens wholly or not at all (R). */
export interface Draft {
  readonly rows: ReadonlyMap<string, Row>
  /** A new row; its key. */
  insert(cells: Written): string
  /** Writes cells of a row that is there, and leaves the others as they are; `replace` empties them (D). */
  update(row: Row, cells: Written, replace?: boolean): void
  delete(id: string): void
  /** The table as it is then. A refused batch never comes here, so it burns no number (R). */
  done(): Table
}

interface Writing {
  readonly at: number
  readonly chance: Chance
  /** When reads begin to show what is made. */
  readonly visibleAt: number
  /** How many numbers are lost before it. */
  readonly gap: number
}

export function draftOf(table: Table, { at, chance, visibleAt, gap }: Writing): Draft {
  const rows = new Map(table.rows)
  const counting = table.fields.filter(({ type }) => type === 'autoNumber')
  const numbers = Object.fromEntries(counting.map(({ id }) => [id, (table.numbers[id] ?? 0) + gap]))
  let { fields } = table
  const learn = (cells: Written): void => {
    fields = fields.map((field) => withChoices(field, [...cells].find(([{ id }]) => id === field.id)?.[1]))
  }
  return {
    rows,
    insert: (cells) => {
      learn(cells)
      for (const { id } of counting) numbers[id] = (numbers[id] ?? 0) + 1
      const id = chance.id('rec')
      rows.set(id, { id, createdTime: createdTimeOf(at), cells: merged(numbers, cells), visibleAt })
      return id
    },
    update: (row, cells, replace = false) => {
      learn(cells)
      const kept = replace ? counting.map(({ id }) => [id, row.cells[id] ?? 0] as const) : Object.entries(row.cells)
      rows.set(row.id, { ...row, cells: merged(Object.fromEntries(kept), cells) })
    },
    delete: (id) => void rows.delete(id),
    done: () => ({ ...table, fields, rows, numbers }),
  }
}

function merged(cells: Row['cells'], written: Written): Row['cells'] {
  const all = new Map(Object.entries(cells))
  for (const [{ id }, value] of written) value === undefined ? all.delete(id) : all.set(id, value)
  return Object.fromEntries(all)
}

/** Options that a typecast has added to a select. */
function withChoices(field: Field, value: AirtableCell | undefined): Field {
  if (field.type !== 'singleSelect' && field.type !== 'multipleSelects') return field
  const known = choicesOf(field)
  const added = [value ?? []]
    .flat()
    .map(String)
    .filter((name) => !known.includes(name))
  if (added.length === 0) return field
  const { choices } = field.options ?? {}
  const all = [...(Array.isArray(choices) ? choices : []), ...added.map((name) => ({ name }))]
  return { ...field, options: { ...field.options, choices: all } }
}
