import { describe, it } from 'vitest'
import { mariadb } from '../../support/engines/mariadb.ts'
import { postgres18, postgresOfMachine } from '../../support/engines/postgres.ts'
import { reach } from '../../support/engines/reachable.ts'

// The tests of a server that is not there are left out. On a developer's machine that shows as a skipped test here; in
// CI it is a failure, unless the variable that has the server's address says `none`.

console.info('Left out of the tests: libSQL and D1, which are heavy. They are part of `npm run prove`.')

describe('the servers that the tests of engines run on', () => {
  it.for([postgres18, mariadb, postgresOfMachine])('$name', async (server, { skip }) => {
    const found = await reach(server)
    if ('version' in found) return
    if (process.env['CI'] && !found.isRefused) throw new Error(found.missing)
    console.info(`Left out: ${server.name}. ${found.missing}`)
    skip(found.missing)
  })
})
