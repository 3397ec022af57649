import type { Result } from './run-cells.ts'

const heads = ['engine', 'isolation', 'form', 'case', 'rounds', 'wrong winners', 'broken promises'] as const

/** One line for each race; the cases of the other groups share one, but for those that broke. */
export function tableOf(results: readonly Result[]): string {
  const rows = [...Map.groupBy(results, lineOf).values()].map(rowOf)
  const widths = heads.map((head, n) => Math.max(head.length, ...rows.map((row) => row[n]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((text, n) => text.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function lineOf({ cell, brokenPromises }: Result): string {
  const isAlone = cell.group === 'races' || cell.group === 'processes' || brokenPromises.length > 0
  return JSON.stringify([cell.engine.name, cell.group, isAlone ? cell.name : ''])
}

function rowOf(results: readonly Result[]): readonly string[] {
  const [{ cell }] = results as [Result]
  const { server, isolation, form, trouble } = cell.engine
  const sum = (count: (result: Result) => number) => String(results.reduce((all, result) => all + count(result), 0))
  const whole = results.reduce((all, { target }) => all + target, 0)
  const rounds = Number(sum((result) => result.rounds))
  return [
    [server.name, trouble?.name].filter(Boolean).join(', '),
    isolation ?? '-',
    form,
    results.length === 1 ? `${cell.group}: ${cell.name}` : `${cell.group}: ${results.length} cases`,
    rounds < whole ? `${rounds} of ${whole}` : String(rounds),
    sum((result) => result.wrongWinners),
    sum((result) => result.brokenPromises.length),
  ]
}
