import type fc from 'fast-check'
import type { Storage } from '../../src/index.ts'

/** A storage whose every verb waits for its turn: the scheduler says whose it is. */
export const scheduled = (storage: Storage, scheduler: fc.Scheduler): Storage => {
  const turn = (label: string) => scheduler.schedule(Promise.resolve(), label)
  return {
    capabilities: storage.capabilities,
    load: async (plan, inputs) => {
      await turn('load')
      return storage.load(plan, inputs)
    },
    list: async (query) => {
      await turn(`list ${query.record}`)
      return storage.list(query)
    },
    commit: async (change) => {
      await turn('commit')
      return storage.commit(change)
    },
    committed: async (id) => {
      await turn('committed')
      return storage.committed(id)
    },
    purge: async (before, limit) => {
      await turn('purge')
      return storage.purge(before, limit)
    },
  }
}

/** A storage that notes what was committed, in the order in which it became true. */
export const noting = (storage: Storage, committed: string[]): Storage => ({
  ...storage,
  commit: async (change) => {
    const outcome = await storage.commit(change)
    for (const write of outcome.outcome === 'committed' ? change.writes : [])
      if (write.write === 'insert' && write.record === 'event') committed.push(write.values.type)
    return outcome
  },
})

/** A storage that lets something else happen, whole, between the reads of a decision and its first commit. */
export function interrupted(storage: Storage, meanwhile: () => Promise<unknown>): Storage {
  let isFirst = true
  const commit: Storage['commit'] = async (change) => {
    if (isFirst) {
      isFirst = false
      await meanwhile()
    }
    return storage.commit(change)
  }
  return { ...storage, commit }
}
