import { type RawBuilder, sql } from 'kysely'
import { fieldsOf, type Plan, type RecordKind, type Source } from '../../../src/index.ts'
import type { Engine, JsonLists } from './engine.ts'
import type { Joined, Joining } from './joining.ts'
import { type Cell, type Cells, rowReader } from './row-reader.ts'
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

/** A record that the joins start from, how the names of columns begin, how rows are looked up, and whether as JSON. */
interface Base {
  readonly base?: Readonly<Record<string, RecordKind>>
  readonly prefix?: string
  readonly joining?: Joining
  readonly json?: JsonLists | null
}

/**
 * Compiles a plan into left joins on keys: one statement, whatever the plan. The aliases are short because a server copies
 * the text of a statement whenever it runs it.
 */
export function readingOf(
  engine: Engine,
  shapes: Shapes,
  plan: Plan,
  input: InputSql,
  { base = {}, prefix = 'c', joining = engine.beside.many, json = null }: Base = {},
): Reading {
  const kinds: Record<string, RecordKind> = { ...base }
  for (const [name, { record }] of Object.entries(plan)) kinds[name] = record
  const names = Object.keys(kinds)
  const aliasOf = (name: string) => (name in base ? name : `t${names.indexOf(name)}`)
  const source: SourceSql = (one) => {
    if ('fixed' in one) return sql.lit(one.fixed)
    if ('input' in one) return input(one.input)
    return joining.found(valueSql(shapes[kinds[one.of] as RecordKind], one.field, aliased(aliasOf(one.of)), 'match'))
  }
  const wanted = Object.entries(kinds).map(([name, kind]) =>
    wantedOf(shapes[kind], name, aliasOf(name), plan[name]?.fields ?? null),
  )
  const early = new Map(wanted.filter(({ shape }) => json?.isEarly && !shape.companion).map((one) => [one.name, one]))
  const sources = new Set(sourcesOf(plan).flatMap((one) => ('of' in one ? [one.of] : [])))
  const joinedOf: JoinedOf = (shape, name) => {
    const [one, alias] = [early.get(name), aliasOf(name)]
    const made = one && json ? sql`${json.list(one.values)} as ${LIST}` : null
    return { table: tableSql(shape.main, alias), alias, made, isSource: sources.has(name) }
  }
  const listOf = ({ name, alias, values }: Wanted, { list }: JsonLists) =>
    early.has(name) ? sql`${sql.id(alias)}.${LIST}` : list(values)
  const columns = json ? [json.text(wanted.map((one) => listOf(one, json)))] : wanted.flatMap(({ values }) => values)
  const aliases = columns.map((_, n) => `${prefix}${n}`)
  const joins = Object.entries(plan).map(([name, lookup]) =>
    joinSql(joining, shapes[lookup.record], lookup, source, joinedOf(shapes[lookup.record], name)),
  )
  return {
    columns: sql.join(columns.map((column, n) => sql`${column} as ${sql.id(`${prefix}${n}`)}`)),
    aliases,
    joins: joins.length > 0 ? sql.join(joins, sql``) : sql``,
    decode: json ? fromText(wanted, `${prefix}0`) : fromColumns(wanted, aliases),
  }
}

/** What is wanted of a row: the values, and what reads them again. The first is its id. */
interface Wanted {
  readonly shape: Shape
  readonly name: string
  readonly alias: string
  readonly values: readonly RawBuilder<unknown>[]
  readonly cells: readonly Cell[]
}

/** The fields that are wanted, and the parts of them that have columns of their own. */
function wantedOf(shape: Shape, name: string, alias: string, fields: readonly string[] | null): Wanted {
  const of = aliased(alias)
  const values: RawBuilder<unknown>[] = []
  const take = (value: RawBuilder<unknown>): number => values.push(value) - 1
  // A row is there if it has an id.
  const isWanted = (field: string) => field === 'id' || (fields?.includes(field) ?? true)
  const cells = Object.entries(fieldsOf(shape.kind)).flatMap(([field, type]): Cell | [] => {
    if (!isWanted(field)) return []
    const at = take(valueSql(shape, field, of))
    const parts = Object.entries(shape.parts[field] ?? {})
    return { field, type, at, parts: parts.map(([part, column]) => [part, take(of('main', column))]) }
  })
  return { shape, name, alias, values, cells }
}

