import * as fastCheck from 'fast-check'
import {
  type FaultPoint,
  type ProofCase,
  type ProofOptions,
  type ProofStore,
  storageProof,
} from '../../../../src/testing.ts'
import { type TestBase, testBase } from './base.ts'
import { capabilities } from './capabilities.ts'

export type More = (test: TestBase) => object

/** A store on a base of its own. It has no limit on requests: how many there are is another test's matter. */
const opening =
  (more: More) =>
  async (at?: (point: FaultPoint) => void | Promise<void>): Promise<ProofStore> => {
    const test = testBase({ limits: { perBase: null, perToken: null } })
    const faulty: typeof fetch = async (input, init) => {
      const statement = `${init?.method} ${String(input)}`
      await at?.({ side: 'before', statement })
      const answer = await test.base.fetch(input, init)
      await at?.({ side: 'after', statement })
      return answer
    }
    const options = { requestsPerSecond: 1000, ...more(test) }
    const storage = test.open({ ...options, fetch: faulty })
    const reader = test.open(options)
    const rows: ProofStore['rows'] = async (record) =>
      (await reader.list({ record, where: {}, with: {}, after: null, limit: 100_000 })).rows.map(({ row }) => row)
    return { storage, rows, close: () => storage.close() }
  }

/** Every case of the proof that needs no other process. */
export const virtualProof = (options: Partial<ProofOptions>, more: More = () => ({})): readonly ProofCase[] => {
  const open = opening(more)
  return storageProof({
    open: () => open(),
    openWithFaults: open,
    fastCheck,
    capabilities,
    ...options,
  })
}
