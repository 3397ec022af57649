import { CompiledQuery, type Kysely } from 'kysely'
import { type CommitForm, conflict } from './commit-form.ts'
import type { Database, Engine } from './engine.ts'
import { keyByEmail, keysOf, madeKeys, makesKeys } from './made-keys.ts'
import { namesKey, type Operations, type RowChange } from './operations.ts'
import type { Shapes } from './shape.ts'
import { bind, compile } from './statement.ts'
import { changeStep, countSteps, lockSteps, type Step } from './steps.ts'
import { insertsOf } from './write-sql.ts'

/** SQLite's words where the host has begun a transaction on the only connection: it is not ours to end. */
const theirs = /within a transaction/

/** A short transaction, right on every engine: guards first, in one order; then the writes, each guarded in its own `where`. */
export function createTransaction(db: Kysely<Database>, engine: Engine, shapes: Shapes): CommitForm {
  return (operations) => {
    // What is kept for the next commit of this pattern holds none of this one's values.
    const steps = stepsOf(engine, operations).map(({ rows, isChange, sql }) => ({
      rows,
      isChange,
      statement: compile(db, sql),
    }))
    const made = makesKeys(operations) ? compile(db, madeKeys(shapes.account, operations.id)) : null
    return (values) =>
      db.connection().execute(async (connection) => {
        const run = (query: CompiledQuery) => connection.executeQuery<Record<string, unknown>>(query)
        let isBegun = false
        try {
          await run(CompiledQuery.raw(engine.begin))
          isBegun = true
          for (const { rows: wanted, statement, isChange } of steps) {
            const { rows, numAffectedRows } = await run(bind(statement, values))
            const looked = engine.shareLock ? rows.length : Number(rows[0]?.['n'])
            const found = isChange ? Number(numAffectedRows) : looked
            if (wanted !== null && found !== wanted) throw conflict
          }
          const keys = made ? keysOf((await run(bind(made, values))).rows) : {}
          await run(CompiledQuery.raw('commit')).catch((undecided: unknown) => {
            const failure = engine.failureOf(undecided as object)
            throw failure === 'again' || failure === 'conflict' ? undecided : { undecided }
          })
          return keys
        } catch (error) {
          if (!isBegun && theirs.test(String((error as Error).message))) throw error
          // The first error counts: a rollback that fails as well must not hide it, and nobody may use its connection again.
          await run(CompiledQuery.raw('rollback')).catch(() => discard(run, engine))
          throw error
        }
      })
  }
}

/** Inserts find nothing: what they may not write fails by itself. */
type AnyStep = Omit<Step, 'rows'> & { readonly rows: number | null }

function stepsOf(engine: Engine, operations: Operations): readonly AnyStep[] {
  const key = keyByEmail(operations)
  const { changes } = operations
  const change = (one: RowChange) => changeStep(one, key)
  const checks = engine.shareLock
    ? lockSteps(operations, engine.shareLock, key)
    : [...countSteps(operations), ...changes.filter((one) => !namesKey(one)).map(change)]
  const inserts = insertsOf(engine, operations).map((insert) => ({ rows: null, sql: insert.sql(key), isChange: true }))
  return [...checks, ...inserts, ...changes.filter(namesKey).map(change)]
}

/** Ends the connection: a pool drops what has ended. */
async function discard(run: (query: CompiledQuery) => Promise<unknown>, { discard: end }: Engine): Promise<void> {
  for (const text of end) await run(CompiledQuery.raw(text)).catch(() => undefined)
}
