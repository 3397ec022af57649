import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './server-address.ts'
import { startPostgres } from './start-postgres.ts'

// A process of its own that keeps a PostgreSQL for as long as its owner lives, however the owner ends.

const [folder = '', owner = ''] = process.argv.slice(2)
const inside = join(folder, 'cluster')

/** In one step, so that nobody reads half of it. */
function tell(home: Home): void {
  writeFileSync(join(folder, 'home.part'), JSON.stringify(home))
  renameSync(join(folder, 'home.part'), join(folder, 'home.json'))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

mkdirSync(inside)
const server = await startPostgres(inside).catch((error: unknown) => {
  tell({ missing: `PostgreSQL 18 did not start: ${error}` })
  return null
})
if (server) tell({ url: server.url })

const watch = setInterval(async () => {
  if (isAlive(Number(owner))) return
  clearInterval(watch)
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
}, 300)
