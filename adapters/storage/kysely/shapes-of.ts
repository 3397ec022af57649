import { type Field, fieldsOf, type RecordKind, recordKinds, uniqueOf } from '../../../src/index.ts'
import type { Engine } from './engine.ts'
import type { ColumnMapping, ConstantMapping, Mapping, PartsMapping, RecordMapping, StateValue } from './mapping.ts'
import { columnOf, tableOf } from './names.ts'
import type { ColumnPlace, FieldPlace, Place, Shape, Shapes, Side } from './shape.ts'

/** Where every record lives, by the host's mapping and else by our own names. */
export function shapesOf(engine: Engine, mapping: Mapping): Shapes {
  const known = new Set(['account', 'membership', 'invitation'])
  for (const name of Object.keys(mapping))
    if (!known.has(name)) throw new TypeError(`"mapping" has no record "${name}"`)
  const of = (kind: RecordKind): Shape => {
    if (kind === 'account' && mapping.account) return mapped(engine, kind, mapping.account)
    if (kind === 'invitation' && mapping.invitation) return mapped(engine, kind, mapping.invitation)
    if (kind !== 'membership' || !mapping.membership) return own(engine, kind)
    return 'on' in mapping.membership
      ? onAccount(engine, mapping, mapping.membership.columns)
      : mapped(engine, kind, mapping.membership)
  }
  return Object.fromEntries(recordKinds.map((kind) => [kind, of(kind)])) as { [K in RecordKind]: Shape }
}

const plain = {
  states: null,
  parts: {},
  fill: {},
  isKeyMade: false,
  copied: [],
  link: null,
  onRole: null,
  companion: null,
} as const

function own(engine: Engine, kind: RecordKind): Shape {
  const places = Object.entries(fieldsOf(kind)).map(([name, field]) => [name, placeOf(engine, name, field, 'main')])
  return { ...plain, ...typesOf(engine), ...fieldsIn(kind, Object.fromEntries(places)), main: tableOf(kind) }
}

function fieldsIn(
  kind: RecordKind,
  places: Readonly<Record<string, Place>>,
): Pick<Shape, 'kind' | 'places' | 'fields'> {
  const fields = Object.entries(fieldsOf(kind)).map(([name, type], n): [string, FieldPlace] => {
    const place = places[name]
    if (place === undefined) throw new TypeError(`"${kind}.${name}" has no place`)
    return [name, { place, type, code: String.fromCharCode(FIRST_CODE + n) }]
  })
  return { kind, places, fields: Object.fromEntries(fields) }
}

const FIRST_CODE = 0xc0 // no letter that a pattern has for something else

const typesOf = (engine: Engine) => ({ text: engine.own({ type: 'text' }), times: engine.host })

const placeOf = (engine: Engine, name: string, field: Field, at: Side): ColumnPlace => ({
  at,
  column: columnOf(name),
  type: engine.own(field),
})

type AnyMapping = RecordMapping<RecordKind> & { readonly keys?: 'database'; readonly link?: string }
type AnyColumn = string | ColumnMapping | ConstantMapping | PartsMapping

function mapped(engine: Engine, kind: RecordKind, mapping: object): Shape {
  const { table, columns, states, fill = {}, keys, link } = mapping as AnyMapping
  const fields = fieldsOf(kind)
  for (const name of Object.keys(columns))
    if (!fields[name]) throw new TypeError(`"mapping.${kind}.columns" has no field "${name}"`)
  if (!('id' in columns)) throw new TypeError(`"mapping.${kind}.columns.id" is missing`)
  const places: Record<string, Place> = {}
  const parts: Record<string, Readonly<Record<string, string>>> = {}
  for (const [name, field] of Object.entries(fields)) {
    const column: AnyColumn | undefined = (columns as Readonly<Record<string, AnyColumn>>)[name]
    if (name === 'status' && states !== undefined) places[name] = { at: 'state' }
    else if (column === undefined) places[name] = placeOf(engine, name, field, 'companion')
    else if (typeof column === 'object' && 'parts' in column) {
      if (field.type !== 'json') throw new TypeError(`"mapping.${kind}.columns.${name}" holds no object`)
      places[name] = placeOf(engine, name, field, 'companion')
      parts[name] = column.parts
    } else places[name] = hostPlace(engine, `mapping.${kind}.columns.${name}`, field, column)
  }
  for (const state of fields['status']?.oneOf ?? [])
    if (states !== undefined && !(state in states)) throw new TypeError(`"mapping.${kind}.states.${state}" is missing`)
  if (states !== undefined) checkStates(kind, states)
  const isKeyMade = keys === 'database'
  if (isKeyMade && places['email']?.at !== 'main')
    throw new TypeError(`"mapping.${kind}.columns.email" is missing: a row whose key the database makes is found by it`)
  const shape: Shape = {
    ...plain,
    ...typesOf(engine),
    ...fieldsIn(kind, places),
    main: table,
    companion: tableOf(kind),
    parts,
    fill,
    isKeyMade,
    copied: uniqueOf(kind).find((group) => group.some((name) => isNullable(places[name]))) ?? [],
  }
  const whole = { ...shape, states: states ?? null, link: link ?? null }
  checkKeys(whole)
  return whole
}

