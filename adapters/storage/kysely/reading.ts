import { type RawBuilder, sql } from 'kysely'
import { type Field, fieldsOf, type Lookup, type Plan, type RecordKind, type Source } from '../../../src/index.ts'
import { decode } from './codec.ts'
import { columnOf, tableOf } from './names.ts'

/** One column of an answer, and where in the snapshot it goes. */
interface Column {
  readonly alias: string
  readonly name: string
  readonly field: string
  readonly type: Field
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
export function readingOf(plan: Plan, input: InputSql, base: Readonly<Record<string, RecordKind>> = {}): Reading {
  const kinds: Record<string, RecordKind> = { ...base }
  for (const [name, { record }] of Object.entries(plan)) kinds[name] = record
  const columns = Object.entries(kinds).flatMap(([name, kind]) =>
    Object.entries(fieldsOf(kind)).map(([field, type]) => ({ name, field, type })),
  )
  const aliased: Column[] = columns.map((column, n) => ({ ...column, alias: `c${n}` }))
  const joins = Object.entries(plan).map(
    ([name, lookup]) =>
      sql` left join ${sql.table(tableOf(lookup.record))} as ${sql.id(name)} on ${onSql(name, lookup, input)}`,
  )
  return {
    columns: sql.join(
      aliased.map(({ name, field, alias }) => sql`${sql.ref(`${name}.${columnOf(field)}`)} as ${sql.id(alias)}`),
    ),
    joins: joins.length > 0 ? sql.join(joins, sql``) : sql``,
    decode: (row) => {
      const snapshot: Record<string, Record<string, unknown> | null> = {}
      for (const name of Object.keys(kinds)) snapshot[name] = null
      for (const { alias, name, field, type } of aliased) {
        if (field === 'id' && row[alias] !== null) snapshot[name] = {}
        const into = snapshot[name]
        if (into) into[field] = decode(type, row[alias])
      }
      return snapshot
    },
  }
}

function onSql(name: string, lookup: Lookup, input: InputSql): RawBuilder<unknown> {
  const parts = Object.entries<Source | readonly Source[]>(lookup.by).map(([field, sources]) => {
    const values = [sources].flat().map((source) => sourceSql(source as Source, input))
    return sql`${sql.ref(`${name}.${columnOf(field)}`)} = ${values.length > 1 ? sql`coalesce(${sql.join(values)})` : values[0]}`
  })
  return sql.join(parts, sql` and `)
}

function sourceSql(source: Source, input: InputSql): RawBuilder<unknown> {
  if ('fixed' in source) return sql.lit(source.fixed)
  return 'input' in source ? input(source.input) : sql.ref(`${source.of}.${columnOf(source.field)}`)
}

/** The inputs that a plan names, each once. */
export function inputsOf(plan: Plan): readonly string[] {
  const sources = Object.values(plan).flatMap(({ by }) =>
    Object.values<Source | readonly Source[]>(by).flat(),
  ) as Source[]
  return [...new Set(sources.flatMap((source) => ('input' in source ? [source.input] : [])))]
}
