import { type RawBuilder, sql } from 'kysely'
import {
  type Field,
  fieldsOf,
  type Json,
  type Lookup,
  type Plan,
  type RecordKind,
  type Source,
} from '../../../src/index.ts'
import { decode } from './codec.ts'
import type { Engine } from './engine.ts'
import { columnOf } from './names.ts'
import type { ColumnPlace, Shape, Shapes } from './shape.ts'
import { aliased, besideOf, valueSql } from './terms.ts'

/** One column of an answer, and where in the snapshot it goes: a field, or a part of one. */
interface Column {
  readonly alias: string
  readonly name: string
  readonly field: string
  readonly type: Field
  readonly part?: string
  /** For a row that is read as one JSON text: its fields and their columns. */
  readonly whole?: readonly (readonly [field: string, column: string, type: Field])[]
}

/** What a plan reads: the columns, the joins, and how a row of the answer becomes a snapshot. */
export interface Reading {
  readonly columns: RawBuilder<unknown>
  readonly joins: RawBuilder<unknown>
  decode(row: Record<string, unknown>): Record<string, Record<string, unknown> | null>
}

/** Where the value of an input comes from: a slot, or a column of the rows of inputs. */
export type InputSql = (name: string) => RawBuilder<unknown>

/** Compiles a plan into left joins on keys: one statement, whatever the plan. `base` is a record that the joins start from. */
export function readingOf(
  engine: Engine,
  shapes: Shapes,
  plan: Plan,
  input: InputSql,
  base: Readonly<Record<string, RecordKind>> = {},
): Reading {
  const kinds: Record<string, RecordKind> = { ...base }
  for (const [name, { record }] of Object.entries(plan)) kinds[name] = record
  // In a list the text costs more than the columns: they are described once for all rows.
  const rowAsJson = Object.keys(base).length === 0 ? engine.rowAsJson : null
  const read = Object.entries(kinds).flatMap(([name, kind]) => columnsOf(shapes[kind], name, rowAsJson))
  const columns: Column[] = read.map(({ column }, n) => ({ ...column, alias: `c${n}` }))
  const source: SourceSql = (one) => {
    if ('fixed' in one) return sql.lit(one.fixed)
    if ('input' in one) return input(one.input)
    return valueSql(shapes[kinds[one.of] as RecordKind], one.field, aliased(one.of))
  }
  const joins = Object.entries(plan).map(([name, lookup]) =>
    joinSql(engine, shapes[lookup.record], name, lookup, source),
  )
  const selected = read.map(({ value }, n) => sql`${value} as ${sql.id(`c${n}`)}`)
  return {
    columns: sql.join(selected),
    joins: joins.length > 0 ? sql.join(joins, sql``) : sql``,
    decode: (row) => snapshotOf(Object.keys(kinds), columns, row),
  }
}

/** What is read of one record: its fields, and then the parts of them that have columns of their own. */
function columnsOf(
  shape: Shape,
  name: string,
  rowAsJson: Engine['rowAsJson'],
): readonly { readonly value: RawBuilder<unknown>; readonly column: Omit<Column, 'alias'> }[] {
  if (rowAsJson && shape.companion === null) {
    const whole = Object.entries(fieldsOf(shape.kind)).map(([field, type]) => [field, columnOf(field), type] as const)
    return [{ value: rowAsJson(name), column: { name, field: 'id', type: { type: 'json' }, whole } }]
  }
  const of = aliased(name)
  const fields = Object.entries(fieldsOf(shape.kind)).map(([field, type]) => ({
    value: valueSql(shape, field, of),
    column: { name, field, type },
  }))
  const parts = Object.entries(shape.parts).flatMap(([field, columns]) =>
    Object.entries(columns).map(([part, column]) => ({
      value: sql`${of('main', column)}`,
      column: { name, field, type: { type: 'text' } as const, part },
    })),
  )
  return [...fields, ...parts]
}

function snapshotOf(names: readonly string[], columns: readonly Column[], row: Record<string, unknown>) {
  const snapshot: Record<string, Record<string, unknown> | null> = {}
  for (const name of names) snapshot[name] = null
  for (const { alias, name, field, type, part, whole } of columns) {
    if (whole !== undefined) {
      if (row[alias] !== null) snapshot[name] = ofJson(String(row[alias]), whole)
      continue
    }
    if (field === 'id' && row[alias] !== null) snapshot[name] = {}
    const into = snapshot[name]
    if (!into) continue
    const value = decode(type, row[alias])
    if (part === undefined) into[field] = value
    else into[field] = withPart(into[field] as Json, part, value)
  }
  return snapshot
}

function ofJson(text: string, whole: NonNullable<Column['whole']>): Record<string, unknown> {
  const cells = JSON.parse(text) as Readonly<Record<string, unknown>>
  return Object.fromEntries(whole.map(([field, column, type]) => [field, decode(type, cells[column])]))
}

/** The host's column counts, also where it has been emptied. */
function withPart(object: Json, part: string, value: unknown): Json {
  const { [part]: _, ...rest } = object
  return value === null ? rest : { ...rest, [part]: String(value) }
}

type SourceSql = (source: Source) => RawBuilder<unknown>

/** The table that has the key comes first, the one beside it follows by the key that they share. */
function joinSql(engine: Engine, shape: Shape, name: string, lookup: Lookup, source: SourceSql): RawBuilder<unknown> {
  const of = aliased(name)
  let isBeside = false
  const parts = Object.entries<Source | readonly Source[]>(lookup.by).map(([field, sources]) => {
    const values = [sources].flat().map((one) => source(one as Source))
    const value = values.length > 1 ? sql`coalesce(${sql.join(values)})` : (values[0] ?? sql`null`)
    const place = shape.places[field]
    if (place === undefined || place.at === 'state') throw new TypeError(`"${shape.kind}.${field}" is no key`)
    if (place.at === 'constant') return sql`${value} = ${sql.lit(place.value)}`
    isBeside ||= place.at === 'companion'
    const equals = place.type.equals(of(place.at, place.column), value)
    if (place.nullIs === undefined) return equals
    return sql`(${equals} or (${of(place.at, place.column)} is null and ${value} = ${sql.lit(place.nullIs)}))`
  })
  const key = shape.places['id'] as ColumnPlace
  const found = sql.join(parts, sql` and `)
  if (shape.companion === null) return engine.joinOne(shape.main, name, found)
  const [main, beside] = [of('main', key.column), of('companion', 'id')]
  return isBeside
    ? sql`${engine.joinOne(shape.companion, besideOf(name), found)}${engine.joinOne(shape.main, name, key.type.equals(main, beside))}`
    : sql`${engine.joinOne(shape.main, name, found)}${engine.joinOne(shape.companion, besideOf(name), sql`${beside} = ${key.type.read(main)}`)}`
}

/** The table of a record with what is beside it, for a list. */
export function fromSql(shape: Shape, name: string): RawBuilder<unknown> {
  const of = aliased(name)
  const main = sql`${sql.table(shape.main)} as ${sql.id(name)}`
  if (shape.companion === null) return main
  const key = shape.places['id'] as ColumnPlace
  return sql`${main} left join ${sql.table(shape.companion)} as ${sql.id(besideOf(name))} on ${of('companion', 'id')} = ${key.type.read(of('main', key.column))}`
}

/** The inputs that a plan names, each once. */
export function inputsOf(plan: Plan): readonly string[] {
  const sources = Object.values(plan).flatMap(({ by }) =>
    Object.values<Source | readonly Source[]>(by).flat(),
  ) as Source[]
  return [...new Set(sources.flatMap((source) => ('input' in source ? [source.input] : [])))]
}
