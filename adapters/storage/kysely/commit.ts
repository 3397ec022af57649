import type { Change, Keys, Outcome } from '../../../src/index.ts'
import { type CommitForm, conflict, isUndecided } from './commit-form.ts'
import type { Engine } from './engine.ts'
import type { Operations } from './operations.ts'
import { operationsOf } from './operations-of.ts'
import { busy, createPatience } from './patience.ts'
import type { Shapes } from './shape.ts'

/** What a commit needs beside its form. */
interface Surroundings {
  readonly engine: Engine
  readonly shapes: Shapes
  readonly form: CommitForm
  /** Whether the commit of this id has taken effect, and the keys that it made. */
  committed(id: string): Promise<{ readonly keys: Keys } | null>
  /** Makes the rows that are missing beside the host's; whether there were any. */
  adopt(operations: Operations): Promise<boolean>
}

type Attempt = Outcome | { readonly failed: unknown; readonly isLost: boolean }

/** `commit`: the whole commit again where the engine asks for it; a lost answer is resolved by the commit's id. */
export function createCommit({ engine, shapes, form, committed, adopt }: Surroundings) {
  const attempt = async (operations: Operations, id: string): Promise<Attempt> => {
    try {
      return { outcome: 'committed', keys: await form(operations, id) }
    } catch (error) {
      if (isUndecided(error)) return undecided(error.undecided, id)
      const failure = error === conflict ? 'conflict' : engine.failureOf(error as object)
      if (failure === null) throw error
      if (failure !== 'conflict') return { failed: error, isLost: false }
      // Sent again after a lost answer, a change fails its own conditions: then it has taken effect already.
      const done = await committed(id)
      return done ? { outcome: 'committed', ...done } : { outcome: 'conflict' }
    }
  }

  const undecided = async (error: unknown, id: string): Promise<Attempt> => {
    const done = await committed(id).catch(() => null)
    if (done) return { outcome: 'committed', ...done }
    return engine.failureOf(error as object) === 'lost' ? { failed: error, isLost: true } : { outcome: 'undecided' }
  }

  return async (change: Change): Promise<Outcome> => {
    const operations = operationsOf(shapes, change)
    const patience = createPatience()
    let isLost = false
    let isAdopted = false
    for (;;) {
      const done = await attempt(operations, change.id).catch((error: unknown) => {
        // What was sent before may have happened: an error of asking again does not say that it did not.
        if (isLost) return { outcome: 'undecided' } as const
        throw error
      })
      if ('outcome' in done) {
        if (done.outcome !== 'conflict' || isAdopted || !(await adopt(operations))) return done
        isAdopted = true
        continue
      }
      isLost ||= done.isLost
      if (await patience()) continue
      if (isLost) return { outcome: 'undecided' }
      throw busy()
    }
  }
}
