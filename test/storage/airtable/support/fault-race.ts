import { InviteError } from '../../../../src/index.ts'
import { seededRandom } from '../../../../src/testing.ts'
import { type TestBase, testBase } from './base.ts'
import type { Protocol, Redeemer } from './protocol.ts'

/** What a client was told. `refused` means that nothing was written; `killed` was told nothing. */
export type Told = 'committed' | 'conflict' | 'undecided' | 'refused' | 'killed'

const CLIENTS = 4
const SEATS = 1
const QUIET = 13 * 60_000
const PACE = 2000 // milliseconds between those who look: all together have five requests a second

// What shows two processes different logs: the race is decided by these, and not by who is refused.
const unseen = ['late_visible', 'stale_read', 'latency', 'late_apply', 'double_apply'] as const

/** Numbers out of a seed, each below a limit. */
function dice(seed: number): (below: number) => number {
  const random = seededRandom(seed)
  return (below) => {
    const [a = 0, b = 0] = random.bytes(2)
    return (a * 256 + b) % below
  }
}

/**
 * Several clients redeem one link while Airtable does what it may do at its worst; then it is quiet, and what the log says
 * is compared with what everybody was told. Gives what is wrong, each in a sentence.
 */
export async function raceWithFaults(seed: number, protocol: Protocol): Promise<readonly string[]> {
  const roll = dice(seed)
  const test = testBase({
    seed,
    tables: protocol.tables,
    limits: roll(3) === 0 ? {} : { perBase: null, perToken: null },
  })
  const redeemers = await protocol.open(test, CLIENTS)
  test.base.faults.schedule({
    seed,
    rate: (5 + roll(55)) / 100,
    ...(roll(2) === 0 ? {} : { kinds: unseen }),
    latest: roll(2) === 0 ? '30s' : '8m',
    hidden: protocol.hidden ?? '40s',
  })
  const killedAt = roll(4) === 0 ? roll(8) : null
  const told = await Promise.all(
    redeemers.map(async (redeemer, n) => {
      await test.time.wait(roll(2) === 0 ? 0 : roll(2000))
      if (n === 0 && killedAt !== null) redeemer.dieAfter(killedAt)
      return play(redeemer, test)
    }),
  )
  test.base.faults.clear()
  await test.time.wait(QUIET)
  return judge(test, await protocol.winners(test), redeemers, told)
}

/** One client: it asks again where it was refused, and gives up in the end. */
async function play(redeemer: Redeemer, { time }: TestBase): Promise<Told> {
  for (let tries = 0; ; tries++) {
    const told = await Promise.race([redeemer.redeem().catch(codeOf), redeemer.dead])
    if (told !== 'refused' || tries === 2) return told
    await time.wait(36_000)
  }
}

function codeOf(error: unknown): Told {
  if (error instanceof InviteError && error.code === 'temporarily_unavailable') return 'refused'
  throw error
}

async function judge(
  { time }: TestBase,
  winners: readonly string[],
  redeemers: readonly Redeemer[],
  told: readonly Told[],
): Promise<readonly string[]> {
  const wrong: string[] = []
  if (winners.length > SEATS) wrong.push(`${winners.length} redemptions took effect`)
  const sure = told.filter((one) => one === 'committed').length
  if (sure > SEATS) wrong.push(`${sure} clients were told that they redeemed it`)
  for (const [n, redeemer] of redeemers.entries()) {
    const answer = told[n]
    const isWinner = winners.includes(redeemer.name)
    if (answer === 'committed' && !isWinner) wrong.push('A client was told "committed", and the log says no')
    if ((answer === 'conflict' || answer === 'refused') && isWinner)
      wrong.push(`A client was told "${answer}", and the log says that it won`)
    if (answer === 'killed') continue
    redeemer.dieAfter(Number.POSITIVE_INFINITY)
    await time.wait(PACE)
    const resolved = await redeemer.resolve()
    if (answer === 'undecided' && resolved === 'open') wrong.push('After quiet a commit cannot be resolved')
    if ((resolved === 'committed') !== isWinner) wrong.push(`A commit was resolved as "${resolved}", and it is not so`)
    if (!(await redeemer.agrees())) wrong.push('Two processes read one log and see two states')
  }
  return wrong
}
