import { contractCases } from './contract/contract.ts'
import { crashCases } from './crash-cases.ts'
import { faultCases } from './fault-cases.ts'
import { modelCases } from './model-cases.ts'
import { processCases } from './process-cases.ts'
import type { ProofCase, ProofOptions } from './proof.ts'
import { raceCases } from './race-cases.ts'

/**
 * Everything that a storage must do, as a list of named cases for any test runner. Each case opens a store of its own, so
 * they run in any order. Where one does not apply, `exempt` says why: print it.
 *
 * The cases with faults, crashes, several processes and the random model need more than `open`: give the options for
 * them as soon as you can. The defaults take seconds; `rounds`, `runs`, `processes` and `callers` say how much is run.
 *
 * @example
 * const cases = storageProof({
 *   async open() {
 *     const storage = memoryStorage()
 *     const all = { where: {}, with: {}, after: null, limit: 100_000 }
 *     return {
 *       storage,
 *       rows: async (record) => (await storage.list({ ...all, record })).rows.map(({ row }) => row),
 *       close: async () => undefined,
 *     }
 *   },
 * })
 * for (const { group, name, exempt, run } of cases) {
 *   if (exempt === null) await run()
 *   console.log(`${group}: ${name}`, exempt ?? 'holds')
 * }
 */
export function storageProof(options: ProofOptions): readonly ProofCase[] {
  return [contractCases, raceCases, processCases, modelCases, faultCases, crashCases].flatMap((cases) => cases(options))
}
