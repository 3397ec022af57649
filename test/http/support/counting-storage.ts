import type { Storage } from '../../../src/index.ts'

export interface CountingStorage {
  readonly wrap: (inner: Storage) => Storage
  /** The verbs that were called since the last look, in their order; a commit that took effect says so. */
  taken(): readonly string[]
}

/** Counts what is asked of a storage: to it, every verb is one round trip. */
export function countingStorage(): CountingStorage {
  let calls: string[] = []
  const wrap = (inner: Storage): Storage => ({
    capabilities: inner.capabilities,
    load: (plan, inputs) => {
      calls.push('load')
      return inner.load(plan, inputs)
    },
    list: (query) => {
      calls.push('list')
      return inner.list(query)
    },
    commit: async (change) => {
      const outcome = await inner.commit(change)
      calls.push(outcome.outcome)
      return outcome
    },
    committed: (id) => {
      calls.push('committed?')
      return inner.committed(id)
    },
    purge: (before, limit) => {
      calls.push('purge')
      return inner.purge(before, limit)
    },
  })
  const taken = () => {
    const all = calls
    calls = []
    return all
  }
  return { wrap, taken }
}
