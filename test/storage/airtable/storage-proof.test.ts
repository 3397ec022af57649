import * as fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaultPoint } from '../../../src/testing.ts'
import { type ProofStore, storageProof } from '../../../src/testing.ts'
import { testBase } from './support/base.ts'

const capabilities = {
  accountKeys: 'application',
  atomicCommit: true,
  sessions: 'opaque',
  changeSize: 990_000,
} as const

/** A store on a base of its own; several processes of one program would send five requests a second, here each may. */
async function open(at?: (point: FaultPoint) => void | Promise<void>): Promise<ProofStore> {
  const { base, open } = testBase({ limits: { perBase: null, perToken: null } })
  const faulty: typeof fetch = async (input, init) => {
    const statement = `${init?.method} ${String(input)}`
    await at?.({ side: 'before', statement })
    const answer = await base.fetch(input, init)
    await at?.({ side: 'after', statement })
    return answer
  }
  const storage = open({ requestsPerSecond: 1000, ...(at && { fetch: faulty }) })
  const reader = open({ requestsPerSecond: 1000 })
  const rows: ProofStore['rows'] = async (record) =>
    (await reader.list({ record, where: {}, with: {}, after: null, limit: 100_000 })).rows.map(({ row }) => row)
  return { storage, rows, close: () => storage.close() }
}

describe('the proof of a storage, on the emulator', () => {
  const cases = storageProof({
    open: () => open(),
    openWithFaults: open,
    fastCheck,
    capabilities,
    rounds: 2,
    callers: 6,
    runs: 20,
  })
  const exempt = new Map(cases.flatMap((one) => (one.exempt === null ? [] : [[one.exempt, one.group]])))

  it.each(cases.filter((one) => one.exempt === null))('$group: $name', async ({ run }) => {
    const { wrongWinners, brokenPromises } = await run()
    expect({ wrongWinners, brokenPromises }).toEqual({ wrongWinners: 0, brokenPromises: [] })
  })

  it('does not apply for these reasons alone', () => {
    for (const [reason, group] of exempt) process.stdout.write(`airtable: exempt, ${group}: ${reason}\n`)
    expect([...exempt.keys()]).toEqual([
      `the storage declares accountKeys: 'application'`,
      'the option "worker" is not given',
    ])
  })
})
