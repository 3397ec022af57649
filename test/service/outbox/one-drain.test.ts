import { describe, expect, it } from 'vitest'
import { createAutoDrain } from '../../../src/service/outbox/auto-drain.ts'

const microtasks = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await Promise.resolve()
}
const rest = () => new Promise((done) => setTimeout(done, 0))

describe('one drain for each process', () => {
  it('runs once at a time, and once more for all who asked meanwhile', async () => {
    let [runs, now, most] = [0, 0, 0]
    const start = createAutoDrain(
      async () => {
        runs++
        most = Math.max(most, ++now)
        await rest()
        now--
      },
      () => undefined,
    )
    await Promise.all(Array.from({ length: 50 }, start))
    expect({ runs, most }).toEqual({ runs: 2, most: 1 })
    await start()
    expect(runs).toBe(3)
  })

  it.each([
    ['works', async () => undefined],
    ['fails', () => Promise.reject(new Error('away'))],
  ])('drains after everybody who asks, at whatever moment, when it %s', async (_, work) => {
    const forgotten: number[] = []
    for (let moment = 0; moment < 20; moment++) {
      let runs = 0
      const start = createAutoDrain(
        () => {
          runs++
          return work()
        },
        () => undefined,
      )
      void start()
      await microtasks(moment)
      const before = runs
      await start()
      await rest()
      if (runs === before) forgotten.push(moment)
    }
    expect(forgotten).toEqual([])
  })

  it('does not forget who asked while it failed', async () => {
    let runs = 0
    const start = createAutoDrain(
      async () => {
        await rest()
        if (++runs === 1) throw new Error('away')
      },
      () => undefined,
    )
    const first = start()
    await Promise.all([first, start()])
    expect(runs).toBe(2)
  })
})
