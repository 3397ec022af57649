import { setTimeout as wait } from 'node:timers/promises'
import { storm } from '../budgets.ts'
import type { Engine } from '../engines/store.ts'
import { percentiles, spread } from '../measure.ts'
import type { BenchOptions } from '../options.ts'
import type { OpenPeer } from '../peer/install.ts'
import type { Row } from '../report.ts'
import { freshEmail, many, type Subject } from '../subject.ts'
import { ours } from '../subjects/ours.ts'

const LOGINS = 64
const PEOPLE = 8
const EVERY = 5 // milliseconds, from one validation to the next

/** How long a link waits while 64 people log in, each with the hash that they would have. */
export async function* stormRows(engine: Engine, openPeer: OpenPeer, options: BenchOptions): AsyncGenerator<Row> {
  const us = await stormOf(await ours(await engine.open('storm_ours'), { hashing: true }))
  const subject = await openPeer(await engine.open('storm_peer'), { hashing: true })
  const peer = subject && (await stormOf(subject))
  const p99s: { ours: number; peer: number }[] = []
  for (let round = 0; round < (options.quick ? 2 : 6); round++)
    p99s.push({ ours: await us(), peer: (await peer?.()) ?? Number.NaN })
  yield {
    on: engine.kind,
    what: 'validate p99, 64 logins',
    budget: storm,
    measured: spread(p99s.map((round) => round.ours)),
    unit: 'ms',
    peer: peer && spread(p99s.map((round) => round.peer)),
  }
}

async function stormOf<P, L>(subject: Subject<P, L>): Promise<() => Promise<number>> {
  const owner = await subject.person(freshEmail(), 'storm')
  const emails = await many(PEOPLE, async () => freshEmail())
  for (const email of emails) await subject.person(email, 'storm')
  const invited = freshEmail()
  const link = await subject.shown(await subject.create(owner, 'storm', invited), invited)
  await many(1000, () => subject.validate(link), LOGINS) // all connections are open, and know the statement
  return async () => {
    let isOver = false
    const logins = many(LOGINS, (n) => subject.login(emails[n % PEOPLE] ?? ''), LOGINS).finally(() => {
      isOver = true
    })
    // At a steady pace, whether or not the earlier ones were answered: else a stall would be seen once only.
    const times: Promise<number>[] = []
    while (!isOver) {
      const started = performance.now()
      times.push(subject.validate(link).then(() => performance.now() - started))
      await wait(EVERY)
    }
    await logins
    return percentiles(await Promise.all(times)).p99
  }
}
