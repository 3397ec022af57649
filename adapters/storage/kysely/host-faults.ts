import type { Kysely } from 'kysely'
import { type RecordKind, uniqueOf } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import type { FoundTable } from './introspect.ts'
import { missingKeys } from './missing-keys.ts'
import type { Shape, Shapes } from './shape.ts'

/**
 * What a host's table lacks: columns that the mapping names, a unique index for every key of ours that it holds, and a value
 * for each column that a new row must have. The types of its columns are not compared: one engine has many names for what
 * serves as a text or a number, and a column of a wrong type fails at the first statement.
 */
export async function hostFaults(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  kind: RecordKind,
  tables: ReadonlyMap<string, FoundTable>,
): Promise<readonly string[]> {
  const shape = shapes[kind]
  if (shape.companion === null) return []
  const table = tables.get(shape.main)
  if (table === undefined) return [`table ${shape.main}`]
  const states = Object.values(shape.states ?? {}).flatMap(Object.keys)
  const columns = [...columnsOf(shape), ...states]
  const absent = columns
    .filter((column) => !table.columns.has(column))
    .map((column) => `column ${shape.main}.${column}`)
  const keys = [['id'], ...(shape.onRole ? [] : uniqueOf(shape.kind))].flatMap((fields) => {
    const places = fields.map((field) => shape.places[field])
    const held = places.flatMap((place) => (place?.at === 'main' ? [place.column] : []))
    return held.length > 0 && places.every((place) => place?.at !== 'companion') ? [held] : []
  })
  const texts = Object.values(shape.places).flatMap((place) =>
    place.at === 'main' && place.type === engine.host.text && keys.flat().includes(place.column) ? [place.column] : [],
  )
  return [
    ...absent,
    ...(await missingKeys(db, engine, shape.main, keys)),
    ...(await inexactKeys(db, engine, shape.main, texts)),
    ...stuckStates(shape, table),
    ...(await unfilled(db, engine, shapes, shape, table)),
  ]
}

/** The columns of the host's that are written or read whatever the state is. */
const columnsOf = ({ places, parts, fill, link }: Shape): readonly string[] => [
  ...Object.values(places).flatMap((place) => (place.at === 'main' ? [place.column] : [])),
  ...Object.values(parts).flatMap((columns) => Object.values(columns)),
  ...Object.keys(fill),
  ...(link ? [link] : []),
]

/** Keys must tell `é` from `e`: a host's column may have been made with a collation that does not. */
async function inexactKeys(
  db: Kysely<Database>,
  engine: Engine,
  table: string,
  keys: readonly string[],
): Promise<readonly string[]> {
  if (engine.inexactColumns === null) return []
  const { rows } = await engine.inexactColumns(table).execute(db)
  const inexact = new Set(rows.map(({ column_name }) => column_name))
  return keys.filter((column) => inexact.has(column)).map((column) => `an exact (_bin) collation of ${table}.${column}`)
}

/** A state of which a column must be null is never reached where it cannot be. */
const stuckStates = ({ main, states }: Shape, { columns }: FoundTable): readonly string[] =>
  Object.values(states ?? {})
    .flatMap((wanted) => Object.entries(wanted))
    .flatMap(([column, value]) =>
      value === null && columns.get(column)?.isNullable === false ? [`null in ${main}.${column}`] : [],
    )

/** The states in which a row begins. */
const firstStates: { readonly [K in RecordKind]?: readonly string[] } = {
  account: ['invited', 'active'],
  invitation: ['pending'],
}

/** Columns of which a new row must have a value, and gets none from anybody: every insert would fail. */
async function unfilled(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  shape: Shape,
  { columns }: FoundTable,
): Promise<readonly string[]> {
  if (shape.onRole) return [] // lives on a row that is there
  const key = shape.places['id']
  const isMade = (column: string) => shape.isKeyMade && key?.at === 'main' && key.column === column
  const started = (firstStates[shape.kind] ?? []).flatMap((state) => Object.keys(shape.states?.[state] ?? {}))
  const role = shape.kind === 'account' && shapes.membership.onRole ? columnsOf(shapes.membership) : []
  const written = new Set([...columnsOf(shape), ...started, ...role].filter((column) => !isMade(column)))
  const found = [...columns].flatMap(([column, { isNullable, hasDefaultValue, isAutoIncrementing }]) =>
    isNullable || hasDefaultValue || isAutoIncrementing || written.has(column) ? [] : [column],
  )
  if (found.length === 0) return []
  const computed = await computedColumns(db, engine, shape.main)
  return found
    .filter((column) => !computed.has(column))
    .map((column) => `a default of ${shape.main}.${column} or "mapping.${shape.kind}.fill.${column}"`)
}

async function computedColumns(db: Kysely<Database>, engine: Engine, table: string): Promise<ReadonlySet<string>> {
  const rows = (await engine.computedColumns?.(table).execute(db))?.rows ?? []
  return new Set(rows.map(({ column_name }) => column_name))
}