const isNullable = (place: Place | undefined): boolean => place !== undefined && 'nullIs' in place

type States = Readonly<Record<string, Readonly<Record<string, StateValue>>>>

/** A row is in one state: two of them say the same, or some column says that it cannot be both. */
function checkStates(kind: RecordKind, states: States): void {
  const all = Object.entries(states)
  const empty = all.find(([, columns]) => Object.keys(columns).length === 0)
  if (empty) throw new TypeError(`"mapping.${kind}.states.${empty[0]}" names no column`)
  for (const [name, columns] of all) {
    for (const [other, others] of all) {
      const isSame = JSON.stringify(Object.entries(columns).sort()) === JSON.stringify(Object.entries(others).sort())
      const isApart = Object.entries(columns).some(
        ([column, value]) => column in others && excludes(value, others[column]),
      )
      if (!isSame && !isApart) throw new TypeError(`"mapping.${kind}.states.${name}" and ".${other}" can hold at once`)
    }
  }
}

function excludes(value: StateValue, other: StateValue | undefined): boolean {
  // Not true is false or null.
  if (value === null || other === null) return value !== other && value !== false && other !== false
  return typeof value !== 'object' && typeof other !== 'object' && value !== other
}

/** A key is looked up in one table: its fields may not be spread over two. */
function checkKeys({ kind, places }: Shape): void {
  for (const fields of uniqueOf(kind)) {
    const sides = new Set(fields.map((name) => places[name]?.at).filter((at) => at !== 'constant'))
    if (sides.size > 1) throw new TypeError(`"mapping.${kind}.columns" must name all of ${fields.join(', ')}, or none`)
  }
}

function onAccount(engine: Engine, { account }: Mapping, columns: Readonly<Record<string, AnyColumn>>): Shape {
  if (!account) throw new TypeError('"mapping.membership.on" needs "mapping.account"')
  for (const [name, column] of Object.entries(columns))
    if (typeof column === 'object' && 'add' in column)
      throw new TypeError(
        `"mapping.membership.columns.${name}.add" is for tables of their own: add the column yourself`,
      )
  const key = { id: account.columns.id, accountId: account.columns.id } as Record<string, AnyColumn>
  const shape = mapped(engine, 'membership', { table: account.table, columns: { ...key, ...columns } })
  const role = shape.places['role']
  if (role === undefined || role.at === 'constant' || role.at === 'state')
    throw new TypeError('"mapping.membership.columns.role" must be a column')
  return { ...shape, onRole: role }
}

function hostPlace(engine: Engine, name: string, field: Field, column: Exclude<AnyColumn, PartsMapping>): Place {
  if (typeof column === 'object' && 'value' in column) return { at: 'constant', value: column.value }
  const { column: to, type, nullIs, add } = typeof column === 'string' ? ({ column } as ColumnMapping) : column
  // Read as a value, what is not there would become one: a role that nobody gave.
  if (nullIs !== undefined && field.null) throw new TypeError(`"${name}.nullIs" is for a field that is always there`)
  const isTime = field.type === 'time'
  const isNumber = isTime || field.type === 'int'
  const wanted = type ?? (isTime ? 'milliseconds' : field.type === 'int' ? 'integer' : 'text')
  const allowed = isTime
    ? ['milliseconds', 'timestamptz', 'timestamp']
    : field.type === 'int'
      ? ['integer']
      : ['text', 'integer', 'uuid']
  if (!allowed.includes(wanted)) throw new TypeError(`"${name}.type" must be one of ${allowed.join(', ')}`)
  const kept = isNumber && !isTime ? engine.own(field) : engine.host[wanted]
  return { at: 'main', column: to, type: kept, ...(nullIs && { nullIs }), ...(add && { isAdded: add }) }
}
