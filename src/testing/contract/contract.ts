import type { ProofCase, ProofOptions, ProofStore } from '../proof.ts'
import { atomicExempt, capabilitiesOf, proofCase } from '../proof-case.ts'
import { createTrial } from '../trial.ts'
import { applicationKeys, databaseKeys } from './account-keys.ts'
import type { ContractCases } from './contract-cases.ts'
import { exactText } from './exact-text.ts'
import { listing } from './listing.ts'
import { purging } from './purging.ts'
import { reading } from './reading.ts'
import { refusing } from './refusing.ts'
import { writing } from './writing.ts'

/** What the port says of each verb. */
export function contractCases(options: ProofOptions): readonly ProofCase[] {
  const { accountKeys } = capabilitiesOf(options)
  const always = { ...reading, ...exactText, ...listing, ...writing, ...refusing, ...purging }
  const exempt = atomicExempt(options)
  const keys = (maker: typeof accountKeys) =>
    accountKeys === maker ? exempt : `the storage declares accountKeys: '${accountKeys}'`
  return [
    ...cases(options, always, exempt),
    ...cases(options, databaseKeys, keys('database')),
    ...cases(options, applicationKeys, keys('application')),
  ]
}

const cases = (options: ProofOptions, some: ContractCases, exempt: string | null): readonly ProofCase[] =>
  Object.entries(some).map(([name, holds]) => {
    const prove = async (store: ProofStore) => {
      await holds(createTrial(store, options.seed ?? 1))
      return undefined
    }
    return proofCase(options, { group: 'contract', name }, prove, { exempt })
  })
