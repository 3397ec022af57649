import type { Storage } from '../../../src/index.ts'
import { createRows } from './rows.ts'

/**
 * A storage in memory: the reference of the port, for tests and for trying things out. It yields at every verb like a
 * real one, so that races are honest; nothing outlives the process.
 *
 * @example
 * const service = createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions })
 */
export function memoryStorage(): Storage {
  const rows = createRows()
  return {
    capabilities: { accountKeys: 'application', atomicCommit: true },

    async load(plan, inputs) {
      await turn()
      return inputs.map((input) => rows.load(plan, input))
    },

    async list(query) {
      await turn()
      return rows.list(query)
    },

    async commit(change) {
      await turn()
      const outcome = rows.commit(change)
      return outcome === 'committed' ? { outcome, keys: {} } : { outcome }
    },

    async committed(id) {
      await turn()
      return rows.committed(id)
    },

    async purge(before, limit) {
      await turn()
      return rows.purge(before, limit)
    },
  }
}

/** Lets the others go first, as a network would. */
const turn = (): Promise<void> => Promise.resolve()
