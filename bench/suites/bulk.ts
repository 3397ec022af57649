import { bulk } from '../budgets.ts'
import type { Engine } from '../engines/store.ts'
import { spread } from '../measure.ts'
import type { BenchOptions } from '../options.ts'
import type { Row } from '../report.ts'
import { freshEmail } from '../subject.ts'
import { byHand } from '../subjects/by-hand.ts'
import { ours } from '../subjects/ours.ts'

const ROWS = 10_000
const CHUNK = 500

interface Bulk<P> {
  person(email: string, scope: string): Promise<P>
  createMany(owner: P, scope: string, emails: readonly string[]): Promise<void>
}

/** 10,000 invitations in chunks of 500: by `createMany`, and by one statement over arrays. The peer has no bulk. */
export async function* bulkRows(engine: Engine, options: BenchOptions): AsyncGenerator<Row> {
  const hand = await createsMany(await byHand(await engine.open('bulk_hand')))
  const us = await createsMany(await ours(await engine.open('bulk_ours')))
  const times: { hand: number; ours: number }[] = []
  for (let slice = 0; slice < (options.quick ? 3 : 7); slice++) times.push({ hand: await hand(), ours: await us() })
  yield {
    on: engine.kind,
    what: '10,000 created at once',
    budget: bulk[engine.kind],
    measured: spread(times.map((one) => one.ours / one.hand)),
    unit: '×',
    note: `hand ${spread(times.map((one) => one.hand)).median.toFixed(0)} ms, ours ${spread(times.map((one) => one.ours)).median.toFixed(0)} ms`,
  }
}

/** Warms up, and gives what makes all rows and tells how long it took. */
async function createsMany<P>(subject: Bulk<P>): Promise<() => Promise<number>> {
  const owner = await subject.person(freshEmail(), 'bulk')
  const create = async (chunks: number): Promise<number> => {
    const emails = Array.from({ length: chunks }, () => Array.from({ length: CHUNK }, freshEmail))
    const started = performance.now()
    for (const chunk of emails) await subject.createMany(owner, 'bulk', chunk)
    return performance.now() - started
  }
  await create(4)
  return () => create(ROWS / CHUNK)
}