function fromText(wanted: readonly Wanted[], alias: string): Reading['decode'] {
  const readers = wanted.map(({ name, cells }) => [name, rowReader(cells)] as const)
  return (row) => {
    const lists: readonly (Cells | null)[] = JSON.parse(String(row[alias]))
    const found: ReturnType<Reading['decode']> = {}
    for (const [n, [name, read]] of readers.entries()) found[name] = lists[n] ? read(lists[n]) : null
    return found
  }
}

function fromColumns(wanted: readonly Wanted[], aliases: readonly string[]): Reading['decode'] {
  let first = 0
  const readers = wanted.map(({ name, cells, values }) => {
    const own = aliases.slice(first, first + values.length)
    first += values.length
    return [name, rowReader(cells, own)] as const
  })
  return (row) => {
    const found: ReturnType<Reading['decode']> = {}
    for (const [name, read] of readers) found[name] = read(row)
    return found
  }
}

type SourceSql = (source: Source) => RawBuilder<unknown>
type JoinedOf = (shape: Shape, name: string) => Joined

const LIST = sql.id('l')

const tableSql = (table: string, alias: string): RawBuilder<unknown> => sql`${sql.table(table)} as ${sql.id(alias)}`

/** The table that has the key comes first, the one beside it follows by the key that they share. */
function joinSql(
  { join, found }: Joining,
  shape: Shape,
  lookup: Plan[string],
  source: SourceSql,
  joined: Joined,
): RawBuilder<unknown> {
  const of = aliased(joined.alias)
  let isBeside = false
  const on = Object.entries<Source | readonly Source[]>(lookup.by).map(([field, sources], n) => {
    const values = [sources].flat().map((one) => source(one as Source))
    const value = values.length > 1 ? sql`coalesce(${sql.join(values)})` : (values[0] ?? sql`null`)
    const place = shape.places[field]
    if (place === undefined || place.at === 'state') throw new TypeError(`"${shape.kind}.${field}" is no key`)
    if (place.at === 'constant') return sql`${value} = ${sql.lit(place.value)}`
    isBeside ||= place.at === 'companion'
    const equals = place.type[n === 0 ? 'equals' : 'equalsBeside'](of(place.at, place.column), value)
    if (place.nullIs === undefined) return equals
    return sql`(${equals} or (${of(place.at, place.column)} is null and ${value} = ${sql.lit(place.nullIs)}))`
  })
  const key = shape.places['id'] as ColumnPlace
  if (shape.companion === null) return join(joined, on)
  const alias = besideOf(joined.alias)
  const companion = { table: tableSql(shape.companion, alias), alias, made: null, isSource: true }
  const [main, beside] = [of('main', key.column), of('companion', 'id')]
  return isBeside
    ? sql`${join(companion, on)}${join(joined, [key.type.equals(main, found(beside))])}`
    : sql`${join(joined, on)}${join(companion, [sql`${beside} = ${found(key.type.match(main))}`])}`
}

/** The table of a record with what is beside it, for a list. */
export function fromSql(shape: Shape, name: string): RawBuilder<unknown> {
  const of = aliased(name)
  const main = tableSql(shape.main, name)
  if (shape.companion === null) return main
  const key = shape.places['id'] as ColumnPlace
  return sql`${main} left join ${tableSql(shape.companion, besideOf(name))} on ${of('companion', 'id')} = ${key.type.match(of('main', key.column))}`
}

/** The inputs that a plan names, each once. */
export const inputsOf = (plan: Plan): readonly string[] => [
  ...new Set(sourcesOf(plan).flatMap((source) => ('input' in source ? [source.input] : []))),
]

const sourcesOf = (plan: Plan): readonly Source[] =>
  Object.values(plan).flatMap(({ by }) => Object.values<Source | readonly Source[]>(by).flat()) as Source[]
