import { sql } from 'kysely'
import { recordKinds } from '../../../src/index.ts'
import type { Engine } from './engine.ts'
import type { Operations } from './operations.ts'
import type { Part } from './parts.ts'
import type { Run } from './run.ts'
import { type ColumnPlace, companionFields, defaultOf, keptColumn, type Shape, type Shapes } from './shape.ts'
import { slot } from './statement.ts'
import type { Statements } from './statements.ts'
import { aliased, valueSql } from './terms.ts'

/**
 * The host may have made a row by itself: an account that was there before us, or one that its own SQL has made. What
 * we keep beside it is made when it is first written, with the values that it was read with.
 */
export function createAdopt(engine: Engine, shapes: Shapes, statements: Statements, run: Run) {
  const mapped = recordKinds.map((kind) => shapes[kind]).filter(({ companion }) => companion !== null)
  return async ({ guards, changes, rows }: Operations): Promise<boolean> => {
    let isAdopted = false
    // The host has taken somebody's role with its own SQL: what was beside it makes room for a new membership.
    for (const shape of mapped)
      for (const { table, cells } of rows) {
        const id = cells.get('id')
        if (!shape.onRole || table !== shape.companion || !id || !('value' in id)) continue
        const left = await run(statements(leftPart(shape, shape.onRole, String(id.value))))
        isAdopted ||= Number(left.numAffectedRows ?? 0) > 0
      }
    for (const shape of mapped)
      for (const { table, id } of [...guards, ...changes]) {
        if (table !== shape.companion) continue
        const made = await run(statements(adoptPart(shape, id))).catch((error: unknown) => {
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
function leftPart(shape: Shape, role: ColumnPlace, id: string): Part {
  const { column, type } = shape.places['id'] as ColumnPlace
  return {
    shape: `left ${shape.kind}`,
    values: [id],
    sql: (first) => {
      const held = sql`select 1 from ${sql.table(shape.main)} where ${type.equals(sql.ref(column), slot(first))} and ${sql.ref(role.column)} is not null`
      return sql`delete from ${sql.table(String(shape.companion))} where id = ${shape.text.write(slot(first))} and not exists (${held})`
    },
  }
}

/** Makes what is missing beside one row of the host's table, or beside all of them. */
export function adoptPart(shape: Shape, id: string | null): Part {
  const of = aliased('row')
  const fields = companionFields(shape)
  const { column, type } = shape.places['id'] as ColumnPlace
  const key = of('main', column)
  const columns = ['id', ...fields.map(([name]) => keptColumn(shape, name))]
  const values = fields.map(([name, field]) =>
    shape.places[name]?.at === 'companion' ? sql.lit(defaultOf(name, field)) : valueSql(shape, name, of),
  )
  return {
    shape: `adopt ${shape.kind} ${id === null}`,
    values: id === null ? [] : [id],
    sql: (first) => {
      const conditions = [sql`${of('companion', 'id')} is null`, sql`${key} is not null`]
      if (id !== null) conditions.push(type.equals(key, slot(first)))
      if (shape.onRole) conditions.push(sql`${of('main', shape.onRole.column)} is not null`)
      return sql`insert into ${sql.table(String(shape.companion))} (${sql.join(columns.map((name) => sql.id(name)))})
        select ${sql.join([type.read(key), ...values])} from ${sql.table(shape.main)} as ${sql.id('row')}
        left join ${sql.table(String(shape.companion))} as ${sql.id('row__x')} on ${of('companion', 'id')} = ${type.read(key)}
        where ${sql.join(conditions, sql` and `)}`
    },
  }
}
