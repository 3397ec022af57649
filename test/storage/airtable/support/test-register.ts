import type { Register } from '../../../../adapters/storage/airtable/index.ts'
import { seededRandom } from '../../../../src/testing.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A register in memory, as Redis would be far away: it takes time, and some of its answers are lost. */
export function testRegister({ wait }: VirtualTime, seed: number): Register & { readonly names: readonly string[] } {
  const names: string[] = []
  const random = seededRandom(seed)
  const lossy = async <T>(run: () => T): Promise<T> => {
    const [before = 0, after = 0, luck = 0] = random.bytes(3)
    await wait(before / 8)
    if (luck < 20) throw new Error('The connection is lost before')
    const answer = run()
    await wait(after / 8)
    if (luck < 40) throw new Error('The connection is lost after')
    return answer
  }
  return {
    names,
    claim: (position, id) =>
      lossy(() => {
        names[position - 1] ??= id
        return names[position - 1] ?? ''
      }),
    read: (from) => lossy(() => names.slice(from - 1, from + 119)),
  }
}
