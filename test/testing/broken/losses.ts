import type { Change, Outcome, Storage } from '../../../src/index.ts'
import type { ProofStore } from '../../../src/testing.ts'
import type { At } from '../../support/engines/faulty-dialect.ts'
import { openMemory } from '../support/memory-store.ts'
import type { BrokenStorage } from './broken-storage.ts'

/** Memory behind a connection: a whole commit is one statement, and this is what is made of a connection that is lost. */
function behindConnection(
  name: string,
  caughtBy: readonly string[],
  lost: (whole: Storage, change: Change) => Promise<Outcome>,
): BrokenStorage {
  const open = async (at?: At): Promise<ProofStore> => {
    const store = await openMemory()
    const commit: ProofStore['storage']['commit'] = async (change) => {
      try {
        await at?.({ side: 'before', statement: 'commit' })
        const outcome = await store.storage.commit(change)
        await at?.({ side: 'after', statement: 'commit' })
        return outcome
      } catch (error) {
        if (Reflect.get(error as object, 'code') === 'ECONNRESET') return lost(store.storage, change)
        throw error
      }
    }
    return { ...store, storage: { ...store.storage, commit } }
  }
  return { name, caughtBy, options: { open: () => open(), openWithFaults: open } }
}

/** Lost connections of which too much is believed. */
export const losses: readonly BrokenStorage[] = [
  behindConnection(
    'what is lost is told to be done',
    ['faults: accept one link, ', 'faults: take the seats', 'faults: refresh one token', 'faults: send one message'],
    async () => ({ outcome: 'committed', keys: {} }),
  ),
  behindConnection(
    'what is lost is told not to be done',
    ['faults: accept one link, ', 'faults: complete one reset', 'faults: send one message'],
    async () => ({ outcome: 'conflict' }),
  ),
  behindConnection(
    'what is lost is sent again as something else',
    ['faults: accept one link, ', 'faults: invite one address'],
    (whole, change) => whole.commit({ ...change, id: `${change.id} again` }),
  ),
]
