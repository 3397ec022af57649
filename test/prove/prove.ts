import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { d1 } from '../support/engines/d1.ts'
import type { Engine } from '../support/engines/engine.ts'
import { engineNamed, engines } from '../support/engines/engines.ts'
import { libsql } from '../support/engines/libsql.ts'
import { dropEmptied } from '../support/engines/open-emptied.ts'
import { reach } from '../support/engines/reachable.ts'
import type { Server } from '../support/engines/server.ts'
import { airtable, airtableCells } from './airtable.ts'
import { type Cell, cellsOf } from './cells.ts'
import { optionsFrom } from './options.ts'
import { type Result, runCells } from './run-cells.ts'
import { runRefreshes, runSuites } from './suites.ts'
import { tableOf } from './table.ts'
import { compareTimes } from './timing.ts'

// `npm run prove`: every case of the proof on every engine. `-- --minutes 8` is for less time, and says what it left out.

// On these everything is proven in full: each SQL once, as it is by default.
const main = [
  'PostgreSQL 18, read committed, statement',
  'MariaDB, repeatable read, transaction',
  'SQLite, transaction',
].map(engineNamed)
const edge: readonly Server[] = [libsql, d1]
const ROOM = 15_000 // milliseconds that are kept for the end
const EVERY = 300_000 // milliseconds between two lines that say how far it is
const REFRESHES = 200 // rounds: as many as those of the races between processes
const SUITES = 7 // minutes, of which these suites take their part; with less it is left out

const started = Date.now()
const { minutes, only, rounds } = optionsFrom(process.argv.slice(2))
const say = (text: string) => process.stdout.write(`${text}\n`)

const wanted = engines.filter(({ name }) => name.toLowerCase().includes(only))
const isAirtableWanted = airtable.name.toLowerCase().includes(only)
if (wanted.length === 0 && !isAirtableWanted)
  throw new TypeError(`--only ${only} is no engine: ${[...engines, airtable].map(({ name }) => name).join('; ')}`)
installEdgeStores(wanted)
if (only === '' && (minutes ?? SUITES) >= SUITES) {
  say('The suite of HTTP on Bun, Deno, Workers and Next.js, and on PostgreSQL; the proof on the tables of a host')
  if (!runSuites()) process.exitCode = 1
} else say('Left out: the suite of HTTP on Bun, Deno, Workers and Next.js, and the tables of a host')
if (only === '' && minutes === null) {
  say(`Refreshes and stolen tokens, ${REFRESHES} rounds`)
  if (!runRefreshes(REFRESHES)) process.exitCode = 1
  if (!(await compareTimes(say))) process.exitCode = 1
} else say('Left out: rounds of refreshes, and whether time tells known addresses from unknown ones')
const { there, missing } = await found(wanted)

const effort = { rounds, hasTime: minutes === null }
const cells = [
  ...there.flatMap((engine) => cellsOf(engine, main.includes(engine), effort)),
  ...(isAirtableWanted ? airtableCells(effort) : []),
]
for (const [reason, count] of counted(cells.flatMap(({ exempt }) => exempt ?? [])))
  say(`Does not apply: ${count} cases: ${reason}`)

const deadline = minutes === null ? Number.POSITIVE_INFINITY : started + minutes * 60_000 - ROOM
const tellHowFar = progress(cells)
const results = await runCells(cells, { now: Date.now, deadline }, ({ cell, ...result }, milliseconds) => {
  tellHowFar(cell, result.rounds)
  if (result.brokenPromises.length > 0) say(`BROKEN ${cell.engine.name} | ${cell.group}: ${cell.name}`)
  for (const sentence of result.brokenPromises) say(`  ${sentence}`)
  if (milliseconds > 60_000) say(`Slow: ${Math.round(milliseconds / 1000)} s for ${cell.engine.name} | ${cell.name}`)
})
await dropEmptied()
report(results)
process.exit()

/** What is heavy is installed when it is wanted, from a lock of its own. Where that fails, its engines are left out. */
function installEdgeStores(some: readonly Engine[]): void {
  const folder = fileURLToPath(new URL('../../tools/edge-stores', import.meta.url))
  if (!some.some(({ server }) => edge.includes(server)) || existsSync(`${folder}/node_modules`)) return
  const args = ['ci', '--prefer-offline', '--fetch-retries=0', '--no-audit', '--no-fund', '--prefix', folder]
  spawnSync('npm', args, { stdio: 'inherit', timeout: 120_000 })
}

async function found(some: readonly Engine[]) {
  const there: Engine[] = []
  const missing = new Map<string, string>()
  for (const engine of some) {
    const answer = await reach(engine.server)
    if ('version' in answer) there.push(engine)
    else missing.set(engine.server.name, answer.missing)
    const isNeeded = 'missing' in answer && !answer.isRefused && !edge.includes(engine.server)
    if (isNeeded && process.env['CI']) process.exitCode = 1
  }
  for (const server of new Set(there.map(({ server }) => server))) {
    const answer = await reach(server)
    say(`${server.name} ${'version' in answer ? answer.version : ''}`)
  }
  return { there, missing }
}

/** Says now and then how many of all rounds have been run: it takes its time. */
function progress(all: readonly Cell[]): (cell: Cell, rounds: number) => void {
  const target = all.reduce((sum, cell) => sum + (cell.exempt === null ? cell.target : 0), 0)
  const done = new Map<Cell, number>()
  let last = Date.now()
  return (cell, rounds) => {
    done.set(cell, Math.min(rounds, cell.target))
    if (Date.now() - last < EVERY) return
    last = Date.now()
    const sum = [...done.values()].reduce((before, one) => before + one, 0)
    say(`After ${Math.round((last - started) / 60_000)} minutes: ${sum} of ${target} rounds`)
  }
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

function report(all: readonly Result[]): void {
  const run = all.filter((result) => result.rounds > 0)
  const sum = (of: (result: Result) => number) => all.reduce((total, result) => total + of(result), 0)
  const broken = sum(({ brokenPromises }) => brokenPromises.length)
  const wrong = sum(({ wrongWinners }) => wrongWinners)
  const short = run.filter((result) => result.rounds < result.target && result.brokenPromises.length === 0)
  say(`\n${tableOf(run)}\n`)
  for (const [name, reason] of missing) say(`Left out: ${name}. ${reason}`)
  const untouched = all.filter((result) => result.rounds === 0)
  for (const [engine, some] of Map.groupBy(untouched, ({ cell }) => cell.engine.name)) {
    const groups = [...counted(some.map(({ cell }) => cell.group))].map(([group, count]) => `${group} ${count}`)
    say(`Left out for time: ${engine}: ${some.length} cases (${groups.join(', ')})`)
  }
  if (short.length > 0) {
    const lacking = short.reduce((total, { target, rounds: done }) => total + target - done, 0)
    say(`Cut short for time: ${short.length} cases, by ${lacking} rounds in all`)
  }
  if (broken > 0 || wrong > 0) process.exitCode = 1
  const summary = {
    cases: run.length,
    rounds: sum((result) => result.rounds),
    wrongWinners: wrong,
    brokenPromises: broken,
    leftOut: untouched.length,
    cutShort: short.length,
    missing: [...missing.keys()],
    seconds: Math.round((Date.now() - started) / 1000),
  }
  say(`prove ${JSON.stringify(summary)}`)
}
