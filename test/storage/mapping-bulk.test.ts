import { CompiledQuery } from 'kysely'
import { describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { choir } from '../support/hosts/choir.ts'
import { garage } from '../support/hosts/garage.ts'
import type { Host } from '../support/hosts/host.ts'
import { openHost } from '../support/hosts/open-host.ts'
import { radio } from '../support/hosts/radio.ts'
import { person, testService } from '../support/service.ts'
import { whereReached } from '../support/where-reached.ts'

const servers = await whereReached([
  ['sqlite', betterSqlite3, undefined],
  ['postgres, one statement', postgres18, undefined],
  ['postgres, transaction', postgres18, 'transaction'],
  ['mariadb', mariadb, undefined],
] as const)

const HERE = '7a1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'

const hosts: readonly { name: string; host: Host; scope: string; link: string }[] = [
  { name: 'garage', host: garage, scope: HERE, link: 'select token as link from invites' },
  { name: 'radio', host: radio, scope: '*', link: 'select token as link from invite_tokens' },
]

describe.each(servers)('many at once in a host’s tables, on %s', (_name, server, commit) => {
  describe.each(hosts)('$name', ({ host, scope, link }) => {
    it.each([2, 40])('%i invitations, each with the hash of its link in the host’s column', async (count) => {
      const { storage, sql, close, t } = await openHost(server, host, commit)
      await storage.migrate()
      const rows = Array.from({ length: count }, (_, n) => ({
        email: `ada-${n}@example.com`,
        role: 'member' as const,
        scope,
      }))
      const { created, rows: made } = await t.service.invitations.createMany(rows, { actor: system, delivery: 'link' })
      expect(created).toBe(count)
      const links = (await sql(link)).map((row) => String(row['link']))
      expect(links).toHaveLength(count)
      for (const one of links) expect(one).toMatch(/^[\da-f]{64}$/)
      const token = (made[count - 1] as { token: string }).token
      expect((await t.service.invitations.preview({ token })).invitation?.email).toBe(`ada-${count - 1}@example.com`)
      await close()
    })
  })
})

it('a batch has at most as many parameters in a statement as D1 takes, whatever the keys of the host', async () => {
  const { db, close } = await openHost(betterSqlite3, choir)
  const counts: number[] = []
  const storage = kyselyStorage(db, {
    mapping: choir.mapping('sqlite'),
    batch: (all) =>
      Promise.all(
        all.map(({ sql, parameters }) => {
          counts.push(parameters.length)
          return db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql, [...parameters]))
        }),
      ),
  })
  await storage.migrate()
  const t = testService(storage)
  const owner = await person(t, 'owner@example.com', 'owner')
  const rows = Array.from({ length: 60 }, (_, n) => ({ email: `ada-${n}@example.com`, role: 'member' as const }))
  expect((await t.service.invitations.createMany(rows, { actor: owner, delivery: 'link' })).created).toBe(60)
  expect(Math.max(...counts)).toBeGreaterThan(60)
  expect(Math.max(...counts)).toBeLessThanOrEqual(100)
  await close()
})
