import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type CommitForm, conflict } from './commit-form.ts'
import type { Database, Engine } from './engine.ts'
import { changeStep, lockSteps, type Step } from './guard-parts.ts'
import { keysOf, makesKeys } from './made-keys.ts'
import { type NewRow, namesKey, type Operations } from './operations.ts'
import { insertPart, joined, type KeyPart, type Part, type Rows, rowsByInsert } from './parts.ts'
import { slot } from './statement.ts'
import type { Statements } from './statements.ts'
import { bare } from './terms.ts'

const MOST = 60 // parts: planning a longer statement takes longer than the round trips that it saves

/**
 * The whole commit as one statement of PostgreSQL, one round trip: a common table expression for each guard and write.
 * `held` reads every guard and change, and fails unless each found its row: what nobody reads takes no lock. The inserts
 * read `held`, so that they come after it. Longer commits take the other form; so does one that has collided with
 * another at a stricter level than read committed, where a row that somebody keeps touching would never let it through.
 */
export function createOneStatement(
  db: Kysely<Database>,
  engine: Engine,
  statements: Statements,
  otherwise: CommitForm,
): CommitForm {
  const collided = new WeakSet<Operations>()
  return async (operations, id) => {
    const isLong = operations.changes.length + operations.guards.length > MOST
    if (engine.shareLock === null || isLong || collided.has(operations)) return otherwise(operations, id)
    const query = statements(wholePart(engine, engine.shareLock, operations))
    const { rows } = await db.executeQuery<Record<string, unknown>>(query).catch((error: unknown) => {
      const { code, message } = error as { code?: unknown; message?: unknown }
      if (code === '22P02' && String(message).includes('invitekit:conflict:')) throw conflict
      if (code === '40001') collided.add(operations)
      // Only what bears a code of PostgreSQL's is an answer; a driver's own error says nothing of what was done.
      const isAnswer = /^(?!E)[0-9A-Z]{5}$/.test(String(code)) && engine.failureOf(error as object) !== 'lost'
      throw isAnswer ? error : { undecided: error }
    })
    return keysOf(makesKeys(operations) ? rows : [])
  }
}

function wholePart(engine: Engine, shareLock: RawBuilder<unknown>, operations: Operations): Part {
  const groups = rowsByInsert(operations.rows)
  const key = keyByReturning(groups)
  const steps = lockSteps(operations, shareLock, key)
  const made = groups.findIndex(({ columns }) => columns.includes('commit_id') && columns.includes('ref'))
  const late = operations.changes.filter(namesKey).map((change) => changeStep(change, key))
  const taken = (name: string, all: readonly Step[]) =>
    all.map(({ part, isChange }, n) => within(part, name + n, () => (isChange ? sql` returning 1 as n` : sql``)))
  const checked = (name: string, of: string, all: readonly Step[]) =>
    all.length > 0 ? [...taken(of, all), checkPart(name, of, all)] : []
  const [held, done] = [checked('held', 'g', steps), checked('done', 'l', late)]
  const inserts = groups.map((group, n) => {
    const returning = () => (n === made ? sql` returning ref, id` : returningOf(group.rows[0]))
    return within(insertPart(engine, group, key, held.length > 0 ? 'held' : undefined), `i${n}`, returning)
  })
  const answer = () => {
    const read = [
      ...(made < 0 ? [] : [`i${made}`]),
      ...(held.length > 0 ? ['held'] : []),
      ...(done.length > 0 ? ['done'] : []),
    ]
    const from = read.length > 0 ? sql` from ${sql.join(read.map((name) => sql.id(name)))}` : sql``
    return sql`select ${made < 0 ? sql`1 as n` : sql`ref, id`}${from}`
  }
  const whole = joined([...held, ...inserts, ...done], (pieces) => sql`with ${sql.join(pieces)} ${answer()}`)
  return { ...whole, shape: `whole ${whole.shape}` }
}

// SQL is put together when a shape is new; a statement that is known needs its values only.
const within = (part: Part, name: string, after: () => RawBuilder<unknown>): Part => ({
  ...part,
  sql: (first) => sql`${sql.id(name)} as (${part.sql(first)}${after()})`,
})

/**
 * Reads, in their order, how many rows the steps found, and fails unless each found its own. The text that is no number
 * holds a count, lest the planner tries it beforehand.
 */
function checkPart(name: string, of: string, steps: readonly Step[]): Part {
  const wanted = steps.map(({ rows }, n) => [of + n, rows] as const)
  const body = () => {
    const counts = wanted.map(([step, rows]) => sql`(select count(*) from ${sql.id(step)}) = ${sql.lit(rows)}`)
    const failed = wanted.map(([step]) => sql`(select count(*) from ${sql.id(step)})`)
    return sql`select case when ${sql.join(counts, sql` and `)} then 1 else ('invitekit:conflict:' || ${sql.join(failed, sql` || `)})::int end as n`
  }
  const shape = `${name} ${wanted.map((one) => one.join()).join()}`
  return { shape, values: [], sql: () => sql`${sql.id(name)} as materialized (${body()})` }
}

/** The rows of an insert are seen by the rest of the statement only through what it returns. */
function returningOf(row: NewRow | undefined): RawBuilder<unknown> {
  if (!row?.made) return sql``
  const { keyColumn, email } = row.made
  return sql` returning ${keyColumn.type.read(sql.ref(keyColumn.column))} as id, ${bare('main', email.column)} as email`
}

function keyByReturning(groups: readonly Rows[]): KeyPart {
  return (name) => {
    const group = groups.findIndex(({ rows }) => rows.some(({ made }) => made?.name === name))
    const row = groups[group]?.rows.find(({ made }) => made?.name === name)
    const cell = row?.made && row.cells.get(row.made.email.column)
    if (!row?.made || !cell || !('value' in cell)) throw new TypeError('A change names a key that it does not make')
    const { type } = row.made.email
    const found = (first: number) => type.equals(sql.ref('email'), slot(first))
    return {
      shape: `made ${group}`,
      values: [cell.value],
      sql: (first) => sql`(select id from ${sql.id(`i${group}`)} where ${found(first)})`,
    }
  }
}
