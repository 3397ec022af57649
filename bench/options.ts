import { parseArgs } from 'node:util'
import { type Operation, operations } from './subject.ts'

const suites = ['growth', 'bulk', 'storm', 'http', 'import', 'trips'] as const
const names = [...operations, ...suites] as const
type Name = (typeof names)[number]

/** What is run, and how long. */
export interface BenchOptions {
  readonly engines: readonly ('pg' | 'sqlite')[]
  readonly operations: readonly Operation[]
  readonly runs: (suite: (typeof suites)[number]) => boolean
  /** A PostgreSQL that runs already; null for one of our own. */
  readonly url: string | null
  readonly quick: boolean
  /** How many slices each contestant gets, and how long one is meant to be. */
  readonly slices: number
  readonly sliceMs: number
  /** Milliseconds of calls before anything is measured: code that has just been loaded is several times slower. */
  readonly warmMs: number
  readonly concurrency: readonly number[]
}

const usage = `npm run bench -- [--quick] [--only pg|sqlite] [--ops ${names.join(',')}] [--url postgres://…]`

export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      ops: { type: 'string', default: names.join(',') },
      url: { type: 'string' },
    },
  })
  const { quick, only, url = null } = values
  const wanted = values.ops.split(',')
  const isName = (name: string): name is Name => names.some((one) => one === name)
  if (!wanted.every(isName) || (only !== undefined && only !== 'pg' && only !== 'sqlite')) throw new TypeError(usage)
  return {
    engines: only === undefined ? ['pg', 'sqlite'] : [only],
    operations: operations.filter((name) => wanted.includes(name)),
    runs: (suite) => wanted.includes(suite),
    url,
    quick,
    slices: quick ? 9 : 15,
    sliceMs: quick ? 50 : 100,
    warmMs: quick ? 500 : 1000,
    concurrency: quick ? [1, 16] : [1, 16, 64],
  }
}
