import type { Change, Keys, Outcome } from '../../../src/index.ts'
import { type CommitForm, conflict, isUndecided, type Perform } from './commit-form.ts'
import type { Engine } from './engine.ts'
import { FEW, operationsOf } from './operations-of.ts'
import { busy, createPatience } from './patience.ts'
import { readChange } from './read-change.ts'
import type { Shapes } from './shape.ts'

/** What a commit needs beside its form. */
interface Surroundings {
  readonly engine: Engine
  readonly shapes: Shapes
  readonly form: CommitForm
  /**
   * The form of a commit that the engine has asked for again: at a level stricter than read committed, a row that somebody
   * keeps touching would never let one statement through.
   */
  readonly again: CommitForm
  /** Whether the commit of this id has taken effect, and the keys that it made. */
  committed(id: string): Promise<{ readonly keys: Keys } | null>
  /** Makes the rows that are missing beside the host's; whether there were any. */
  adopt(change: Change): Promise<boolean>
}

type Attempt = Outcome | { readonly failed: unknown; readonly isLost: boolean }

const MOST = 500 // patterns: a service has some dozens

/** `commit`: the whole commit again where the engine asks for it; a lost answer is resolved by the commit's id. */
export function createCommit({ engine, shapes, form, again, committed, adopt }: Surroundings) {
  const known = new Map<string, Perform>()

  const anew = (change: Change, as: CommitForm): (() => Promise<Keys>) => {
    const operations = operationsOf(shapes, change)
    const perform = as(operations)
    return () => perform(operations.values)
  }

  const prepared = (change: Change): (() => Promise<Keys>) => {
    // What has many rows hardly ever comes again, and may hold lists of values.
    if (change.writes.length + change.guards.length > FEW) return anew(change, form)
    const { pattern, values } = readChange(shapes, change, false)
    const before = known.get(pattern)
    if (before !== undefined) return () => before(values)
    const perform = form(operationsOf(shapes, change))
    if (known.size >= MOST) known.clear()
    known.set(pattern, perform)
    return () => perform(values)
  }

  const attempt = async (commit: () => Promise<Keys>, id: string): Promise<Attempt> => {
    try {
      return { outcome: 'committed', keys: await commit() }
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
    let perform = prepared(change)
    let patience: ReturnType<typeof createPatience> | undefined
    let isLost = false
    let isAdopted = false
    for (;;) {
      const done = await attempt(perform, change.id).catch((error: unknown) => {
        // What was sent before may have happened: an error of asking again does not say that it did not.
        if (isLost) return { outcome: 'undecided' } as const
        throw error
      })
      if ('outcome' in done) {
        if (done.outcome !== 'conflict' || isAdopted || !(await adopt(change))) return done
        isAdopted = true
        continue
      }
      isLost ||= done.isLost
      patience ??= createPatience()
      if (await patience()) {
        perform = anew(change, again)
        continue
      }
      if (isLost) return { outcome: 'undecided' }
      throw busy()
    }
  }
}
