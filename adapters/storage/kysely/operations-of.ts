import { type AnyGuard, type Change, isRef, type Ref, recordKinds, type Write } from '../../../src/index.ts'
import { cellOf, cellsOf, type SideCells, textCell } from './cells.ts'
import { encode } from './codec.ts'
import {
  type Cell,
  createOperations,
  type NewRow,
  type NewRows,
  type Operations,
  orderOf,
  type RowChange,
} from './operations.ts'
import { readChange } from './read-change.ts'
import { type ColumnPlace, keptColumn, type Shape, type Shapes, type Side } from './shape.ts'
import { constant, type Slots, type Value, valueAt } from './slots.ts'
import { type Term, termsOf, termsOfField } from './terms.ts'

type Gathered = ReturnType<typeof createOperations>
type Insert = Extract<Write, { write: 'insert' }>
type Rest = Exclude<Write, Insert>
type What = Pick<RowChange, 'set' | 'add'>

/** Says a change in rows of the tables where its records live, with a slot for each of its values. */
export function operationsOf(shapes: Shapes, given: Change): Operations {
  const { many, rest } = takeMany(shapes, given)
  const change = unshared(rest)
  const slots = readChange(shapes, change, true)
  const gathered = createOperations(valueAt(slots, change, 'id'), slots.values, many)
  // Events that are many have no slots: then the change is given once, and so is its time.
  const at = timeOf(change.writes.some(isEvent) ? change : given, slots)
  for (const guard of change.guards) {
    const shape = shapes[guard.record]
    guardRecord(gathered, shape, valueAt(slots, guard, 'id'), termsOf(shape, guard.where, slots))
  }
  for (const kind of recordKinds)
    for (const write of change.writes) {
      if (write.record !== kind) continue
      if (write.write !== 'insert') changeRecord(gathered, shapes[kind], write, slots, at)
      else insertRecord(gathered, shapes[kind], write, slots, at)
    }
  if (shapes.invitation.link !== null) linkInvitations(gathered, shapes.invitation, change, slots)
  return gathered.close()
}

/** Two writes may share an object; the next change of this pattern has two, and two values. */
function unshared(change: Change): Change {
  const writes = change.writes.map((write) => {
    const where = 'where' in write && { where: { ...write.where } }
    const fields = 'values' in write ? { values: { ...write.values } } : 'set' in write && { set: { ...write.set } }
    return { ...write, ...where, ...fields } as Write
  })
  return { ...change, writes, guards: change.guards.map((one) => ({ ...one, where: { ...one.where } }) as AnyGuard) }
}

/** As many rows go into a table as parameters of their own. */
export const FEW = 32

/** Takes out the new rows of tables of ours that are many: they need no slots, because they never come again. */
function takeMany(shapes: Shapes, change: Change): { readonly many: readonly NewRows[]; readonly rest: Change } {
  if (change.writes.length <= FEW) return { many: [], rest: change }
  const taken = new Set<Write>()
  const many = recordKinds.flatMap((kind): NewRows | [] => {
    const shape = shapes[kind]
    const writes = change.writes.filter((write) => write.record === kind && write.write === 'insert') as Insert[]
    const rows = writes.map(({ values }) => values as Readonly<Record<string, unknown>>)
    const fields = Object.entries(shape.fields)
    const isPlain = ([name, { type }]: (typeof fields)[0]) =>
      type.type === 'json' || !rows.some((row) => isRef(row[name]))
    // The hashes of links go into the host's table as well.
    const isLinked = kind === 'challenge' && shapes.invitation.link !== null
    if (isLinked || shape.companion !== null || rows.length <= FEW || !fields.every(isPlain)) return []
    for (const write of writes) taken.add(write)
    const columns = fields.map(([name, { type }]) => {
      const place = shape.places[name] as ColumnPlace
      return { name: place.column, type: place.type, values: rows.map((row) => encode(type, row[name])) }
    })
    return { table: shape.main, order: orderOf(shape, 'main'), columns }
  })
  return { many, rest: { ...change, writes: change.writes.filter((write) => !taken.has(write)) } }
}

const isEvent = (write: Write): boolean => write.write === 'insert' && write.record === 'event'

/** When the commit happened, for hosts that keep a state as a time. */
function timeOf({ writes }: Change, slots: Slots): Value {
  for (const write of writes)
    if (write.write === 'insert' && write.record === 'event')
      return slots.found?.get(write.values)?.['at'] ?? constant(write.values.at)
  return constant(0)
}

const onSide = (terms: readonly Term[], side: Side): readonly Term[] => terms.filter((term) => term.side === side)

function guardRecord(gathered: Gathered, shape: Shape, id: Value, terms: readonly Term[]): void {
  const beside = onSide(terms, 'companion')
  gathered.guardRow(shape, 'main', id, onSide(terms, 'main'))
  if (beside.length > 0) gathered.guardRow(shape, 'companion', id, beside)
}

