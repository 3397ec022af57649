import { growth } from '../budgets.ts'
import type { Engine } from '../engines/store.ts'
import { ratio, sideBySide } from '../measure.ts'
import type { BenchOptions } from '../options.ts'
import type { Row } from '../report.ts'
import { worksOf } from '../subject.ts'
import { ours } from '../subjects/ours.ts'

const SMALL = 1000
const ROUNDS = 3 // times as many slices as elsewhere: both do the same, and what is looked for is small

/** What a million invitations cost beside a thousand: both of ours, side by side. */
export async function* growthRows(engine: Engine, options: BenchOptions): AsyncGenerator<Row> {
  const size = options.quick ? 100_000 : 1_000_000
  const small = await worksOf(await ours(await engine.open('small')), SMALL)
  const large = await worksOf(await ours(await engine.open('large')), size)
  for (const what of ['validate', 'create', 'list'] as const) {
    const works = { small: small[what], large: large[what] }
    const timings = await sideBySide(works, { ...options, slices: options.slices * ROUNDS, concurrency: 16 })
    yield {
      on: engine.kind,
      what: `${what}, ${size.toLocaleString('en')} : 1,000`,
      atOnce: 16,
      budget: growth,
      measured: ratio(timings.large, timings.small),
      unit: '×',
      timings,
    }
  }
}
