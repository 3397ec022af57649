import { type RawBuilder, sql } from 'kysely'
import { fieldsOf, indexesOf, recordKinds, uniqueOf } from '../../../src/index.ts'
import type { Engine } from './engine.ts'
import { tableOf } from './names.ts'
import { type ColumnPlace, companionFields, keptColumn, type Shape, type Shapes } from './shape.ts'

/** A table of ours: one of a record, or what is beside a host's. */
export interface OwnTable {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly ddl: RawBuilder<unknown>; readonly isNull: boolean }[]
  readonly unique: readonly (readonly string[])[]
  readonly indexes: readonly (readonly string[])[]
}

/** Every table that the library makes for itself, by the mapping. */
export const ownTables = (engine: Engine, shapes: Shapes): readonly OwnTable[] =>
  recordKinds.map((kind) => tableFor(engine, shapes[kind]))

function tableFor(engine: Engine, shape: Shape): OwnTable {
  const { kind } = shape
  const isBeside = shape.companion !== null
  const fields = isBeside ? companionFields(shape) : Object.entries(fieldsOf(kind)).filter(([name]) => name !== 'id')
  const isHere = (name: string) => fields.some(([field]) => field === name)
  const columns = fields.map(([name, field]) => ({
    name: keptColumn(shape, name),
    ddl: engine.own(field).ddl,
    isNull: field.null === true,
  }))
  const id = { name: 'id', ddl: engine.own({ type: 'id' }).ddl, isNull: false }
  // How a commit finds the keys that it made again, when its answer is lost.
  const made = ['ref', 'commit_id'].map((name) => ({ ...id, name, isNull: true }))
  const columnsOf = (group: readonly string[]) => group.map((name) => keptColumn(shape, name))
  // What is asked for first and is in the host's table wants an index there: `check` says so.
  const begun = indexesOf(kind).flatMap((group) => (isHere(group[0] ?? '') ? [columnsOf(group.filter(isHere))] : []))
  const indexes = [...new Map(begun.map((group) => [group.join(), group])).values()].map((group) => [...group, 'id'])
  return {
    name: tableOf(kind),
    columns: [id, ...columns, ...(shape.isKeyMade ? made : [])],
    unique: uniqueOf(kind)
      .filter((group) => group.every(isHere))
      .map(columnsOf),
    indexes: [...indexes, ...(shape.isKeyMade ? [['commit_id']] : [])],
  }
}

const list = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))

/** The statements that make a table of ours; each may be run again. */
export function tableStatements(engine: Engine, table: OwnTable): readonly RawBuilder<unknown>[] {
  const named = (columns: readonly string[]) => sql.id(indexName(table.name, columns))
  const columns = table.columns.map(({ name, ddl, isNull }) => {
    const rest = name === 'id' ? sql` not null primary key` : isNull ? sql`` : sql` not null`
    return sql`${sql.ref(name)} ${ddl}${rest}`
  })
  const unique = table.unique.map((group) => sql`constraint ${named(group)} unique (${list(group)})`)
  const inline = engine.inlineIndexes ? table.indexes.map((group) => sql`index ${named(group)} (${list(group)})`) : []
  const all = sql.join([...columns, ...unique, ...inline])
  const make = sql`create table if not exists ${sql.table(table.name)} (${all})`
  if (engine.inlineIndexes) return [make]
  return [make, ...table.indexes.map((group) => indexStatement(table.name, group, sql` if not exists`))]
}

/** Makes one index of a table of ours. */
export const indexStatement = (table: string, columns: readonly string[], ifNotExists: RawBuilder<unknown>) =>
  sql`create index${ifNotExists} ${sql.id(indexName(table, columns))} on ${sql.table(table)} (${list(columns)})`

const indexName = (table: string, columns: readonly string[]) =>
  `${table}_${columns.filter((column, n) => column !== 'id' || n === 0).join('_')}`

/** A column of the host's that holds a field of ours. */
export interface HostColumn extends ColumnPlace {
  readonly table: string
  readonly field: string
}

/** Every column of the host's tables that the mapping names, once. */
export function hostColumns(shapes: Shapes): readonly HostColumn[] {
  return recordKinds.flatMap((kind) => {
    const shape = shapes[kind]
    if (shape.companion === null || shape.onRole) return []
    return Object.entries(shape.places).flatMap(([field, place]) =>
      place.at === 'main' ? [{ ...place, field, table: shape.main }] : [],
    )
  })
}
