import { type RawBuilder, sql } from 'kysely'
import { inOrder, namesKey, type Operations, type RowChange, type RowGuard } from './operations.ts'
import { sqlOf } from './slots.ts'
import { changeSql, type KeySql, whereSql } from './write-sql.ts'

const MOST = 100 // in one statement: SQLite's expressions are at most 1,000 deep

/** A statement on rows, how many of them it must find, and whether it changes them or only looks. */
export interface Step {
  readonly rows: number
  readonly sql: RawBuilder<unknown>
  readonly isChange: boolean
}

/**
 * Locks the rows that are only read and changes those that are written, all in one order, that of the tables and then of
 * the keys: two commits that guard what the other changes wait for each other instead of locking each other out. What
 * names a key that the commit makes is not among them.
 */
export function lockSteps(
  { guards, changes }: Operations,
  shareLock: RawBuilder<unknown>,
  key: KeySql,
): readonly Step[] {
  const steps: Step[] = []
  let group: RowGuard[] = []
  const flush = () => {
    if (group.length > 0) steps.push({ rows: group.length, sql: lockSql(group, shareLock), isChange: false })
    group = []
  }
  for (const row of [...guards, ...changes.filter((change) => !namesKey(change))].sort(inOrder)) {
    const isNext = group[0] === undefined || (group[0].order === row.order && group.length < MOST)
    if ('set' in row || !isNext) flush()
    if ('set' in row) steps.push(changeStep(row as RowChange, key))
    else group.push(row)
  }
  flush()
  return steps
}

/** Changes one row. */
export const changeStep = (change: RowChange, key: KeySql): Step => ({
  rows: 1,
  sql: changeSql(change, key),
  isChange: true,
})

function lockSql(group: readonly RowGuard[], shareLock: RawBuilder<unknown>): RawBuilder<unknown> {
  const { table, key } = group[0] as RowGuard
  const each = group.map((guard) => sql`(${whereSql(guard)})`)
  const order = each.length > 1 ? sql` order by ${key}` : sql``
  return sql`select 1 as n from ${sql.table(table)} where ${sql.join(each, sql` or `)}${order}${shareLock}`
}

/** Counts rows that are as they were read, whatever their tables, in one statement each hundred. */
export function countSteps({ guards }: Operations): readonly Step[] {
  return Array.from({ length: Math.ceil(guards.length / MOST) }, (_, n) => {
    const group = guards.slice(n * MOST, (n + 1) * MOST)
    return { rows: group.length, sql: sql`select ${sql.join(group.map(countSql), sql` + `)} as n`, isChange: false }
  })
}

/** How many rows a guard finds, or a change would find: one or none. */
export function countSql(row: RowGuard & Partial<RowChange>): RawBuilder<unknown> {
  const { add } = row
  const room = add ? sql` and ${sql.ref(add.column)} + ${sqlOf(add.by)} <= ${sql.ref(add.upTo)}` : sql``
  return sql`(select count(*) from ${sql.table(row.table)} where ${whereSql(row)}${room})`
}
