import { CompiledQuery, type Kysely } from 'kysely'
import { type CommitForm, conflict } from './commit-form.ts'
import type { Database, Engine } from './engine.ts'
import { countSteps, lockSteps } from './guard-parts.ts'
import { keyByEmail, keysOf, madeKeys, makesKeys } from './made-keys.ts'
import { namesKey, type RowChange } from './operations.ts'
import { changePart, insertPart, rowsByInsert } from './parts.ts'
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
      const { guards, changes, rows } = operations
      await run(CompiledQuery.raw(engine.begin))
      try {
        for (const [wanted, part] of engine.shareLock ? lockSteps(guards, engine.shareLock) : countSteps(guards)) {
          const { rows: found } = await run(statements(part))
          if ((engine.shareLock ? found.length : Number(found[0]?.['n'])) !== wanted) throw conflict
        }
        const makeChange = async (change: RowChange) => {
          const { numAffectedRows } = await run(statements(changePart(change, key)))
          if (Number(numAffectedRows) !== 1) throw conflict
        }
        for (const change of changes) if (!namesKey(change)) await makeChange(change)
        for (const group of rowsByInsert(rows)) await run(statements(insertPart(engine, group, key)))
        for (const change of changes) if (namesKey(change)) await makeChange(change)
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

/** Ends the connection, and waits until it is seen to have ended: a pool drops what has. */
async function discard(run: (query: CompiledQuery) => Promise<unknown>, { discard: end }: Engine): Promise<void> {
  if (end === null) return
  for (const text of [end, 'select 1']) await run(CompiledQuery.raw(text)).catch(() => undefined)
}
