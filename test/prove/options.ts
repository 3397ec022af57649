import { parseArgs } from 'node:util'

/** What a run of the proof is told. */
export interface ProveOptions {
  /** How long it may take, in minutes; null for as long as it needs. */
  readonly minutes: number | null
  /** Only engines whose name has this in it. */
  readonly only: string
  /** Rounds of each race, in place of those that an engine gets by its rank. */
  readonly rounds: number | null
}

/** Reads the command line: `--minutes 8 --only mariadb --rounds 20`. */
export function optionsFrom(args: readonly string[]): ProveOptions {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ args: [...args], options: { minutes: text, only: text, rounds: text } })
  return {
    minutes: numberOf('--minutes', values.minutes),
    only: (values.only ?? '').toLowerCase(),
    rounds: numberOf('--rounds', values.rounds),
  }
}

function numberOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const number = Number(text)
  if (!(number > 0)) throw new TypeError(`${name} must be a number above zero, not "${text}"`)
  return number
}
