import * as fastCheck from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { storageProof } from '../../src/testing.ts'
import { engineOn } from '../support/engines/engine.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { reachable } from '../support/engines/reachable.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { choirsOn } from '../support/hosts/open-choir.ts'

const capabilities = { accountKeys: 'database', atomicCommit: true } as const

// A server takes its time for each fault: here it meets some of them, and `npm run prove` has all.
const isWhole = process.env['INVITEKIT_HEAVY'] !== undefined
const some = /^(accept|invite).* each statement$/

// Which server is not there, and why, says `storage/engines/reach.test.ts`: in CI that is a failure.
const engines = await reachable([
  engineOn(betterSqlite3, 'transaction'),
  engineOn(postgres18, 'statement', 'read committed'),
  engineOn(postgres18, 'transaction', 'read committed'),
  engineOn(mariadb, 'transaction', 'repeatable read'),
])

describe.each(engines)('the tables of a host, with keys that the database makes, on $name', (engine) => {
  const { open, drop } = choirsOn(engine)
  afterAll(drop)

  const isCut = !isWhole && engine.server.sql !== 'sqlite'
  const cases = storageProof({
    open: () => open(),
    openWithFaults: open,
    fastCheck,
    capabilities,
    ...(isWhole ? { rounds: 20 } : { rounds: isCut ? 1 : 3, runs: isCut ? 5 : 50, callers: 8 }),
  }).filter(({ group, name }) => !isCut || group !== 'faults' || some.test(name))

  it.each(cases.filter(({ exempt }) => exempt === null))('$group: $name', async ({ run }) => {
    const { wrongWinners, brokenPromises } = await run()
    expect({ wrongWinners, brokenPromises }).toEqual({ wrongWinners: 0, brokenPromises: [] })
  })
})
