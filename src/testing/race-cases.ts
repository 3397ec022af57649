import type { Storage } from '../ports/storage.ts'
import { endingOf, runCalls } from './calls.ts'
import { meetingScenes } from './meeting-scenes.ts'
import { allRows, brokenPromises } from './promises.ts'
import type { ProofCase, ProofOptions, ProofReport, ProofStore } from './proof.ts'
import { proofCase, sceneExempt } from './proof-case.ts'
import { createProofService } from './proof-service.ts'
import { race } from './race.ts'
import type { Scene } from './scene.ts'
import { scenes } from './scenes.ts'

/** Many callers at once in this process; and one whole call between the reads and the commit of another. */
export function raceCases(options: ProofOptions): readonly ProofCase[] {
  const { callers = 16 } = options
  const many = scenes.map((scene) => {
    const prove = (store: ProofStore) =>
      race(scene, store, options, (facts, turn) =>
        runCalls(scene, store.storage, { facts, turn, first: 0, count: callers, callers }),
      )
    const exempt = sceneExempt(options, scene)
    return proofCase(options, { group: 'races', name: scene.name }, prove, { exempt })
  })
  const between = meetingScenes.map((scene) => {
    const name = `${scene.name}, between its reads and its commit`
    const exempt = sceneExempt(options, scene)
    return proofCase(options, { group: 'races', name }, (store) => interrupt(scene, store), { exempt })
  })
  return [...many, ...between]
}

/** Lets something whole happen between the reads of a call and its first commit: then the call finds out. */
async function interrupt(scene: Scene, store: ProofStore): Promise<ProofReport> {
  const { storage } = store
  const service = createProofService(storage)
  const facts = await scene.prepare(service, 'between')
  const other = async () => scene.other?.call(service, facts, 1) ?? scene.meanwhile?.(storage, facts, 1)
  let meanwhile: string | null = null
  const interrupted: Storage = {
    capabilities: storage.capabilities,
    load: (plan, inputs) => storage.load(plan, inputs),
    list: (query) => storage.list(query),
    async commit(change) {
      meanwhile ??= await endingOf(other())
      return storage.commit(change)
    },
    committed: (id) => storage.committed(id),
    purge: (before, limit) => storage.purge(before, limit),
  }
  const ending = await endingOf(scene.crowd(createProofService(interrupted), facts, 0))
  const rows = await allRows(store)
  const effects = rows.event.filter((event) => scene.isEffect(event, facts)).length
  const isRight = scene.other ? scene.refusals.some((code) => code === ending) : ending === 'done'
  const broken = [
    ...(meanwhile === 'done' ? [] : [`What came between ended with: ${meanwhile}`]),
    ...(isRight ? [] : [`The call ended with: ${ending}`]),
    ...(effects === (ending === 'done' ? 1 : 0)
      ? []
      : [`The call ended with "${ending}" and took effect ${effects} times`]),
    ...brokenPromises(rows),
    ...(scene.broken?.(rows, facts) ?? []),
  ]
  return { rounds: 1, wrongWinners: isRight ? 0 : 1, brokenPromises: broken }
}
