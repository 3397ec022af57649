import type { Kysely } from 'kysely'
import { type Change, InviteError, type Outcome } from '../../../src/index.ts'
import { createChangeStatements } from './change-statements.ts'
import type { Scalar } from './codec.ts'
import type { Database, DriverError, Engine } from './engine.ts'
import { bind, type Statement } from './statement.ts'

/** Thrown inside a transaction to leave it: nothing of it stays. */
const conflict = Symbol('conflict')

/** Thrown where COMMIT itself failed: nobody knows yet whether it happened. */
const undecided = Symbol('undecided')

const PATIENCE = 2000 // milliseconds in which a busy engine is asked again

/** `commit`: a short transaction, right on every engine. Guards first, in one order; then the writes, each guarded in its own `where`. */
export function createCommit(db: Kysely<Database>, engine: Engine, committed: (id: string) => Promise<boolean>) {
  const statements = createChangeStatements(db, engine)
  const attempt = (change: Change): Promise<void> =>
    db.connection().execute(async (connection) => {
      const run = async (statement: Statement, values: readonly Scalar[]) =>
        connection.executeQuery<{ n: unknown }>(bind(statement, values))
      await run({ sql: engine.begin, order: [] }, [])
      try {
        for (const [guards, statement, values] of statements.guards(change.guards)) {
          const { rows } = await run(statement, values)
          const held = engine.shareLock === null ? Number(rows[0]?.n) : rows.length
          if (held !== guards) throw conflict
        }
        for (const [rows, statement, values] of statements.writes(change.writes)) {
          const { numAffectedRows } = await run(statement, values)
          if (Number(numAffectedRows) !== rows) throw conflict
        }
        await run({ sql: 'commit', order: [] }, []).catch((error: unknown) => {
          throw engine.isRetryable(error as DriverError) ? error : undecided
        })
      } catch (error) {
        // The first error counts: a rollback that fails as well must not hide it.
        await run({ sql: 'rollback', order: [] }, []).catch(() => undefined)
        throw error
      }
    })
  return async (change: Change): Promise<Outcome> => {
    const until = Date.now() + PATIENCE
    for (let tries = 0; ; tries++) {
      try {
        await attempt(change)
        return { outcome: 'committed', keys: {} }
      } catch (error) {
        if (error === undecided) return { outcome: 'undecided' }
        // Sent again after a lost answer, a change fails its own conditions: then it has taken effect already.
        if (error === conflict || engine.isUniqueViolation(error as DriverError))
          return (await committed(change.id)) ? { outcome: 'committed', keys: {} } : { outcome: 'conflict' }
        if (!engine.isRetryable(error as DriverError)) throw error
        if (Date.now() >= until) throw new InviteError('busy', { retryAfterSeconds: 1 })
        await pause(Math.random() * 10 * 2 ** Math.min(tries, 6))
      }
    }
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))
