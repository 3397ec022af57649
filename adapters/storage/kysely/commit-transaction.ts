import { CompiledQuery, type Kysely } from 'kysely'
import { type CommitForm, conflict } from './commit-form.ts'
import type { Database, Engine } from './engine.ts'
import { changeStep, countSteps, lockSteps, type Step } from './guard-parts.ts'
import { keyByEmail, keysOf, madeKeys, makesKeys } from './made-keys.ts'
import { namesKey } from './operations.ts'
import { insertPart, rowsByInsert } from './parts.ts'
import type { Shapes } from './shape.ts'
import type { Statements } from './statements.ts'

/** A short transaction, right on every engine: guards first, in one order; then the writes, each guarded in its own `where`. */
export function createTransaction(
  db: Kysely<Database>,
  engine: Engine,
  shapes: Shapes,
  statements: Statements,
): CommitForm {
  return (operations, id) =>
    db.connection().execute(async (connection) => {
      const run = (query: CompiledQuery) => connection.executeQuery<Record<string, unknown>>(query)
      const key = keyByEmail(operations)
      const { changes, rows } = operations
      const take = async ({ rows: wanted, part, isChange }: Step) => {
        const { rows: found, numAffectedRows } = await run(statements(part))
        const looked = engine.shareLock ? found.length : Number(found[0]?.['n'])
        if ((isChange ? Number(numAffectedRows) : looked) !== wanted) throw conflict
      }
      try {
        await run(CompiledQuery.raw(engine.begin))
        const steps = engine.shareLock ? lockSteps(operations, engine.shareLock, key) : countSteps(operations)
        for (const step of steps) await take(step)
        if (!engine.shareLock) for (const change of changes) if (!namesKey(change)) await take(changeStep(change, key))
        for (const group of rowsByInsert(rows)) await run(statements(insertPart(engine, group, key)))
        for (const change of changes) if (namesKey(change)) await take(changeStep(change, key))
        const made = makesKeys(operations) ? await run(statements(madeKeys(shapes.account, id))) : null
        await run(CompiledQuery.raw('commit')).catch((undecided: unknown) => {
          const failure = engine.failureOf(undecided as object)
          throw failure === 'again' || failure === 'conflict' ? undecided : { undecided }
        })
        return keysOf(made?.rows ?? [])
      } catch (error) {
        // The first error counts: a rollback that fails as well must not hide it, and nobody may use its connection again.
        await run(CompiledQuery.raw('rollback')).catch(() => discard(run, engine))
        throw error
      }
    })
}

/** Ends the connection: a pool drops what has ended. */
async function discard(run: (query: CompiledQuery) => Promise<unknown>, { discard: end }: Engine): Promise<void> {
  for (const text of end) await run(CompiledQuery.raw(text)).catch(() => undefined)
}
