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
      if (shape.onRole && rows.some(({ table }) => table === shape.companion)) {
        const left = await run(statements(leftPart(shape)))
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

/** Deletes what is beside rows that have no role any more. */
function leftPart(shape: Shape): Part {
  const { column, type } = shape.places['id'] as ColumnPlace
  const roles = sql`select ${type.read(sql.ref(column))} from ${sql.table(shape.main)} where ${sql.ref(shape.onRole?.column ?? '')} is not null`
  return {
    shape: `left ${shape.kind}`,
    values: [],
    sql: () => sql`delete from ${sql.table(String(shape.companion))} where id not in (${roles})`,
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
