import { bulkTrips, trips } from '../budgets.ts'
import type { Engine, Store } from '../engines/store.ts'
import { spread } from '../measure.ts'
import type { OpenPeer } from '../peer/install.ts'
import type { Row } from '../report.ts'
import { freshEmail, operations, type Subject, worksOf } from '../subject.ts'
import { byHand } from '../subjects/by-hand.ts'
import { ours } from '../subjects/ours.ts'

type Counted = Readonly<Record<string, readonly string[]>>

/** How often the database is asked for one call: counted, so nothing disturbs it. */
export async function* tripRows(engine: Engine, openPeer: OpenPeer): AsyncGenerator<Row> {
  const hand = await countEach(engine, 'trips_hand', byHand)
  const us = await countEach(engine, 'trips_ours', ours)
  const peer = await countEach(engine, 'trips_peer', openPeer)
  const unit = engine.kind === 'pg' ? 'round trips' : 'statements'
  for (const [what, sent] of Object.entries(us)) {
    const counted = engine.kind === 'pg' ? sent.length : inTransaction(sent)
    const most =
      what === 'createMany' ? bulkTrips[engine.kind] : trips[engine.kind][what as (typeof operations)[number]]
    const others = peer[what]
    yield {
      on: engine.kind,
      what: `${unit}: ${what}`,
      budget: most === null ? null : { most },
      measured: spread([counted]),
      unit: '',
      peer: others ? spread([others.length]) : null,
      note: `in all: hand ${hand[what]?.length}, ours ${sent.length}${others ? `, peer ${others.length}` : ''}`,
    }
  }
}

/** The transaction with BEGIN and COMMIT, the read before it apart; a lone read counts itself. */
function inTransaction(sent: readonly string[]): number {
  const begin = sent.findIndex((sql) => /^begin/i.test(sql))
  return begin < 0 ? sent.length : sent.length - begin
}

async function countEach<P, L>(
  engine: Engine,
  name: string,
  open: (store: Store) => Promise<Subject<P, L> | null>,
): Promise<Counted> {
  let sent: string[] = []
  const subject = await open(await engine.open(name, (sql) => sent.push(sql)))
  if (subject === null) return {}
  const counted: Record<string, readonly string[]> = {}
  const works = await worksOf(subject, 200)
  for (const operation of operations) {
    const call = await works[operation](2)
    await call(0)
    sent = []
    await call(1)
    counted[operation] = [...sent]
  }
  if (subject.createMany) {
    const owner = await subject.person(freshEmail(), 'bulk')
    sent = []
    await subject.createMany(owner, 'bulk', Array.from({ length: 500 }, freshEmail))
    counted['createMany'] = [...sent]
  }
  return counted
}
