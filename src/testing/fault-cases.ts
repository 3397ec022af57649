import { endingOf } from './calls.ts'
import { consumingScenes } from './consuming-scenes.ts'
import { converge } from './converge.ts'
import { allRows, brokenPromises } from './promises.ts'
import type { FaultPoint, ProofCase, ProofOptions, ProofReport, ProofStore } from './proof.ts'
import { proofCase, sceneExempt } from './proof-case.ts'
import { createProofService } from './proof-service.ts'
import type { Scene } from './scene.ts'

const MOST = 1500 // faults of one call: more than that is a call that never ends

/** Why no case applies that needs faults. */
export const faultsExempt = ({ openWithFaults }: ProofOptions): string | null =>
  openWithFaults ? null : 'the option "openWithFaults" is not given'

/** Each statement of each verb that uses something up is refused, or the connection is lost before it or after it. */
export function faultCases(options: ProofOptions): readonly ProofCase[] {
  return consumingScenes.flatMap((scene) =>
    [false, true].map((isWorse) => {
      const fault = createFault(isWorse)
      const name = `${verbOf(scene)}, an error before and after each statement${isWorse ? ', and at the ROLLBACK' : ''}`
      const exempt = sceneExempt(options, scene) ?? faultsExempt(options)
      const open = () => options.openWithFaults?.(fault.at) ?? options.open()
      return proofCase(options, { group: 'faults', name }, (store) => everyPoint(scene, store, fault), { exempt, open })
    }),
  )
}

/** What the callers of a scene do, in a few words. */
export const verbOf = ({ name }: Scene): string => name.replace(/:.*/, '')

const refused = (): Error => new Error('This statement is refused')
const lost = (): Error => Object.assign(new Error('The connection is lost'), { code: 'ECONNRESET' })

/** What may go wrong before a statement, which then has no effect, and after it has had its own. */
const troubles = { before: [refused, lost], after: [lost] } as const
const SHOWN = 40 // characters of a statement in a message

/** One fault at a time: a statement is refused, the connection is lost before it, or its answer is lost. */
function createFault(isWorse: boolean) {
  let left = 0
  let happened: string | null = null
  return {
    at({ side, statement }: FaultPoint): void {
      if (isWorse && happened !== null && side === 'after' && /^\s*rollback/i.test(statement)) throw lost()
      for (const trouble of troubles[side]) {
        if (left === 0 || --left > 0) continue
        const error = trouble()
        happened = `${error.message} ${side} "${statement.slice(0, SHOWN)}"`
        throw error
      }
    },
    /** Lets the n-th fault from now happen, none for 0; what has happened before. */
    arm(n: number): string | null {
      const before = happened
      left = n
      happened = null
      return before
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
      throw new Error(`After fault ${n - 1} nothing works any more: ${String(error)}`)
    })
    fault.arm(n)
    const first = await endingOf(scene.crowd(service, facts, 0))
    const happened = fault.arm(0)
    const wrong = await converge(scene, store, facts, first)
    if (wrong.length > 0) wrongWinners++
    broken.push(...wrong.map((sentence) => `At fault ${n} (${happened}): ${sentence}`))
    if (happened !== null) continue
    if (n === 1) broken.push('The store asks nobody before and after its statements')
    broken.push(...brokenPromises(await allRows(store)))
    return { rounds: n, wrongWinners, brokenPromises: broken }
  }
  return { rounds: MOST, wrongWinners, brokenPromises: [...broken, 'The call has no end'] }
}
