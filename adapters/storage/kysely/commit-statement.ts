import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type CommitForm, conflict } from './commit-form.ts'
import type { Database, Engine } from './engine.ts'
import { keysOf, madeRow, makesKeys } from './made-keys.ts'
import { type NewRow, namesKey, type Operations } from './operations.ts'
import { bind, compile } from './statement.ts'
import { changeStep, lockSteps, type Step } from './steps.ts'
import { bare } from './terms.ts'
import { type Insert, insertsOf, type KeySql } from './write-sql.ts'

const MOST = 60 // guards and changes: planning a longer statement takes longer than the round trips that it saves

/**
 * The whole commit as one statement of PostgreSQL, one round trip: a common table expression for each guard and write.
 * `held` reads every guard and change, and fails unless each found its row: what nobody reads takes no lock. The inserts
 * read `held`, so that they come after it. Longer commits take the other form, where there is one.
 */
export function createOneStatement(db: Kysely<Database>, engine: Engine, otherwise: CommitForm | null): CommitForm {
  return (operations) => {
    const isLong = operations.changes.length + operations.guards.length > MOST
    if (otherwise && isLong) return otherwise(operations)
    const statement = compile(db, wholeSql(engine, operations))
    const isMaking = makesKeys(operations)
    return async (values) => {
      const query = bind(statement, values)
      const { rows } = await db.executeQuery<Record<string, unknown>>(query).catch((error: unknown) => {
        const { code, message } = error as { code?: unknown; message?: unknown }
        if (code === '22P02' && String(message).includes('invitekit:conflict:')) throw conflict
        // Only what bears a code of PostgreSQL's is an answer; a driver's own error says nothing of what was done.
        const isAnswer = /^(?!E)[0-9A-Z]{5}$/.test(String(code)) && engine.failureOf(error as object) !== 'lost'
        throw isAnswer ? error : { undecided: error }
      })
      return isMaking ? keysOf(rows) : {}
    }
  }
}

function wholeSql(engine: Engine, operations: Operations): RawBuilder<unknown> {
  const groups = insertsOf(engine, operations)
  const key = keyByReturning(operations, groups)
  const steps = lockSteps(operations, engine.shareLock ?? sql``, key)
  const late = operations.changes.filter(namesKey).map((change) => changeStep(change, key))
  const made = groups.findIndex(({ rows: [row] }) => row?.cells.has('commit_id') && row.cells.has('ref'))
  const inserts = groups.map(({ rows: [row], sql: insert }, n) => {
    const returning = n === made ? sql` returning ref, id` : returningOf(row)
    return named(`i${n}`, sql`${insert(key, steps.length > 0 ? 'held' : undefined)}${returning}`)
  })
  const all = [...checked('held', 'g', steps), ...inserts, ...checked('done', 'l', late)]
  const read = [
    ...(made < 0 ? [] : [`i${made}`]),
    ...(steps.length > 0 ? ['held'] : []),
    ...(late.length > 0 ? ['done'] : []),
  ]
  const from = read.length > 0 ? sql` from ${sql.join(read.map((name) => sql.id(name)))}` : sql``
  return sql`with ${sql.join(all)} select ${made < 0 ? sql`1 as n` : sql`ref, id`}${from}`
}

const named = (name: string, of: RawBuilder<unknown>): RawBuilder<unknown> => sql`${sql.id(name)} as (${of})`

/**
 * The steps, and what reads, in their order, how many rows each found, and fails unless it found its own. Of the text
 * that is no number a part is told only then, lest the planner tries it beforehand.
 */
function checked(name: string, of: string, steps: readonly Step[]): readonly RawBuilder<unknown>[] {
  if (steps.length === 0) return []
  const taken = steps.map((step, n) => named(of + n, step.isChange ? sql`${step.sql} returning 1 as n` : step.sql))
  const isWhole = sql.join(
    steps.map(({ rows }, n) => sql`(select count(*) from ${sql.id(of + n)}) = ${sql.lit(rows)}`),
    sql` and `,
  )
  const check = sql`select case when ${isWhole} then 1 else ('invitekit:conflict:' || random())::int end as n`
  return [...taken, sql`${sql.id(name)} as materialized (${check})`]
}

/** The rows of an insert are seen by the rest of the statement only through what it returns. */
function returningOf(row: NewRow | undefined): RawBuilder<unknown> {
  if (!row?.made) return sql``
  const { keyColumn, email } = row.made
  return sql` returning ${keyColumn.type.read(sql.ref(keyColumn.column))} as id, ${bare('main', email.column)} as email`
}

const keyByReturning =
  (operations: Operations, groups: readonly Insert[]): KeySql =>
  (name) => {
    const { row, email, address } = madeRow(operations, name)
    const group = groups.findIndex(({ rows }) => rows.includes(row))
    return sql`(select id from ${sql.id(`i${group}`)} where ${email.type.equals(sql.ref('email'), address)})`
  }
