import { type Change, isRef, type Ref, recordKinds, type Write } from '../../../src/index.ts'
import { cellOf, cellsOf, type SideCells, textCell } from './cells.ts'
import { type Cell, createOperations, type NewRow, type Operations, orderOf, type RowChange } from './operations.ts'
import { type ColumnPlace, keptColumn, type Shape, type Shapes, type Side } from './shape.ts'
import { type Term, termsOf } from './terms.ts'

type Gathered = ReturnType<typeof createOperations>
type Insert = Extract<Write, { write: 'insert' }>
type Rest = Exclude<Write, Insert>
type What = Pick<RowChange, 'set' | 'add'>

/** Says a change in rows of the tables where its records live. */
export function operationsOf(shapes: Shapes, change: Change): Operations {
  const gathered = createOperations()
  const at = timeOf(change)
  for (const { record, id, where } of change.guards)
    guardRecord(gathered, shapes[record], id, termsOf(shapes[record], where))
  for (const kind of recordKinds)
    for (const write of change.writes) {
      if (write.record !== kind) continue
      if (write.write !== 'insert') changeRecord(gathered, shapes[kind], write, at)
      else insertRecord(gathered, shapes[kind], change, write, at)
    }
  if (shapes.invitation.link !== null) linkInvitations(gathered, shapes.invitation, change)
  return gathered.close()
}

/** When the commit happened, for hosts that keep a state as a time. */
function timeOf({ writes }: Change): number {
  for (const write of writes) if (write.write === 'insert' && write.record === 'event') return write.values.at
  return 0
}

const onSide = (terms: readonly Term[], side: Side): readonly Term[] => terms.filter((term) => term.side === side)

function guardRecord(gathered: Gathered, shape: Shape, id: string, terms: readonly Term[]): void {
  const beside = onSide(terms, 'companion')
  gathered.guardRow(shape, 'main', id, onSide(terms, 'main'))
  if (beside.length > 0) gathered.guardRow(shape, 'companion', id, beside)
}

function changeRecord(gathered: Gathered, shape: Shape, write: Rest, at: number): void {
  const { id } = write
  const terms = termsOf(shape, write.where)
  const what = write.write === 'remove' ? removed(shape) : changed(shape, write, at)
  for (const side of ['main', 'companion'] as const) {
    const own = onSide(terms, side)
    const done = what[side]
    if (done !== null) gathered.changeRow(shape, side, id, own, done)
    // The row itself must be there still, even if only what is beside it changes.
    else if (side === 'main' || own.length > 0) gathered.guardRow(shape, side, id, own)
  }
}

type Both = { readonly [S in Side]: What | null }

function removed({ onRole, companion }: Shape): Both {
  const gone = { set: null, add: null }
  const left = onRole ? { set: new Map<string, Cell>([[onRole.column, { literal: null }]]), add: null } : gone
  return { main: left, companion: companion === null ? null : gone }
}

function changed(shape: Shape, write: Exclude<Rest, { write: 'remove' }>, at: number): Both {
  if (write.write === 'update') {
    const cells = cellsOf(shape, write.set, at)
    const side = (of: Side) => (cells[of].size > 0 ? { set: cells[of], add: null } : null)
    return { main: side('main'), companion: side('companion') }
  }
  const [field, upTo] = [shape.places[write.field], shape.places[write.upTo]]
  if (!field || !upTo || !('column' in field) || !('column' in upTo) || field.at !== upTo.at)
    throw new TypeError(`"mapping.${shape.kind}.columns" must name both of ${write.field}, ${write.upTo}, or none`)
  const sum = { set: new Map<string, Cell>(), add: { column: field.column, by: write.by, upTo: upTo.column } }
  return field.at === 'main' ? { main: sum, companion: null } : { main: null, companion: sum }
}

function insertRecord(gathered: Gathered, shape: Shape, change: Change, { values }: Insert, at: number): void {
  const cells = cellsOf(shape, values, at)
  for (const [column, literal] of Object.entries(shape.fill)) cells.main.set(column, { literal })
  const made = madeKey(shape, values.id)
  if (made) cells.main.delete(made.keyColumn.column)
  if (shape.onRole) joinAccount(gathered, shape, keyOf(values), cells)
  else gathered.rows.push({ table: shape.main, order: orderOf(shape, 'main'), cells: cells.main, made })
  if (shape.companion === null) return
  const beside = cells.companion
  beside.set('id', cellOf(shape, 'id', shape.onRole ? keyOf(values) : values.id, 'text'))
  for (const name of shape.copied)
    beside.set(
      keptColumn(shape, name),
      cellOf(shape, name, (values as Readonly<Record<string, unknown>>)[name], 'text'),
    )
  if (made) {
    beside.set('ref', textCell(shape, made.name))
    beside.set('commit_id', textCell(shape, change.id))
  }
  gathered.rows.push({ table: shape.companion, order: orderOf(shape, 'companion'), cells: beside, made: null })
}

function madeKey(shape: Shape, id: string | Ref): NewRow['made'] {
  if (!isRef(id)) return null
  if (!shape.isKeyMade) throw new TypeError(`The keys of "${shape.kind}" are not made by the database`)
  return { name: id.name, keyColumn: shape.places['id'] as ColumnPlace, email: shape.places['email'] as ColumnPlace }
}

const keyOf = (values: object): string | Ref => ('accountId' in values ? (values.accountId as string | Ref) : '')

/** A membership that lives on the user's row: the same commit makes the row, or it is there and has no role yet. */
function joinAccount(gathered: Gathered, shape: Shape, accountId: string | Ref, { main }: SideCells): void {
  const key = (shape.places['id'] as ColumnPlace).column
  const own = gathered.rows.findIndex(({ table, cells, made }) => {
    if (table !== shape.main) return false
    const cell = cells.get(key)
    return isRef(accountId) ? made?.name === accountId.name : cell && 'value' in cell && cell.value === accountId
  })
  const row = gathered.rows[own]
  if (row) gathered.rows[own] = { ...row, cells: new Map([...row.cells, ...main]) }
  else gathered.changeRow(shape, 'main', String(accountId), termsOf(shape, { role: null }), { set: main, add: null })
}

/** The host's column of the token holds the hash of the newest link, or the invitation's id while there is none. */
function linkInvitations(gathered: Gathered, shape: Shape, { writes }: Change): void {
  const hashes = new Map<unknown, string>()
  for (const write of writes)
    if (write.write === 'insert' && write.record === 'challenge' && write.values.purpose === 'invitation')
      hashes.set(write.values.subjectId, write.values.hash)
  const key = (shape.places['id'] as ColumnPlace).column
  gathered.rows.forEach((row, n) => {
    const cell = row.table === shape.main ? row.cells.get(key) : undefined
    if (cell === undefined || !('value' in cell)) return
    const hash = textCell(shape, hashes.get(cell.value) ?? String(cell.value))
    hashes.delete(cell.value)
    gathered.rows[n] = { ...row, cells: new Map([...row.cells, [String(shape.link), hash]]) }
  })
  for (const [id, hash] of hashes)
    gathered.changeRow(shape, 'main', String(id), [], {
      set: new Map([[String(shape.link), textCell(shape, hash)]]),
      add: null,
    })
}
