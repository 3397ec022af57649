import { type Field, fieldsOf, type RecordKind } from '../../../src/index.ts'
import type { Scalar } from './codec.ts'
import type { ColumnType } from './column-type.ts'
import type { Engine } from './engine.ts'
import type { StateValue } from './mapping.ts'
import { columnOf } from './names.ts'

/** The two tables of a record: where its key is, and the one beside it for what the first lacks. */
export type Side = 'main' | 'companion'

/** A column that holds a field. */
export interface ColumnPlace {
  readonly at: Side
  readonly column: string
  readonly type: ColumnType
  readonly nullIs?: string
  readonly isAdded?: boolean
}

/** Where a field is: in a column, the same for all rows, or told by the columns of the state. */
export type Place = ColumnPlace | { readonly at: 'constant'; readonly value: Scalar } | { readonly at: 'state' }

export interface FieldPlace {
  readonly place: Place
  readonly type: Field
  /** One letter: what is long is slow to look up. */
  readonly code: string
}

/** Where a record lives. */
export interface Shape {
  readonly kind: RecordKind
  readonly main: string
  readonly companion: string | null
  readonly places: Readonly<Record<string, Place>>
  readonly fields: Readonly<Record<string, FieldPlace>>
  readonly states: Readonly<Record<string, Readonly<Record<string, StateValue>>>> | null
  /** For fields that hold objects, the columns of the host's that hold some of their texts. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly fill: Readonly<Record<string, string | number | boolean>>
  /**
   * Fields of a key of which the host's column may be null: they are kept beside the table as well, because a unique index
   * tells one null from another.
   */
  readonly copied: readonly string[]
  /** The database makes the keys. */
  readonly isKeyMade: boolean
  /** How our own tables keep a text, and the host's a time. */
  readonly text: ColumnType
  readonly times: Engine['host']
  /** The column that gets the hash of an invitation's newest link. */
  readonly link: string | null
  /** Rows live on those of another record: there is one where this column, or the table beside, says so. */
  readonly onRole: ColumnPlace | null
}

export type Shapes = { readonly [K in RecordKind]: Shape }

/** A field of the record: where it is, what it holds, and what it is called in a pattern. */
export function fieldOf({ kind, fields }: Shape, name: string): FieldPlace {
  const field = fields[name]
  if (field === undefined) throw new TypeError(`"${kind}" has no field "${name}"`)
  return field
}

export const placeOf = (shape: Shape, name: string): Place => fieldOf(shape, name).place

/** What a missing row beside the host's stands for, field by field. */
export function defaultOf(name: string, { type, null: isNullable, oneOf }: Field): Scalar {
  if (isNullable) return null
  if (type === 'flags') return '[]'
  if (type === 'json') return '{}'
  if (type === 'int') return name === 'seats' ? 1 : 0
  if (type === 'time') return 0
  // Who is in the host's table already is no stranger; a log-in still asks for the password.
  return oneOf?.includes('active') ? 'active' : (oneOf?.[0] ?? '')
}

/** States that the host's columns do not tell apart from this one: which it is stands in the table beside. */
export function lookalikes({ states }: Shape, state: string): readonly string[] {
  const signature = (name: string) => JSON.stringify(Object.entries(states?.[name] ?? {}).sort())
  return Object.keys(states ?? {}).filter((other) => other !== state && signature(other) === signature(state))
}

/** Whether the state is kept beside the table as well. */
export const keepsState = (shape: Shape): boolean =>
  shape.states !== null && Object.keys(shape.states).some((state) => lookalikes(shape, state).length > 0)

/** The column beside the host's table that keeps a field. */
export function keptColumn({ places }: Shape, name: string): string {
  const place = places[name]
  return place?.at === 'companion' ? place.column : columnOf(name)
}

/** The columns beside the host's table, its key apart. */
export function companionFields(shape: Shape): readonly (readonly [name: string, field: Field])[] {
  return Object.entries(fieldsOf(shape.kind)).filter(([name]) => {
    const place = shape.places[name]
    if (name === 'id') return false
    return place?.at === 'companion' || shape.copied.includes(name) || (place?.at === 'state' && keepsState(shape))
  })
}
