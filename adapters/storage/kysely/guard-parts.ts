import { type RawBuilder, sql } from 'kysely'
import type { RowChange, RowGuard } from './operations.ts'
import { joined, type Part, wherePart } from './parts.ts'
import { slot } from './statement.ts'

const MOST = 100 // in one statement: SQLite's expressions are at most 1,000 deep

/** A question about rows that must be as they were read, and how many of them it must find. */
export type GuardStep = readonly [rows: number, part: Part]

/** Locks the rows that are only read, table by table in the order of all commits; a row for each that is as it was. */
export function lockSteps(guards: readonly RowGuard[], shareLock: RawBuilder<unknown>): readonly GuardStep[] {
  const orders = [...new Set(guards.map(({ order }) => order))]
  const groups = orders.flatMap((order) => chunks(guards.filter((guard) => guard.order === order)))
  return groups.flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { table, keyColumn } = first
    const part = joined(group.map(wherePart), (pieces) => {
      const rows = sql.join(
        pieces.map((piece) => sql`(${piece})`),
        sql` or `,
      )
      const order = pieces.length > 1 ? sql` order by ${sql.ref(keyColumn)}` : sql``
      return sql`select 1 as n from ${sql.table(table)} where ${rows}${order}${shareLock}`
    })
    return [[group.length, { ...part, shape: `lock ${table} ${part.shape}` }] as const]
  })
}

/** Counts rows that are as they were read, whatever their tables, in one statement each hundred. */
export function countSteps(
  guards: readonly (RowGuard & Partial<RowChange>)[],
  most: number = MOST,
): readonly GuardStep[] {
  return chunks(guards, most).map((group) => {
    const part = joined(group.map(countPart), (pieces) => sql`select ${sql.join(pieces, sql` + `)} as n`)
    return [group.length, { ...part, shape: `count ${part.shape}` }] as const
  })
}

/** How many rows a guard finds, or a change would find: one or none. */
export function countPart(row: RowGuard & Partial<RowChange>): Part {
  const where = wherePart(row)
  const { add } = row
  const count = (of: RawBuilder<unknown>) => sql`(select count(*) from ${sql.table(row.table)} where ${of})`
  if (!add) return { ...where, shape: `${row.table} ${where.shape}`, sql: (first) => count(where.sql(first)) }
  return {
    shape: `${row.table} ${where.shape} add ${add.column} ${add.upTo}`,
    values: [...where.values, add.by],
    sql: (first) => {
      const sum = sql`${sql.ref(add.column)} + ${slot(first + where.values.length)}`
      return count(sql`${where.sql(first)} and ${sum} <= ${sql.ref(add.upTo)}`)
    },
  }
}

const chunks = <T>(all: readonly T[], most: number = MOST): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, n) => all.slice(n * most, (n + 1) * most))
