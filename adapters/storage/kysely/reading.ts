import { type RawBuilder, sql } from 'kysely'
import { fieldsOf, type Plan, type RecordKind, type Source } from '../../../src/index.ts'
import type { Engine } from './engine.ts'
import type { Joining } from './joining.ts'
import { columnOf } from './names.ts'
import { type RowReader, rowReader } from './row-reader.ts'
import type { ColumnPlace, Shape, Shapes } from './shape.ts'
import { aliased, besideOf, valueSql } from './terms.ts'

/** What a plan reads: the columns, the joins, and how a row of the answer becomes a snapshot. */
export interface Reading {
  readonly columns: RawBuilder<unknown>
  /** What the columns are called in the answer. */
  readonly aliases: readonly string[]
  readonly joins: RawBuilder<unknown>
  decode(row: Record<string, unknown>): Record<string, Record<string, unknown> | null>
}

/** Where the value of an input comes from: a slot, or a column of the rows of inputs. */
export type InputSql = (name: string) => RawBuilder<unknown>

/** A record that the joins start from, how the names of columns begin, and how rows are looked up. */
interface Base {
  readonly base?: Readonly<Record<string, RecordKind>>
  readonly prefix?: string
  readonly joining?: Joining
}

/** Compiles a plan into left joins on keys: one statement, whatever the plan. */
export function readingOf(
  engine: Engine,
  shapes: Shapes,
  plan: Plan,
  input: InputSql,
  { base = {}, prefix = 'c', joining = engine.beside.many }: Base = {},
): Reading {
  const kinds: Record<string, RecordKind> = { ...base }
  for (const [name, { record }] of Object.entries(plan)) kinds[name] = record
  // In a list the text costs more than the columns: they are described once for all rows.
  const { listAsJson } = engine
  const rowAsJson = Object.keys(base).length === 0 && listAsJson ? engine.rowAsJson : null
  const aliases: string[] = []
  const values: RawBuilder<unknown>[] = []
  const select = (value: RawBuilder<unknown>): string => {
    const alias = `${prefix}${aliases.length}`
    values.push(sql`${value} as ${sql.id(alias)}`)
    aliases.push(alias)
    return alias
  }
  const isWhole = (name: string, kind: RecordKind) =>
    rowAsJson !== null && !plan[name]?.fields && shapes[kind].companion === null
  const whole = Object.entries(kinds).filter(([name, kind]) => isWhole(name, kind))
  const text =
    rowAsJson && listAsJson && whole.length > 0 ? select(listAsJson(whole.map(([name]) => rowAsJson(name)))) : null
  const ofText = whole.map(([name, kind]) => [name, wholeReader(kind)] as const)
  const ofRow = Object.entries(kinds)
    .filter(([name, kind]) => !isWhole(name, kind))
    .map(([name, kind]) => [name, ofColumns(shapes[kind], name, plan[name]?.fields ?? null, select)] as const)
  const source: SourceSql = (one) => {
    if ('fixed' in one) return sql.lit(one.fixed)
    if ('input' in one) return input(one.input)
    return joining.found(valueSql(shapes[kinds[one.of] as RecordKind], one.field, aliased(one.of), 'match'))
  }
  const joins = Object.entries(plan).map(([name, lookup]) =>
    joinSql(joining, shapes[lookup.record], name, lookup, source),
  )
  return {
    columns: sql.join(values),
    aliases,
    joins: joins.length > 0 ? sql.join(joins, sql``) : sql``,
    decode: (row) => {
      const found: ReturnType<Reading['decode']> = {}
      if (text !== null) {
        const rows: readonly (Record<string, unknown> | null)[] = JSON.parse(String(row[text]))
        for (const [n, [name, read]] of ofText.entries()) found[name] = rows[n] ? read(rows[n]) : null
      }
      for (const [name, read] of ofRow) found[name] = read(row)
      return found
    },
  }
}

/** Selects what is wanted of a record, and the parts of it that have columns of their own. */
function ofColumns(
  shape: Shape,
  name: string,
  wanted: readonly string[] | null,
  select: (value: RawBuilder<unknown>) => string,
): RowReader {
  const of = aliased(name)
  // A row is there if it has an id.
  const isWanted = (field: string) => field === 'id' || (wanted?.includes(field) ?? true)
  const cells = Object.entries(fieldsOf(shape.kind)).flatMap(([field, type]) => {
    if (!isWanted(field)) return []
    const parts = Object.entries(shape.parts[field] ?? {})
    return {
      field,
      type,
      alias: select(valueSql(shape, field, of)),
      parts: parts.map(([part, column]) => [part, select(sql`${of('main', column)}`)] as const),
    }
  })
  return rowReader(cells)
}

/** Reads a whole row of a table of ours. */
const wholeReader = (kind: RecordKind): RowReader =>
  rowReader(Object.entries(fieldsOf(kind)).map(([field, type]) => ({ field, type, alias: columnOf(field), parts: [] })))

type SourceSql = (source: Source) => RawBuilder<unknown>

/** The table that has the key comes first, the one beside it follows by the key that they share. */
function joinSql(
  { join, found }: Joining,
  shape: Shape,
  name: string,
  lookup: Plan[string],
  source: SourceSql,
): RawBuilder<unknown> {
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
  const on = sql.join(parts, sql` and `)
  if (shape.companion === null) return join(shape.main, name, on)
  const [main, beside] = [of('main', key.column), of('companion', 'id')]
  return isBeside
    ? sql`${join(shape.companion, besideOf(name), on)}${join(shape.main, name, key.type.equals(main, found(beside)))}`
    : sql`${join(shape.main, name, on)}${join(shape.companion, besideOf(name), sql`${beside} = ${found(key.type.match(main))}`)}`
}

/** The table of a record with what is beside it, for a list. */
export function fromSql(shape: Shape, name: string): RawBuilder<unknown> {
  const of = aliased(name)
  const main = sql`${sql.table(shape.main)} as ${sql.id(name)}`
  if (shape.companion === null) return main
  const key = shape.places['id'] as ColumnPlace
  return sql`${main} left join ${sql.table(shape.companion)} as ${sql.id(besideOf(name))} on ${of('companion', 'id')} = ${key.type.match(of('main', key.column))}`
}

/** The inputs that a plan names, each once. */
export function inputsOf(plan: Plan): readonly string[] {
  const sources = Object.values(plan).flatMap(({ by }) =>
    Object.values<Source | readonly Source[]>(by).flat(),
  ) as Source[]
  return [...new Set(sources.flatMap((source) => ('input' in source ? [source.input] : [])))]
}
