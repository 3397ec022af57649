import { describe, expect, it } from 'vitest'
import { type ProofCase, storageProof } from '../../../src/testing.ts'
import { capabilities } from './support/capabilities.ts'
import { openServed } from './support/served-store.ts'

// Processes take long to start: here some of what they prove, and `npm run prove` has all of it.
const quick: { readonly [group in ProofCase['group']]?: RegExp } = {
  processes: /^(accept one|take|accept, while somebody demotes)/,
  crash: /^accept/,
}

describe('several processes, over HTTP', () => {
  const worker = new URL('./support/served-store.ts', import.meta.url)
  const cases = storageProof({
    open: () => openServed(),
    openWithFaults: openServed,
    worker,
    capabilities,
    rounds: 3,
    processes: 2,
    callers: 4,
  })
  const some = cases.filter(({ group, name }) => quick[group]?.test(name))

  it.each(some)('$group: $name', { timeout: 60_000 }, async ({ run, exempt }) => {
    expect(exempt).toBeNull()
    const { rounds, wrongWinners, brokenPromises } = await run()
    expect(rounds).toBeGreaterThan(0)
    expect({ wrongWinners, brokenPromises }).toEqual({ wrongWinners: 0, brokenPromises: [] })
  })
})
