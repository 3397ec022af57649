import { describe, expect, it } from 'vitest'
import { byReadersClock, checkThenUpdate, updateThenVerify, withoutContiguity } from './support/broken-protocols.ts'
import { raceWithFaults } from './support/fault-race.ts'
import type { Protocol } from './support/protocol.ts'

const SCHEDULES = 150

/** In how many schedules something went wrong, and what. */
async function wrongIn(protocol: Protocol) {
  const sentences = new Set<string>()
  let schedules = 0
  for (let seed = 0; seed < SCHEDULES; seed++) {
    const wrong = await raceWithFaults(seed, protocol)
    if (wrong.length > 0) schedules++
    for (const sentence of wrong) sentences.add(sentence)
  }
  return { schedules, sentences: [...sentences].join(' ') }
}

describe('the proof catches', () => {
  it.each([
    ['check, then update', checkThenUpdate, /redemptions took effect/],
    ['update, then verify', updateThenVerify, /redemptions took effect/],
    ['a log without the rule of contiguity', withoutContiguity, /the log says no|two states/],
    ['a log by the clock of its reader', byReadersClock, /the log says no|two states/],
  ])('%s', async (_, protocol, wrong) => {
    const { schedules, sentences } = await wrongIn(protocol)
    expect(schedules).toBeGreaterThan(0)
    expect(sentences).toMatch(wrong)
  })
})
