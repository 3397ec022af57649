import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type CommitForm, conflict } from './commit-form.ts'
import type { Database, Engine } from './engine.ts'
import { keyByEmail, keysOf, madeKeys, makesKeys } from './made-keys.ts'
import { namesKey, type Operations } from './operations.ts'
import type { Shapes } from './shape.ts'
import { bind, compile } from './statement.ts'
import { countSql } from './steps.ts'
import { changeSql, insertsOf } from './write-sql.ts'

/** A statement for a driver: its text and its parameters in order. */
export interface BatchStatement {
  /** The text, with the engine's own placeholders. */
  readonly sql: string
  /** Texts, numbers and nulls. */
  readonly parameters: readonly unknown[]
}

/**
 * Runs statements in one transaction, in order, all or nothing, and gives the rows of each. For drivers that refuse
 * `BEGIN`: `db.batch` of D1, `client.batch` of libSQL.
 */
export type Batch = (
  statements: readonly BatchStatement[],
) => Promise<readonly { readonly rows: readonly Readonly<Record<string, unknown>>[] }[]>

const MAX_PARAMETERS = 100 // what D1 takes in one statement
const MAX_CHECKED = 25 // rows in one check

/** What SQLite says of a statement that it does not run. */
const refusal = /SQLITE_|constraint failed|no such|has no column|syntax error|too many/i

/**
 * A commit for drivers that let nobody look at a result in between: the first statements fail unless every guard holds,
 * those of the rows to be written included; then come the writes. Right where writers are serial, as in SQLite's kin.
 */
export function createBatch(db: Kysely<Database>, engine: Engine, shapes: Shapes, batch: Batch): CommitForm {
  return (operations) => {
    // What is kept for the next commit of this pattern holds none of this one's values.
    const statements = sqlOfBatch(engine, shapes, operations).map((one) => compile(db, one))
    const isMaking = makesKeys(operations)
    return async (values) => {
      const queries = statements.map((statement) => bind(statement, values))
      const results = await batch(queries.map(({ sql: text, parameters }) => ({ sql: text, parameters }))).catch(
        (error: unknown) => {
          if (/malformed JSON/i.test(String((error as { message?: unknown }).message))) throw conflict
          const isAnswer = engine.failureOf(error as object) !== null || refusal.test(String((error as Error).message))
          throw isAnswer ? error : { undecided: error }
        },
      )
      return keysOf(isMaking ? (results.at(-1)?.rows ?? []) : [])
    }
  }
}

function sqlOfBatch(engine: Engine, shapes: Shapes, operations: Operations): readonly RawBuilder<unknown>[] {
  const key = keyByEmail(operations)
  const { guards, changes } = operations
  return [
    ...checks([...guards, ...changes]),
    ...changes.filter((change) => !namesKey(change)).map((change) => changeSql(change, key)),
    ...insertsOf(engine, operations, MAX_PARAMETERS).map((insert) => insert.sql(key)),
    ...changes.filter(namesKey).map((change) => changeSql(change, key)),
    ...(makesKeys(operations) ? [madeKeys(shapes.account, operations.id)] : []),
  ]
}

/** SQLite has no other way to fail in a query than a function that is given what it cannot read. */
function checks(rows: readonly Parameters<typeof countSql>[0][]): readonly RawBuilder<unknown>[] {
  return Array.from({ length: Math.ceil(rows.length / MAX_CHECKED) }, (_, n) => {
    const group = rows.slice(n * MAX_CHECKED, (n + 1) * MAX_CHECKED)
    const sum = sql.join(group.map(countSql), sql` + `)
    return sql`select case n when ${sql.lit(group.length)} then 1 else json('invitekit:conflict:' || n) end as n from (select ${sum} as n)`
  })
}
