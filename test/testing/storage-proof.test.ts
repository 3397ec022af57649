import * as fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ProofCase, type ProofOptions, type ProofStore, storageProof } from '../../src/testing.ts'
import { openMemory } from './support/memory-store.ts'
import { openSqlite } from './support/sqlite-store.ts'

const worker = new URL('./support/sqlite-store.ts', import.meta.url)
const patience = { timeout: 60_000 }

// Processes take long to start: here some of what they prove, and `npm run prove` has all of it.
const quick: { readonly [group in ProofCase['group']]?: RegExp } = {
  processes: /^(accept one|take|two owners|accept, while somebody demotes)/,
  crash: /^accept/,
}
const isQuick = ({ group, name }: ProofCase): boolean => quick[group]?.test(name) ?? true

const few = { fastCheck, rounds: 3, processes: 2, callers: 8 } as const
const stores: readonly (readonly [string, ProofOptions])[] = [
  ['memory', { ...few, open: openMemory }],
  ['SQLite', { ...few, open: () => openSqlite(), openWithFaults: openSqlite, worker }],
]

describe.each(stores)('%s', (_, options) => {
  const cases = storageProof(options).filter(isQuick)

  it.each(cases.filter(({ exempt }) => exempt === null))('$group: $name', patience, async ({ run }) => {
    const { rounds, wrongWinners, brokenPromises } = await run()
    expect(rounds).toBeGreaterThan(0)
    expect({ wrongWinners, brokenPromises }).toEqual({ wrongWinners: 0, brokenPromises: [] })
  })
})

/** Why the cases of each group do not apply. */
function exemptions(options: ProofOptions): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, Set<string>> = {}
  for (const { group, exempt } of storageProof(options)) {
    const reasons = found[group] ?? new Set()
    if (exempt !== null) found[group] = reasons.add(exempt)
  }
  return Object.fromEntries(Object.entries(found).map(([group, reasons]) => [group, [...reasons].sort()]))
}

describe('what does not apply says why', () => {
  const databaseKeys = `the storage declares accountKeys: 'application'`

  it('for options that are not given', () => {
    const noWorker = ['the option "worker" is not given']
    const noFaults = ['the option "openWithFaults" is not given']
    expect(exemptions({ open: openMemory })).toEqual({
      contract: [databaseKeys],
      processes: noWorker,
      model: ['the option "fastCheck" is not given'],
      faults: noFaults,
      crash: noWorker,
    })
    expect(exemptions({ open: openMemory, worker })).toMatchObject({ faults: noFaults, crash: noFaults })
    expect(exemptions({ open: openMemory, worker, openWithFaults: openMemory, fastCheck })).toEqual({
      contract: [databaseKeys],
    })
  })

  it('for what the storage declares', () => {
    const keys = { accountKeys: 'database', atomicCommit: true } as const
    expect(exemptions({ open: openMemory, fastCheck, capabilities: keys })['contract']).toEqual([
      `the storage declares accountKeys: 'database'`,
    ])
    const opaque = { accountKeys: 'application', atomicCommit: true, sessions: 'opaque' } as const
    const options = { open: openMemory, openWithFaults: openMemory, worker, capabilities: opaque }
    const about = storageProof(options).filter(({ exempt }) => exempt === `the storage declares sessions: 'opaque'`)
    expect(about.map(({ group }) => group)).toEqual(['races', 'processes', 'faults', 'faults', 'crash'])
    expect(about.filter(({ name }) => !name.startsWith('refresh one token'))).toEqual([])
    const rows = { accountKeys: 'application', atomicCommit: false } as const
    const notAtomic = ['the storage declares atomicCommit: false']
    expect(exemptions({ open: openMemory, capabilities: rows })).toEqual({
      contract: [databaseKeys, ...notAtomic],
      races: notAtomic,
      processes: notAtomic,
      model: notAtomic,
      faults: notAtomic,
      crash: notAtomic,
    })
  })

  it('and does nothing when it is run', async () => {
    const open = () => Promise.reject(new Error('Opened'))
    const exempt = storageProof({ open }).filter((one) => one.exempt !== null)
    for (const { run } of exempt) expect(await run()).toEqual({ rounds: 0, wrongWinners: 0, brokenPromises: [] })
    expect(exempt.length).toBeGreaterThan(20)
  })
})

