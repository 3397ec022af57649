import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Storage } from '../../src/index.ts'
import { type EmptyStore, emptyMemory, emptySqlite } from '../support/empty-stores.ts'
import { testService } from '../support/service.ts'
import { withoutGuards } from '../support/without-guards.ts'
import { accountRaces } from './account-races.ts'
import { invitationRaces } from './invitation-races.ts'
import { outcomesOf } from './outcomes.ts'
import type { Race } from './race.ts'
import { noting, scheduled } from './scheduled.ts'

const races = [...invitationRaces, ...accountRaces]

/** That a race ends in one of its endings whatever the order of its reads and commits; `seen` collects the endings. */
const anySchedule = (
  race: Race,
  empty: () => Promise<EmptyStore>,
  seen: Set<string>,
  through: (storage: Storage) => Storage = (storage) => storage,
) =>
  fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const { storage, rows } = await empty()
    const t = testService(storage, race.options)
    const { calls, settle } = await race.prepare(t)
    const committed: string[] = []
    const racing = testService(scheduled(noting(through(storage), committed), scheduler), {
      ...race.options,
      clock: t.clock,
    })
    const outcomes = await scheduler.waitFor(outcomesOf(calls.map((call) => call(racing.service))))
    expect(race.endings).toContain(outcomes.join(', '))
    await settle?.({ outcomes, committed, service: t.service, rows })
    seen.add(outcomes.join(', '))
  })

describe('calls that meet, in any order of their reads and commits', () => {
  it.each(races)('$name, in memory', async (race) => {
    const seen = new Set<string>()
    await fc.assert(anySchedule(race, emptyMemory, seen), { numRuns: 200 })
    expect([...seen].sort()).toEqual([...race.endings].sort())
  })
})

describe('calls that meet on SQLite', async () => {
  const empty = await emptySqlite()

  it.each(races)('$name', async (race) => {
    await fc.assert(anySchedule(race, empty, new Set()), { numRuns: 40 })
  })
})

describe('a storage without guards', () => {
  it.each(races.filter(({ keptByKeys }) => !keptByKeys))('is caught by: $name', async (race) => {
    const parameters = { numRuns: 200, endOnFailure: true }
    const { failed } = await fc.check(anySchedule(race, emptyMemory, new Set(), withoutGuards), parameters)
    expect(failed).toBe(true)
  })
})
