import { execFileSync } from 'node:child_process'
import { coldImport } from '../budgets.ts'
import { spread } from '../measure.ts'
import type { BenchOptions } from '../options.ts'
import type { Row } from '../report.ts'

const program = `
const started = performance.now()
await import('kysely')
const kysely = performance.now()
await import('invitekit')
await import('invitekit/kysely')
console.log(JSON.stringify([kysely - started, performance.now() - kysely]))`

/** What the first import of the package takes when Kysely is there already: in a new process each time. */
export async function* importRows(options: BenchOptions): AsyncGenerator<Row> {
  const cwd = new URL('..', import.meta.url)
  const times = Array.from({ length: options.quick ? 9 : 25 }, () => {
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' })
    return JSON.parse(answer) as [kysely: number, ours: number]
  })
  yield {
    on: 'node',
    what: 'cold import over Kysely',
    budget: coldImport,
    measured: spread(times.map(([, ours]) => ours)),
    unit: 'ms',
    note: `Kysely itself ${spread(times.map(([kysely]) => kysely)).median.toFixed(1)} ms`,
  }
}
