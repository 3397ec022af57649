import type { Change, Storage, Write } from '../../../src/index.ts'
import { type BrokenStorage, inMemory, turns } from './broken-storage.ts'

const isEvent = ({ record }: Write): boolean => record === 'event'

let made = 0
/** A name that nobody knows again. */
const anew = (id: string): string => `${id} ${made++}`

/** Writes one after the other, each in a commit of its own, the event last. */
async function stepByStep(whole: Storage, change: Change): ReturnType<Storage['commit']> {
  if (await whole.committed(change.id)) return { outcome: 'committed', keys: {} }
  const steps = change.writes.map(
    (write): Change => ({ id: isEvent(write) ? change.id : anew(change.id), writes: [write], guards: [] }),
  )
  for (const step of [{ id: anew(change.id), writes: [], guards: change.guards }, ...steps]) {
    if ((await whole.commit(step)).outcome === 'conflict') return { outcome: 'conflict' }
    await turns()
  }
  return { outcome: 'committed', keys: {} }
}

/** Whether a change would write what is there already. */
const isIdle = async (whole: Storage, write: Write): Promise<boolean> => {
  if (write.write !== 'update') return false
  const plan = { row: { record: write.record, by: { id: { input: 'id' } } } } as const
  const [found] = await whole.load(plan, [{ id: write.id }])
  return Object.entries(write.set).every(([field, value]) => Reflect.get(found?.row ?? {}, field) === value)
}

/** Commits that are not one thing, or not known again. */
export const commits: readonly BrokenStorage[] = [
  inMemory(
    'a commit is made in steps, and what was written stays',
    ['contract: a conflict writes nothing: an insert whose hash is taken', 'contract: a change of a thousand rows'],
    (whole) => ({ commit: (change) => stepByStep(whole, change) }),
  ),
  inMemory('the same change takes effect again', ['contract: the same change twice', 'model:'], (whole) => ({
    commit: async (change) => {
      if ((await whole.committed(change.id)) === null) return whole.commit(change)
      const writes = change.writes.filter((write) => !isEvent(write))
      return whole.commit({ ...change, id: anew(change.id), writes })
    },
  })),
  inMemory('the same change again is a conflict', ['contract: the same change twice', 'model:'], (whole) => ({
    commit: async (change) => ((await whole.committed(change.id)) ? { outcome: 'conflict' } : whole.commit(change)),
  })),
  inMemory('nobody knows what was committed', ['contract: a change that was committed is known', 'model:'], () => ({
    committed: async () => null,
  })),
  inMemory('everything was committed', ['contract: a change that was committed is known'], () => ({
    committed: async () => ({ keys: {} }),
  })),
  inMemory(
    'an update that changes nothing counts as none',
    ['contract: an update to the values that are there already'],
    (whole) => ({
      commit: async (change) => {
        const idle = await Promise.all(change.writes.map((write) => isIdle(whole, write)))
        return idle.includes(true) && (await whole.committed(change.id)) === null
          ? { outcome: 'conflict' }
          : whole.commit(change)
      },
    }),
  ),
  inMemory(
    'a conflict is thrown',
    ['contract: a guard that fails is a conflict: another value', 'races: accept one link'],
    (whole) => ({
      commit: async (change) => {
        const outcome = await whole.commit(change)
        if (outcome.outcome === 'conflict') throw new Error('Conflict')
        return outcome
      },
    }),
  ),
]
