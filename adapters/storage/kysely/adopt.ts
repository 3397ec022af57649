import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Change, recordKinds } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import { operationsOf } from './operations-of.ts'
import type { Run } from './run.ts'
import { type ColumnPlace, companionFields, defaultOf, keptColumn, type Shape, type Shapes } from './shape.ts'
import { bind, compile } from './statement.ts'
import { aliased, valueSql } from './terms.ts'

/**
 * The host may have made a row by itself: an account that was there before us, or one that its own SQL has made. What
 * we keep beside it is made when it is first written, with the values that it was read with.
 */
export function createAdopt(db: Kysely<Database>, engine: Engine, shapes: Shapes, run: Run) {
  const mapped = recordKinds.map((kind) => shapes[kind]).filter(({ companion }) => companion !== null)
  const ask = (query: RawBuilder<unknown>) => run(bind(compile(db, query), []))
  return async (change: Change): Promise<boolean> => {
    if (mapped.length === 0) return false
    const { guards, changes, rows } = operationsOf(shapes, change)
    let isAdopted = false
    // The host has taken somebody's role with its own SQL: what was beside it makes room for a new membership.
    for (const shape of mapped)
      for (const { table, cells } of rows) {
        const id = cells.get('id')
        if (!shape.onRole || table !== shape.companion || !id || !('value' in id)) continue
        const left = await ask(leftSql(shape, shape.onRole, String(id.value.now)))
        isAdopted ||= Number(left.numAffectedRows ?? 0) > 0
      }
    for (const shape of mapped)
      for (const { table, id } of [...guards, ...changes]) {
        if (table !== shape.companion) continue
        const made = await ask(adoptSql(shape, id)).catch((error: unknown) => {
          // Somebody else has just done so.
          if (engine.failureOf(error as object) === 'conflict') return { numAffectedRows: 1n }
          throw error
        })
        isAdopted ||= Number(made.numAffectedRows ?? 0) > 0
      }
    return isAdopted
  }
}

/** Deletes what is beside one row of the host's, if that has no role left. */
function leftSql(shape: Shape, role: ColumnPlace, id: string): RawBuilder<unknown> {
  const { column, type } = shape.places['id'] as ColumnPlace
  const held = sql`select 1 from ${sql.table(shape.main)} where ${type.equals(sql.ref(column), sql`${id}`)} and ${sql.ref(role.column)} is not null`
  return sql`delete from ${sql.table(String(shape.companion))} where id = ${shape.text.write(sql`${id}`)} and not exists (${held})`
}

/** Makes what is missing beside one row of the host's table, or beside all of them. */
export function adoptSql(shape: Shape, id: string | null): RawBuilder<unknown> {
  const of = aliased('row')
  const fields = companionFields(shape)
  const { column, type } = shape.places['id'] as ColumnPlace
  const key = of('main', column)
  const columns = ['id', ...fields.map(([name]) => keptColumn(shape, name))]
  const values = fields.map(([name, field]) =>
    shape.places[name]?.at === 'companion' ? sql.lit(defaultOf(name, field)) : valueSql(shape, name, of),
  )
  const conditions = [sql`${of('companion', 'id')} is null`, sql`${key} is not null`]
  if (id !== null) conditions.push(type.equals(key, sql`${id}`))
  if (shape.onRole) conditions.push(sql`${of('main', shape.onRole.column)} is not null`)
  return sql`insert into ${sql.table(String(shape.companion))} (${sql.join(columns.map((name) => sql.id(name)))})
    select ${sql.join([type.read(key), ...values])} from ${sql.table(shape.main)} as ${sql.id('row')}
    left join ${sql.table(String(shape.companion))} as ${sql.id('row__x')} on ${of('companion', 'id')} = ${type.match(key)}
    where ${sql.join(conditions, sql` and `)}`
}
