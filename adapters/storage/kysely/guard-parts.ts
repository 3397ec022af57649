import { type RawBuilder, sql } from 'kysely'
import { inOrder, namesKey, type Operations, type RowChange, type RowGuard } from './operations.ts'
import { changePart, joined, type KeyPart, type Part, wherePart } from './parts.ts'
import { slot } from './statement.ts'

const MOST = 100 // in one statement: SQLite's expressions are at most 1,000 deep

/** A statement on rows, how many of them it must find, and whether it changes them or only looks. */
export interface Step {
  readonly rows: number
  readonly part: Part
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
  key: KeyPart,
): readonly Step[] {
  const steps: Step[] = []
  let group: RowGuard[] = []
  const flush = () => {
    if (group.length > 0) steps.push({ rows: group.length, part: lockPart(group, shareLock), isChange: false })
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
export const changeStep = (change: RowChange, key: KeyPart): Step => ({
  rows: 1,
  part: changePart(change, key),
  isChange: true,
})

function lockPart(group: readonly RowGuard[], shareLock: RawBuilder<unknown>): Part {
  const { table, keyColumn } = group[0] as RowGuard
  const part = joined(group.map(wherePart), (pieces) => {
    const each = pieces.map((piece) => sql`(${piece})`)
    const order = pieces.length > 1 ? sql` order by ${sql.ref(keyColumn)}` : sql``
    return sql`select 1 as n from ${sql.table(table)} where ${sql.join(each, sql` or `)}${order}${shareLock}`
  })
  return { ...part, shape: `lock ${table} ${part.shape}` }
}

/** Counts rows that are as they were read, whatever their tables, in one statement each hundred. */
export function countSteps({ guards }: Operations): readonly Step[] {
  return chunks(guards).map((group) => {
    const part = joined(group.map(countPart), (pieces) => sql`select ${sql.join(pieces, sql` + `)} as n`)
    return { rows: group.length, part: { ...part, shape: `count ${part.shape}` }, isChange: false }
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

const chunks = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / MOST) }, (_, n) => all.slice(n * MOST, (n + 1) * MOST))
