import { describe, expect, it } from 'vitest'
import type { TestBase } from './support/base.ts'
import { raceWithFaults } from './support/fault-race.ts'
import { logProtocol } from './support/log-protocol.ts'
import { testRegister } from './support/test-register.ts'

const ROUNDS = 200
const PORTION = 50

describe('one link, four processes, and everything that Airtable may do wrong', () => {
  const portions = Array.from({ length: ROUNDS / PORTION }, (_, n) => n * PORTION)

  it.each(portions)('holds in fifty schedules from seed %i on', async (from) => {
    const wrong: string[] = []
    for (let seed = from; seed < from + PORTION; seed++)
      for (const sentence of await raceWithFaults(seed, logProtocol())) wrong.push(`seed ${seed}: ${sentence}`)
    expect(wrong).toEqual([])
  })
})

describe('the same with a register that decides, on an Airtable that shows rows five minutes late', () => {
  it('holds in fifty schedules', async () => {
    const wrong: string[] = []
    for (let seed = 0; seed < PORTION; seed++) {
      const options = ({ time }: TestBase) => ({ register: testRegister(time, seed) })
      const protocol = logProtocol(undefined, { options, hidden: '5m' })
      for (const sentence of await raceWithFaults(seed, protocol)) wrong.push(`seed ${seed}: ${sentence}`)
    }
    expect(wrong).toEqual([])
  })
})
