import { shares } from '../budgets.ts'
import type { Engine } from '../engines/store.ts'
import { ratio, sideBySide } from '../measure.ts'
import type { BenchOptions } from '../options.ts'
import type { OpenPeer } from '../peer/install.ts'
import type { Row } from '../report.ts'
import { worksOf } from '../subject.ts'
import { byHand } from '../subjects/by-hand.ts'
import { ours } from '../subjects/ours.ts'

const PENDING = 100_000

/** Each operation by hand, by us and by the peer, in turn. */
export async function* operationRows(engine: Engine, openPeer: OpenPeer, options: BenchOptions): AsyncGenerator<Row> {
  if (options.operations.length === 0) return
  const hand = await worksOf(await byHand(await engine.open('hand')), PENDING)
  const us = await worksOf(await ours(await engine.open('ours')), PENDING)
  const subject = await openPeer(await engine.open('peer'))
  const peer = subject && (await worksOf(subject, PENDING))
  for (const what of options.operations) {
    for (const concurrency of options.concurrency) {
      const works = { hand: hand[what], ours: us[what], ...(peer && { peer: peer[what] }) }
      const timings = await sideBySide(works, { ...options, concurrency })
      yield {
        on: engine.kind,
        what,
        atOnce: concurrency,
        budget: shares[engine.kind][what],
        measured: ratio(timings.ours, timings.hand),
        unit: '×',
        peer: timings.peer ? ratio(timings.peer, timings.hand) : null,
        timings: { ...timings },
      }
    }
  }
}
