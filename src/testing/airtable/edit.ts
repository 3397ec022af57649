import { readCells, type Written } from './cells.ts'
import type { Chance } from './chance.ts'
import { recordOf } from './computed.ts'
import { draftOf } from './draft.ts'
import { addField, byPerson, numbered } from './make-table.ts'
import { isComputed, type Row, type Table } from './state.ts'
import type { Store } from './store.ts'
import type { AirtableCells, AirtableField, AirtableRecord } from './table.ts'

/**
 * What a person does in the browser. It counts as no request, and is seen at once.
 *
 * - `insert`, `update`, `delete`: a row; an update keeps the cells that it does not name, and an empty text empties one
 * - `duplicate`: a row with the same cells, and with a key, a time and a number of its own
 * - `renumber`: numbers all rows from 1 on without gaps, as when an autoNumber field is made anew; the next row follows them
 * - `add_field`: a field, of those too that the API does not create
 */
export type AirtableEdit =
  | { readonly kind: 'insert'; readonly fields: AirtableCells }
  | { readonly kind: 'update'; readonly id: string; readonly fields: AirtableCells }
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'duplicate'; readonly id: string }
  | { readonly kind: 'renumber' }
  | { readonly kind: 'add_field'; readonly field: AirtableField }

/** Does an edit; the rows that it touched: a deleted one as it was. */
export function applyEdit(
  store: Store,
  table: Table,
  edit: AirtableEdit,
  chance: Chance,
  at: number,
): readonly AirtableRecord[] {
  const whole = (changed: Table): readonly AirtableRecord[] => {
    store.put(changed, at)
    return [...changed.rows.values()].map((row) => recordOf(changed, row))
  }
  if (edit.kind === 'renumber') return whole(numbered(table))
  if (edit.kind === 'add_field') return whole(addField(table, edit.field, chance))

  const draft = draftOf(table, { at, chance, visibleAt: at, gap: 0 })
  const cells = (given: AirtableCells): Written => byPerson(() => readCells(table, { ...given }, true))
  const touched = (): string => {
    if (edit.kind === 'insert') return draft.insert(cells(edit.fields))
    const row = table.rows.get(edit.id)
    if (!row) throw new TypeError(`There is no row ${edit.id} in "${table.name}"`)
    if (edit.kind === 'duplicate') return draft.insert(copied(table, row))
    if (edit.kind === 'delete') draft.delete(row.id)
    else draft.update(row, cells(edit.fields))
    return row.id
  }
  const id = touched()
  const changed = draft.done()
  store.put(changed, at)
  const row = changed.rows.get(id) ?? table.rows.get(id)
  return row ? [recordOf(changed, row)] : []
}

const copied = (table: Table, row: Row): Written =>
  new Map(table.fields.filter((field) => !isComputed(field)).map((field) => [field, row.cells[field.id]]))
