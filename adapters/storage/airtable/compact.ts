import type { Order } from './order.ts'
import type { Snapshots } from './snapshots.ts'
import type { Table } from './table.ts'
import type { Time } from './time.ts'

/** Writes the state down from time to time, and deletes what it replaces. */
export interface Compaction {
  /** After a commit of this process: does its work behind it, where the turn has come to it. */
  follow(place: number, behind: (work: () => Promise<void>) => void): void
  /** Writes the state down now. */
  snapshot(deadline: number): Promise<void>
  run(deadline: number): Promise<void>
}

const EVERY = 200 // rows of the log: two pages for a process that starts
const DAY = 24 * 60 * 60_000
const PATIENCE = 120_000

export function createCompaction({
  log,
  snapshots,
  order,
  time,
}: {
  readonly log: Table
  readonly snapshots: Snapshots
  readonly order: Order
  readonly time: Time
}): Compaction {
  async function snapshot(deadline: number): Promise<void> {
    const state = order.fold.state()
    if (state !== null) await snapshots.write(crypto.randomUUID(), state, deadline)
  }

  async function run(deadline: number): Promise<void> {
    await order.catchUp(deadline)
    const { whole, rest } = await snapshots.read(deadline)
    if (order.fold.upTo - (whole[0]?.upTo ?? 0) >= EVERY / 2) await snapshot(deadline)
    const dayAgo = time.now() - DAY
    // A process may read the log from where it was when this snapshot was new: for a day.
    const old = whole.findIndex(({ createdAt }) => createdAt <= dayAgo)
    const lasting = whole[old]
    if (lasting === undefined) return
    await log.remove(await order.superfluous(lasting.upTo, lasting.createdAt, deadline), deadline)
    const halves = rest.filter(({ createdTime }) => Date.parse(createdTime) <= dayAgo).map(({ id }) => id)
    await snapshots.remove([...whole.slice(old + 1).flatMap(({ records }) => records), ...halves], deadline)
  }

  return {
    snapshot,
    run,
    follow(place, behind) {
      // The numbers choose who does it: one process for each two hundred rows.
      if (place % EVERY === 0) behind(() => run(time.now() + PATIENCE))
    },
  }
}
