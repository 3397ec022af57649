import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Home } from './server-address.ts'

const keeper = fileURLToPath(new URL('./keep-postgres.ts', import.meta.url))
const PATIENCE = 60_000 // milliseconds: other tests may have the processors

/**
 * The PostgreSQL of this run, started by the first process that asks: one for all processes of a test run, which its
 * keeper ends with the run.
 */
export async function ownPostgres(): Promise<Home> {
  const owner = process.env['VITEST'] ? process.ppid : process.pid
  const folder = process.env['INVITEKIT_OWN_POSTGRES'] ?? join(tmpdir(), `invitekit-postgres-${owner}`)
  process.env['INVITEKIT_OWN_POSTGRES'] = folder // for the processes that this one starts
  if (isFirst(folder))
    spawn(process.execPath, [keeper, folder, String(owner)], { detached: true, stdio: 'ignore' }).unref()
  for (const until = Date.now() + PATIENCE; Date.now() < until; await pause(50)) {
    const said = answerIn(folder)
    if (said !== null) return said
  }
  return { missing: 'PostgreSQL 18 did not start' }
}

/** Making a folder is what only one of many processes can do. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o755 })
    return true
  } catch {
    return false
  }
}

function answerIn(folder: string): Home | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'home.json'), 'utf8'))
  } catch {
    return null
  }
}
