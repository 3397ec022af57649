import type { Storage, Write } from '../../src/index.ts'

/**
 * A broken storage, for tests that prove that other tests can fail: it writes whatever a change says, without looking
 * whether that is still right. Only its unique keys hold.
 */
export const withoutGuards = (storage: Storage): Storage => ({
  ...storage,
  commit: (change) => storage.commit({ ...change, guards: [], writes: change.writes.map(withoutWhere) }),
})

function withoutWhere(write: Write): Write {
  if (write.write === 'insert') return write
  const blind = { ...write, where: {} } as Write
  // A limit that is never reached: the number of a moment in time.
  return write.write === 'add' && write.record === 'invitation' ? ({ ...blind, upTo: 'expiresAt' } as Write) : blind
}
