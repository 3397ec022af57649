import type { Json } from '../domain/records.ts'
import { type Calls, endingOf, runCalls } from './calls.ts'
import type { FaultPoint, ProofStore } from './proof.ts'
import { createProofService } from './proof-service.ts'
import type { Facts } from './scene.ts'
import { scenes } from './scenes.ts'

/** An argument by which a process knows that the kit started it. */
export const PROOF_PROCESS = 'invitekit-proof'

/** What a process of the proof is for. */
export interface ProofTask {
  /** The module that opens the store: the option `worker`. */
  readonly worker: string
  /** What it opens: `ProofStore.shared`. */
  readonly shared: Json
  /** The name of the scene that the process plays in. */
  readonly scene: string
  /** Whether it is to fail: then the store is opened with fault points. */
  readonly faults: boolean
}

/** What a process is told: some calls of a round, or one call and the fault point at which the process dies. */
export type Order = { readonly calls: Calls } | { readonly facts: Facts; readonly dieAt: number }

interface Worker {
  openShared(shared: Json): Promise<ProofStore>
  openSharedWithFaults(shared: Json, at: (point: FaultPoint) => Promise<void>): Promise<ProofStore>
}

/**
 * What a process of the proof runs. The kit starts those processes itself and calls this there; in any other process it
 * does nothing.
 *
 * @example
 * await serveProof({ worker: 'file:///app/open-shared.js', shared: {}, scene: 'accept one link: one winner', faults: false })
 */
export async function serveProof({ worker, shared, scene: name, faults }: ProofTask): Promise<void> {
  const { process } = globalThis
  const scene = scenes.find((one) => one.name === name)
  if (!process?.argv?.includes(PROOF_PROCESS) || !process.send || !scene) return
  let left = 0
  const at = async (): Promise<void> => {
    if (--left !== 0) return
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => undefined)
  }
  const { openShared, openSharedWithFaults } = (await import(worker)) as Worker
  const { storage } = await (faults ? openSharedWithFaults(shared, at) : openShared(shared))
  const obey = async (order: Order): Promise<readonly string[]> => {
    if ('calls' in order) return runCalls(scene, storage, order.calls)
    left = order.dieAt
    return [await endingOf(scene.crowd(createProofService(storage), order.facts, 0))]
  }
  process.on('message', async (order: Order) => process.send?.(await obey(order)))
  process.on('disconnect', () => process.exit())
  process.send([])
}
