import { afterAll, describe, expect, it } from 'vitest'
import type { ProofCase } from '../../../src/testing/proof.ts'
import { dropEmptied } from '../../support/engines/open-emptied.ts'
import { proofOf } from '../../support/engines/proof-of.ts'
import { reachable } from '../../support/engines/reachable.ts'

// A small cut of the proof on each engine. `npm run prove` runs all of it, with several processes, on more of them.

const groups: readonly ProofCase['group'][] = ['contract', 'races', 'faults', 'model']

afterAll(dropEmptied)

describe.each(await reachable())('$name', (engine) => {
  const cases = proofOf(engine, { rounds: 1, runs: 5, callers: 8 }).filter(({ group }) => groups.includes(group))
  for (const { group, name, exempt } of cases) if (exempt) console.info(`Does not apply: ${group}: ${name}: ${exempt}`)

  it.for(cases.filter(({ exempt }) => exempt === null))('$group: $name', async ({ run }) => {
    expect((await run()).brokenPromises).toEqual([])
  })
})
