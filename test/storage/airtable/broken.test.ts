import { describe, expect, it } from 'vitest'
import { byReadersClock, checkThenUpdate, updateThenVerify, withoutContiguity } from './support/broken-protocols.ts'
import { raceWithFaults } from './support/fault-race.ts'
import type { Protocol } from './support/protocol.ts'

const SCHEDULES = 150

/** What goes wrong first, in the schedules one after the other. */
async function firstWrong(protocol: Protocol): Promise<string> {
  for (let seed = 0; seed < SCHEDULES; seed++) {
    const wrong = await raceWithFaults(seed, protocol)
    if (wrong.length > 0) return wrong.join(' ')
  }
  return ''
}

describe('the proof catches', () => {
  it.each([
    ['check, then update', checkThenUpdate, /redemptions took effect/],
    ['update, then verify', updateThenVerify, /redemptions took effect/],
    ['a log without the rule of contiguity', withoutContiguity, /the log says|it is not so|two states/],
    ['a log by the clock of its reader', byReadersClock, /the log says|it is not so|two states/],
  ])('%s', async (_, protocol, wrong) => {
    expect(await firstWrong(protocol)).toMatch(wrong)
  })
})
