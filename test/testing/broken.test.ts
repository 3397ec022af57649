import * as fastCheck from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type FastCheck, type ProofCase, storageProof } from '../../src/testing.ts'
import { dropEmptied } from '../support/engines/open-emptied.ts'
import type { BrokenStorage } from './broken/broken-storage.ts'
import { commits } from './broken/commits.ts'
import { guards } from './broken/guards.ts'
import { losses } from './broken/losses.ts'
import { postgres } from './broken/postgres.ts'
import { reads } from './broken/reads.ts'
import { sqlite } from './broken/sqlite.ts'

const broken: readonly BrokenStorage[] = [...guards, ...commits, ...reads, ...losses, ...sqlite, ...postgres]

afterAll(dropEmptied)

/** Whoever is caught is caught: the smallest steps to it are not looked for. */
const quick: FastCheck = {
  ...fastCheck,
  assert: (property, parameters) =>
    fastCheck.assert(property as fastCheck.IAsyncProperty<unknown>, { ...parameters, endOnFailure: true }),
}

const titleOf = ({ group, name }: ProofCase): string => `${group}: ${name}`

/** The titles of the cases that fail, of some; one after the other, because each may want a database. */
async function failed(cases: readonly ProofCase[]): Promise<readonly string[]> {
  const titles: string[] = []
  for (const one of cases) await one.run().catch(() => titles.push(titleOf(one)))
  return titles
}

describe.each(broken)('a storage in which $name', ({ options, caughtBy }) => {
  const cases = storageProof({ ...options, fastCheck: quick, rounds: 3 })
  const named = (start: string) => cases.filter((one) => titleOf(one).startsWith(start))

  it.each(caughtBy)('is caught by %s', async (start) => {
    expect(named(start)).not.toEqual([])
    expect(named(start).map(({ exempt }) => exempt)).not.toContain(expect.any(String))
    expect(await failed(named(start))).not.toEqual([])
  })

  it('does other things right, so that it is caught for what it breaks', async () => {
    const contract = named('contract:').filter(({ exempt }) => exempt === null)
    const wrong = (await failed(contract)).length
    expect(wrong).toBeLessThan(contract.length * 0.8)
  })
})
