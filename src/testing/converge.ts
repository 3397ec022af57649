import { errors } from '../domain/errors.ts'
import { endingOf } from './calls.ts'
import type { ProofStore } from './proof.ts'
import { createProofService } from './proof-service.ts'
import { type Facts, IDLE, type Scene, TWO_ANSWERS } from './scene.ts'

/** How often the calls of a round took effect. */
async function effectsOf(scene: Scene, { rows }: ProofStore, facts: Facts): Promise<number> {
  return (await rows('event')).filter((event) => scene.isEffect(event, facts)).length
}

const isRefusal = (ending: string): boolean => ending === IDLE || Object.hasOwn(errors, ending)

/**
 * Makes a call again that something went wrong with, and says what is not right: it took effect once, the first answer was
 * no lie, and the second one is an answer.
 */
export async function converge(
  scene: Scene,
  store: ProofStore,
  facts: Facts,
  first: string,
): Promise<readonly string[]> {
  const effects = await effectsOf(scene, store, facts)
  const again = await endingOf(scene.crowd(createProofService(store.storage), facts, 0))
  const all = await effectsOf(scene, store, facts)
  const ended = `the first call ended with "${first}" (${effects} effects), the second with "${again}" (${all} effects)`
  const wrong: readonly (readonly [boolean, string])[] = [
    [all !== 1, 'It must take effect once'],
    [first === 'done' && effects !== 1, 'A call must not be told "done" when it is not'],
    [isRefusal(first), 'A call that meets nobody must not be refused'],
    [first === TWO_ANSWERS, 'Who asks twice must get one answer'],
    [again !== 'done' && !isRefusal(again), 'A call that is made again must get an answer'],
    [again === 'busy', 'A call that is made again must not find the store busy'],
    scene.isRepeatable
      ? [again !== 'done', 'A call that is made again must be told the same']
      : [again === 'done' && effects > 0, 'A call must not be told that it did what was done before'],
  ]
  return wrong.flatMap(([is, promise]) => (is ? [`${promise}: ${ended}`] : []))
}