/** A store that reads nothing. */
async function openDeaf(): Promise<ProofStore> {
  const store = await openMemory()
  return { ...store, storage: { ...store.storage, load: () => Promise.reject(new Error('Nothing is read')) } }
}

describe('a case', () => {
  it('has a name of its own in its group', () => {
    const titles = storageProof({ open: openMemory }).map(({ group, name }) => `${group}: ${name}`)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('opens a store of its own and closes it, also when it fails', async () => {
    const log: string[] = []
    const open = async () => {
      log.push('open')
      return { ...(await openDeaf()), close: async () => void log.push('close') }
    }
    const [first] = storageProof({ open })
    await expect(first?.run()).rejects.toThrow('Nothing is read')
    await expect(first?.run()).rejects.toThrow('Nothing is read')
    expect(log).toEqual(['open', 'close', 'open', 'close'])
  })

  it('fails with its name, the seed, and a report', async () => {
    const [first] = storageProof({ open: openDeaf, seed: 42 })
    await expect(first?.run()).rejects.toMatchObject({
      name: 'ProofError',
      message: expect.stringMatching(/^contract: load finds .*\(seed 42\)\n {2}Nothing is read$/s),
      report: { rounds: 1, wrongWinners: 0, brokenPromises: ['Nothing is read'] },
    })
  })

  it('asks for no order of what a plan found', async () => {
    const open = async () => {
      const { storage, ...store } = await openMemory()
      const turned = <T extends object>(found: T) => Object.fromEntries(Object.entries(found).toReversed()) as T
      const load: typeof storage.load = async (plan, inputs) => (await storage.load(plan, inputs)).map(turned)
      return { ...store, storage: { ...storage, load } }
    }
    const contract = storageProof({ open }).filter(({ group, exempt }) => group === 'contract' && exempt === null)
    for (const { run } of contract) await expect(run()).resolves.toMatchObject({ brokenPromises: [] })
  })

  it('refuses a storage that declares something else than the options say', async () => {
    const capabilities = { accountKeys: 'database', atomicCommit: true } as const
    const [first] = storageProof({ open: openMemory, capabilities })
    await expect(first?.run()).rejects.toThrow('declares other capabilities')
  })
})

describe('faults, processes and crashes can fail', () => {
  const of = (flaw: 'no guards' | 'no transactions', start: string) => {
    const open = () => openSqlite(undefined, flaw)
    const cases = storageProof({ ...few, open, openWithFaults: openSqlite, worker })
    return cases.find(({ group, name }) => `${group}: ${name}`.startsWith(start))
  }

  it('on a storage without guards', patience, async () => {
    await expect(of('no guards', 'processes: complete one reset')?.run()).rejects.toMatchObject({
      report: { rounds: few.rounds, wrongWinners: few.rounds },
    })
  })

  it('on a storage without transactions', patience, async () => {
    await expect(of('no transactions', 'crash: invite')?.run()).rejects.toThrow('not those that were created')
  })

  it('where nobody is asked before and after the statements', async () => {
    const cases = storageProof({ open: openMemory, openWithFaults: openMemory })
    const [one] = cases.filter(({ group }) => group === 'faults')
    await expect(one?.run()).rejects.toThrow('asks nobody')
  })

  it('where other processes cannot open the store', patience, async () => {
    const [one] = storageProof({ open: openMemory, worker }).filter(({ group }) => group === 'processes')
    await expect(one?.run()).rejects.toThrow('no "shared"')
  })
})
