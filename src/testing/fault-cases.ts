import { endingOf } from './calls.ts'
import { consumingScenes } from './consuming-scenes.ts'
import { converge } from './converge.ts'
import { allRows, brokenPromises } from './promises.ts'
import type { FaultPoint, ProofCase, ProofOptions, ProofReport, ProofStore } from './proof.ts'
import { atomicExempt, proofCase } from './proof-case.ts'
import { createProofService } from './proof-service.ts'
import type { Scene } from './scene.ts'

const MOST = 1000 // fault points of one call: more than that is a call that never ends

/** Why no case applies that needs faults. */
export const faultsExempt = ({ openWithFaults }: ProofOptions): string | null =>
  openWithFaults ? null : 'the option "openWithFaults" is not given'

/** An error before and after each statement of each verb that uses something up. */
export function faultCases(options: ProofOptions): readonly ProofCase[] {
  const exempt = atomicExempt(options) ?? faultsExempt(options)
  return consumingScenes.flatMap((scene) =>
    [false, true].map((isWorse) => {
      const fault = createFault(isWorse)
      const name = `${verbOf(scene)}, an error before and after each statement${isWorse ? ', and at the ROLLBACK' : ''}`
      const open = () => options.openWithFaults?.(fault.at) ?? options.open()
      return proofCase(options, { group: 'faults', name }, (store) => everyPoint(scene, store, fault), { exempt, open })
    }),
  )
}

/** What the callers of a scene do, in a few words. */
export const verbOf = ({ name }: Scene): string => name.replace(/:.*/, '')

/** One fault at a time: a statement is refused before it runs, or its answer is lost after it has. */
function createFault(isWorse: boolean) {
  let left = 0
  let hasFailed = false
  return {
    at({ side, statement }: FaultPoint): void {
      const isNow = left > 0 && --left === 0
      const isRollback = isWorse && hasFailed && side === 'after' && /^\s*rollback/i.test(statement)
      if (!isNow && !isRollback) return
      hasFailed = true
      if (side === 'before') throw new Error('This statement is refused')
      throw Object.assign(new Error('The connection is lost'), { code: 'ECONNRESET' })
    },
    /** Lets the n-th point from now fail, none for 0; whether one has failed before. */
    arm(n: number): boolean {
      const had = hasFailed
      left = n
      hasFailed = false
      return had
    },
  }
}

async function everyPoint(
  scene: Scene,
  store: ProofStore,
  fault: ReturnType<typeof createFault>,
): Promise<ProofReport> {
  const service = createProofService(store.storage)
  const broken: string[] = []
  let wrongWinners = 0
  for (let n = 1; n <= MOST; n++) {
    const facts = await scene.prepare(service, `fault-${n}`).catch((error: unknown) => {
      throw new Error(`After fault point ${n - 1} nothing works any more: ${String(error)}`)
    })
    fault.arm(n)
    const first = await endingOf(scene.crowd(service, facts, 0))
    const wasReached = fault.arm(0)
    const wrong = await converge(scene, store, facts, first)
    if (wrong.length > 0) wrongWinners++
    broken.push(...wrong.map((sentence) => `At fault point ${n}: ${sentence}`))
    if (wasReached) continue
    if (n === 1) broken.push('The store asks nobody before and after its statements')
    broken.push(...brokenPromises(await allRows(store)))
    return { rounds: n, wrongWinners, brokenPromises: broken }
  }
  return { rounds: MOST, wrongWinners, brokenPromises: [...broken, 'The call has no end'] }
}
