/** The n-th call of a slice. */
export type Call = (n: number) => Promise<unknown>

/** Makes ready what `count` calls need (links to accept, accounts that wait); that is not timed. Then gives the calls. */
export type Work = (count: number) => Promise<Call>

/** How one contestant did: calls a second in each slice, and milliseconds of one call over all of them. */
export interface Timing {
  readonly rates: readonly number[]
  readonly p50: number
  readonly p99: number
}

/** A value over all slices. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

interface Effort {
  readonly concurrency: number
  readonly slices: number
  readonly sliceMs: number
  readonly warmMs: number
}

interface Run {
  readonly name: string
  readonly work: Work
  readonly count: number
  readonly rates: number[]
  readonly times: number[]
}

/** Calls in one slice at most: as many accounts wait to be reset or to log in. */
export const MAX_COUNT = 1000

/** Runs the contestants in turn, in small slices and a rotating order, so that what disturbs one disturbs all. */
export async function sideBySide<W extends Readonly<Record<string, Work>>>(
  works: W,
  effort: Effort,
): Promise<{ readonly [N in keyof W]: Timing }> {
  const runs: Run[] = []
  for (const [name, work] of Object.entries(works))
    runs.push({ name, work, count: await calibrate(work, effort), rates: [], times: [] })
  for (let slice = 0; slice < effort.slices; slice++) {
    for (const { work, count, rates, times } of runs) {
      const done = await drive(await work(count), count, effort.concurrency)
      rates.push(done.rate)
      times.push(...done.times)
    }
    runs.push(...runs.splice(0, 1))
  }
  const timings = runs.map(({ name, rates, times }) => [name, { rates, ...percentiles(times) }] as const)
  return Object.fromEntries<Timing>(timings) as { readonly [N in keyof W]: Timing }
}

/** The ratio of two contestants, slice by slice. */
export const ratio = (of: Timing, to: Timing): Spread =>
  spread(of.rates.map((rate, slice) => rate / (to.rates[slice] ?? Number.NaN)))

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: at(sorted, 0.5), min: at(sorted, 0), max: at(sorted, 1) }
}

export function percentiles(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...times].sort((a, b) => a - b)
  return { p50: at(sorted, 0.5), p99: at(sorted, 0.99) }
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN

/** Warms up, as a server has that has been running for a while, and finds out how many calls fill a slice. */
async function calibrate(work: Work, { concurrency, sliceMs, warmMs }: Effort): Promise<number> {
  let count = Math.max(40, concurrency * 2)
  let warm = 0
  for (let round = 0; round < 4 || warm < warmMs; round++) {
    const { rate } = await drive(await work(count), count, concurrency)
    warm += (count * 1000) / rate
    count = Math.round(Math.min(MAX_COUNT, Math.max(concurrency * 2, 10, (rate * sliceMs) / 1000)))
  }
  return count
}

async function drive(call: Call, count: number, concurrency: number): Promise<{ rate: number; times: number[] }> {
  const times: number[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const started = performance.now()
      await call(next++)
      times.push(performance.now() - started)
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: concurrency }, worker))
  return { rate: (count * 1000) / (performance.now() - started), times }
}
