import { times } from './check.ts'
import { consumingScenes } from './consuming-scenes.ts'
import { converge } from './converge.ts'
import { faultsExempt, verbOf } from './fault-cases.ts'
import { processesExempt, startProcess } from './processes.ts'
import { allRows, brokenPromises } from './promises.ts'
import type { ProofCase, ProofOptions, ProofReport, ProofStore } from './proof.ts'
import { proofCase, sceneExempt } from './proof-case.ts'
import { createProofService } from './proof-service.ts'
import type { Facts, Scene } from './scene.ts'

/** A process that dies before and after each statement of each verb that uses something up. */
export function crashCases(options: ProofOptions): readonly ProofCase[] {
  return consumingScenes.map((scene) => {
    const exempt = sceneExempt(options, scene) ?? processesExempt(options) ?? faultsExempt(options)
    const name = `${verbOf(scene)}, killed before and after each statement`
    return proofCase(options, { group: 'crash', name }, (store) => everyPoint(scene, store, options), { exempt })
  })
}

async function everyPoint(scene: Scene, store: ProofStore, options: ProofOptions): Promise<ProofReport> {
  const processes = scene.takesAny ? 1 : (options.processes ?? 4)
  const broken: string[] = []
  let wrongWinners = 0
  for (let first = 1; ; first += processes) {
    // One after the other: who prepares may drain the mails of all.
    const points: { readonly at: number; readonly facts: Facts }[] = []
    for (const at of times(processes, (n) => first + n))
      points.push({ at, facts: await scene.prepare(createProofService(store.storage), `crash-${at}`) })
    const deaths = await Promise.all(points.map((point) => die(scene, store, options, point)))
    for (const { facts, ending, at } of deaths) {
      const wrong = await converge(scene, store, facts, ending)
      if (wrong.length > 0) wrongWinners++
      broken.push(...wrong.map((sentence) => `Killed at fault point ${at}: ${sentence}`))
    }
    const died = deaths.filter(({ ending }) => ending === 'killed').length
    if (died === 0 && first === 1) broken.push('The worker asks nobody before and after its statements')
    if (died < processes) {
      const rounds = first + died
      return { rounds, wrongWinners, brokenPromises: [...broken, ...brokenPromises(await allRows(store))] }
    }
  }
}

/** A process of its own makes a call, and dies at a fault point; behind the last one it lives on. */
async function die(
  scene: Scene,
  store: ProofStore,
  options: ProofOptions,
  { at, facts }: { readonly at: number; readonly facts: Facts },
) {
  const child = await startProcess(options, store, scene, true)
  try {
    const [ending] = (await child.tell({ facts, dieAt: at })) ?? ['killed']
    return { facts, at, ending: ending ?? '' }
  } finally {
    child.end()
  }
}
