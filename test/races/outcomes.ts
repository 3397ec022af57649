import { refusalOf } from '../support/service.ts'

/** How each of many calls ended: `done`, or the code of its refusal. */
export const outcomesOf = (calls: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  Promise.all(calls.map(async (call) => (await refusalOf(call)) ?? 'done'))

/** How often each outcome came. */
export function counted(outcomes: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

/** The same call by many at once. */
export const times = <T>(count: number, call: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => call(n))
