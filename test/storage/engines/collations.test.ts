import { describe, expect, it } from 'vitest'
import { engineOn } from '../../support/engines/engine.ts'
import { mariadb } from '../../support/engines/mariadb.ts'
import { openEngine } from '../../support/engines/open-engine.ts'
import { postgres18, postgresOfMachine } from '../../support/engines/postgres.ts'
import { proofOf } from '../../support/engines/proof-of.ts'
import { reach } from '../../support/engines/reachable.ts'

/** Databases of hosts, in whose collations much is equal that is not the same. */
const hosts = [
  { server: mariadb, settings: 'character set utf8mb4 collate utf8mb4_general_ci' },
  { server: mariadb, settings: 'character set utf8mb4 collate utf8mb4_unicode_ci' },
  { server: mariadb, settings: 'character set latin1 collate latin1_swedish_ci' },
  {
    server: postgres18,
    settings: `template template0 locale_provider icu icu_locale 'und-u-ks-level1' locale 'C.UTF-8'`,
  },
  { server: postgresOfMachine, settings: `template template0 locale_provider icu icu_locale 'fr-FR' locale 'C.UTF-8'` },
]

const isThere = await Promise.all(hosts.map(async ({ server }) => 'version' in (await reach(server))))

describe.each(hosts.filter((_, n) => isThere[n]))('$server.name, created with $settings', ({ server, settings }) => {
  const engine = engineOn(server, 'transaction')
  const cases = proofOf(engine, { open: () => openEngine(engine, undefined, settings) })
  const exact = cases.filter(({ group, name }) => group === 'contract' && /text|list/.test(name))

  it('is asked about its texts', () => {
    expect(exact.length).toBeGreaterThan(3)
  })

  it.for(exact)('$name', async ({ run }) => {
    expect((await run()).brokenPromises).toEqual([])
  })
})
