import { times } from './check.ts'
import { processesExempt, startProcess } from './processes.ts'
import type { ProofCase, ProofOptions, ProofReport, ProofStore } from './proof.ts'
import { proofCase, sceneExempt } from './proof-case.ts'
import { race } from './race.ts'
import type { Facts, Scene } from './scene.ts'
import { scenes } from './scenes.ts'

/** Many callers at once in several processes. */
export function processCases(options: ProofOptions): readonly ProofCase[] {
  return scenes.map((scene) => {
    const exempt = sceneExempt(options, scene) ?? processesExempt(options)
    const prove = (store: ProofStore) => raceProcesses(scene, store, options)
    return proofCase(options, { group: 'processes', name: scene.name }, prove, { exempt })
  })
}

async function raceProcesses(scene: Scene, store: ProofStore, options: ProofOptions): Promise<ProofReport> {
  const { processes = 4, callers: count = 16 } = options
  const callers = processes * count
  const children = await Promise.all(times(processes, () => startProcess(options, store, scene, false)))
  const run = async (facts: Facts, turn: number) => {
    const orders = children.map((child, n) => child.tell({ calls: { facts, turn, first: n * count, count, callers } }))
    return (await Promise.all(orders)).flatMap((endings) => endings ?? times(count, () => 'the process died'))
  }
  try {
    return await race(scene, store, options, run)
  } finally {
    for (const child of children) child.end()
  }
}
