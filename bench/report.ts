import { mkdirSync, writeFileSync } from 'node:fs'
import { styleText } from 'node:util'
import type { Budget } from './budgets.ts'
import type { Spread, Timing } from './measure.ts'

/** One line of the table. */
export interface Row {
  /** `pg`, `sqlite`, or what else it was measured on. */
  readonly on: string
  readonly what: string
  /** How many at once. */
  readonly atOnce?: number
  readonly budget: Budget | null
  /** Median, least and most, over the slices. */
  readonly measured: Spread
  readonly unit: '×' | 'ms' | ''
  /** The peer's share of the same limit, or its own value; null where it has no such operation. */
  readonly peer?: Spread | null
  /** Milliseconds of one call, by contestant. */
  readonly timings?: Readonly<Record<string, Timing>>
  readonly note?: string
}

export const isMet = ({ budget, measured: { median } }: Row): boolean =>
  budget === null || ('least' in budget ? median >= budget.least : median <= budget.most)

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))
const shown = ({ median, min, max }: Spread, unit: string): string =>
  min === max ? `${number(median)}${unit}` : `${number(median)}${unit} [${number(min)}–${number(max)}]`

const columns = [
  ['on', 7, ({ on }: Row) => on],
  ['what', 27, ({ what }: Row) => what],
  ['at once', 8, ({ atOnce }: Row) => String(atOnce ?? '')],
  ['budget', 9, ({ budget, unit }: Row) => budgetText(budget, unit)],
  ['measured [min–max]', 24, ({ measured, unit }: Row) => shown(measured, unit)],
  ['', 8, (row: Row) => (row.budget === null ? '' : isMet(row) ? 'met' : 'MISSED')],
  ['peer [min–max]', 22, ({ peer, unit }: Row) => (peer ? shown(peer, unit) : '–')],
  ['p50/p99 ms of one call', 0, (row: Row) => row.note ?? timingsText(row)],
] as const

const budgetText = (budget: Budget | null, unit: string): string =>
  budget === null ? '–' : 'least' in budget ? `≥ ${budget.least}${unit}` : `≤ ${budget.most}${unit}`

const timingsText = ({ timings = {} }: Row): string =>
  Object.entries(timings)
    .map(([name, { p50, p99 }]) => `${name} ${p50.toFixed(2)}/${p99.toFixed(2)}`)
    .join('  ')

export const printHead = (): void => console.log(columns.map(([title, width]) => title.padEnd(width)).join(''))

export function printRow(row: Row): void {
  const line = columns.map(([, width, text]) => text(row).padEnd(width)).join('')
  console.log(isMet(row) ? line : styleText('red', line))
}

/** Says what was missed, and keeps all of it as JSON. */
export function finish(rows: readonly Row[], about: object): void {
  const missed = rows.filter((row) => !isMet(row))
  const judged = rows.filter(({ budget }) => budget !== null)
  console.log(
    `\n${judged.length - missed.length} of ${judged.length} budgets met, ${missed.length} missed${missed.length ? ':' : '.'}`,
  )
  for (const row of missed)
    console.log(
      `  ${row.on} ${row.what}${row.atOnce ? ` at ${row.atOnce}` : ''}: ${shown(row.measured, row.unit)}, budget ${budgetText(row.budget, row.unit)}`,
    )
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const file = new URL(`${new Date().toISOString().replaceAll(':', '-')}.json`, folder)
  writeFileSync(file, JSON.stringify({ ...about, rows }, null, 1))
  console.log(`All of it: ${file.pathname}`)
}
