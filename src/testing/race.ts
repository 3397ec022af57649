import type { Storage } from '../ports/storage.ts'
import { counted } from './check.ts'
import { allRows, brokenPromises } from './promises.ts'
import type { ProofOptions, ProofReport, ProofStore } from './proof.ts'
import { createProofService } from './proof-service.ts'
import { type AllRows, type Facts, isOther, type Scene } from './scene.ts'

/** A round that is over: how each call ended, in the order of the callers. */
interface Round {
  readonly facts: Facts
  readonly turn: number
  readonly endings: readonly string[]
}

/** Races a scene round by round, and then reads what became of it; `run` makes the calls of a round. */
export async function race(
  scene: Scene,
  store: ProofStore,
  { rounds = 5, seed = 1 }: ProofOptions,
  run: (facts: Facts, turn: number) => Promise<readonly string[]>,
): Promise<ProofReport> {
  const over: Round[] = []
  for (let n = 0; n < rounds; n++) {
    const facts = await scene.prepare(createProofService(store.storage), `round-${n}`)
    const calls = run(facts, seed + n)
    const [endings] = await Promise.all([calls, keepDoing(scene, store.storage, facts, calls)])
    over.push({ facts, turn: seed + n, endings })
  }
  const rows = await allRows(store)
  const broken = new Set([...brokenPromises(rows), ...over.flatMap((round) => brokenIn(scene, round, rows))])
  return {
    rounds,
    wrongWinners: over.filter((round) => !hasRightWinners(scene, round)).length,
    brokenPromises: [...broken],
  }
}

async function keepDoing({ meanwhile }: Scene, storage: Storage, facts: Facts, calls: Promise<unknown>): Promise<void> {
  let isRunning = meanwhile !== undefined
  const stop = () => {
    isRunning = false
  }
  calls.then(stop, stop)
  for (let n = 0; isRunning; n++) {
    await meanwhile?.(storage, facts, n)
    await turn()
  }
}

/** Lets everything else go on, messages of other processes too: a storage that never waits would leave them no time. */
function turn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    resolve()
  }
  port2.postMessage(null)
  return promise
}

/** How the calls of the crowd ended, or those of the others. */
function tallyOf(scene: Scene, { endings, turn }: Round, which: 'crowd' | 'other') {
  const own = endings.filter((_, n) => isOther(scene, n, endings.length, turn) === (which === 'other'))
  return { callers: own.length, done: own.filter((ending) => ending === 'done').length }
}

const hasRightWinners = (scene: Scene, round: Round): boolean =>
  scene.isRight(tallyOf(scene, round, 'crowd'), tallyOf(scene, round, 'other'))

function brokenIn(scene: Scene, round: Round, rows: AllRows): readonly string[] {
  const { facts, endings } = round
  const allowed: readonly string[] = ['done', ...scene.refusals]
  const { done } = tallyOf(scene, round, 'crowd')
  const effects = rows.event.filter((event) => scene.isEffect(event, facts)).length
  return [
    ...(hasRightWinners(scene, round) ? [] : [`A round ended ${JSON.stringify(counted(endings))}`]),
    ...endings.filter((ending) => !allowed.includes(ending)).map((ending) => `A caller ended with: ${ending}`),
    ...(effects === (scene.isRepeatable ? Math.min(done, 1) : done)
      ? []
      : [`${done} callers were told that it is done, and ${effects} times it was`]),
    ...(scene.broken?.(rows, facts) ?? []),
  ]
}