function changeRecord(gathered: Gathered, shape: Shape, write: Rest, slots: Slots, at: Value): void {
  const id = valueAt(slots, write, 'id')
  const terms = termsOf(shape, write.where, slots)
  const what = write.write === 'remove' ? removed(shape) : changed(shape, write, slots, at)
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

function changed(shape: Shape, write: Exclude<Rest, { write: 'remove' }>, slots: Slots, at: Value): Both {
  if (write.write === 'update') {
    const cells = cellsOf(shape, write.set, slots, at)
    const side = (of: Side) => (cells[of].size > 0 ? { set: cells[of], add: null } : null)
    return { main: side('main'), companion: side('companion') }
  }
  const [field, upTo] = [shape.places[write.field], shape.places[write.upTo]]
  if (!field || !upTo || !('column' in field) || !('column' in upTo) || field.at !== upTo.at)
    throw new TypeError(`"mapping.${shape.kind}.columns" must name both of ${write.field}, ${write.upTo}, or none`)
  const sum = {
    set: new Map<string, Cell>(),
    add: { column: field.column, by: valueAt(slots, write, 'by'), upTo: upTo.column },
  }
  return field.at === 'main' ? { main: sum, companion: null } : { main: null, companion: sum }
}

function insertRecord(gathered: Gathered, shape: Shape, { values }: Insert, slots: Slots, at: Value): void {
  const cells = cellsOf(shape, values, slots, at)
  for (const [column, literal] of Object.entries(shape.fill)) cells.main.set(column, { literal })
  const made = madeKey(shape, values.id)
  if (made) cells.main.delete(made.keyColumn.column)
  if (shape.onRole) joinAccount(gathered, shape, values, slots, cells)
  else gathered.rows.push({ table: shape.main, order: orderOf(shape, 'main'), cells: cells.main, made })
  if (shape.companion === null) return
  const beside = cells.companion
  beside.set('id', cellOf(shape, shape.onRole ? 'accountId' : 'id', values, slots, 'text'))
  for (const name of shape.copied) beside.set(keptColumn(shape, name), cellOf(shape, name, values, slots, 'text'))
  if (made) {
    beside.set('ref', textCell(shape, valueAt(slots, values, 'id')))
    beside.set('commit_id', textCell(shape, gathered.id))
  }
  gathered.rows.push({ table: shape.companion, order: orderOf(shape, 'companion'), cells: beside, made: null })
}

function madeKey(shape: Shape, id: string | Ref): NewRow['made'] {
  if (!isRef(id)) return null
  if (!shape.isKeyMade) throw new TypeError(`The keys of "${shape.kind}" are not made by the database`)
  return { name: id.name, keyColumn: shape.places['id'] as ColumnPlace, email: shape.places['email'] as ColumnPlace }
}

/** A membership that lives on the user's row: the same commit makes the row, or it is there and has no role yet. */
function joinAccount(gathered: Gathered, shape: Shape, values: object, slots: Slots, { main }: SideCells): void {
  const key = (shape.places['id'] as ColumnPlace).column
  const accountId = 'accountId' in values ? values.accountId : ''
  const own = gathered.rows.findIndex(({ table, cells, made }) => {
    if (table !== shape.main) return false
    const cell = cells.get(key)
    return isRef(accountId) ? made?.name === accountId.name : cell && 'value' in cell && cell.value.now === accountId
  })
  const row = gathered.rows[own]
  if (row) gathered.rows[own] = { ...row, cells: new Map([...row.cells, ...main]) }
  else {
    const terms = termsOfField(shape, 'role', null, constant(null))
    gathered.changeRow(shape, 'main', valueAt(slots, values, 'accountId'), terms, { set: main, add: null })
  }
}

/** The host's column of the token holds the hash of the newest link, or the invitation's id while there is none. */
function linkInvitations(gathered: Gathered, shape: Shape, { writes }: Change, slots: Slots): void {
  const links = new Map<unknown, { readonly id: Value; readonly hash: Value }>()
  for (const write of writes)
    if (write.write === 'insert' && write.record === 'challenge' && write.values.purpose === 'invitation')
      links.set(write.values.subjectId, {
        id: valueAt(slots, write.values, 'subjectId'),
        hash: valueAt(slots, write.values, 'hash'),
      })
  const key = (shape.places['id'] as ColumnPlace).column
  gathered.rows.forEach((row, n) => {
    const cell = row.table === shape.main ? row.cells.get(key) : undefined
    if (cell === undefined || !('value' in cell)) return
    const hash = textCell(shape, links.get(cell.value.now)?.hash ?? cell.value)
    links.delete(cell.value.now)
    gathered.rows[n] = { ...row, cells: new Map([...row.cells, [String(shape.link), hash]]) }
  })
  for (const { id, hash } of links.values())
    gathered.changeRow(shape, 'main', id, [], {
      set: new Map([[String(shape.link), textCell(shape, hash)]]),
      add: null,
    })
}
