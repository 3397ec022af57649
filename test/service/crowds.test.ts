import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCrowds } from '../../src/service/crowds.ts'

const MOST = 5

/** A counter as limiters have it: whoever is right forgets it. */
function counter() {
  let counted = 0
  return {
    ask: () => (++counted > MOST ? 60 : null),
    forget: () => {
      counted = 0
    },
  }
}

describe('a crowd', () => {
  const attempts = fc.array(fc.record({ isRight: fc.boolean(), key: fc.constantFrom('one', 'two') }), { maxLength: 30 })

  it('is let in or turned away to the last one, however it goes: no more wrong ones than there is room for, and no right one where all are right', async () => {
    await fc.assert(
      fc.asyncProperty(attempts, fc.boolean(), fc.scheduler(), async (all, areAllRight, s) => {
        const enter = createCrowds()
        const counters = { one: counter(), two: counter() }
        const wrong = { one: 0, two: 0 }
        const ends = all.map(async ({ isRight, key }): Promise<'in' | 'away'> => {
          await s.schedule(Promise.resolve())
          const of = counters[key as 'one' | 'two']
          const entered = await enter(key, () => s.schedule(Promise.resolve()).then(of.ask))
          if ('wait' in entered) return 'away'
          await s.schedule(Promise.resolve())
          if (isRight || areAllRight) of.forget()
          else wrong[key as 'one' | 'two']++
          entered.leave()
          return 'in'
        })
        await s.waitFor(Promise.all(ends))
        const outcomes = await Promise.all(ends)
        if (areAllRight) expect(outcomes.every((outcome) => outcome === 'in')).toBe(true)
        if (all.every(({ isRight }) => !isRight) && !areAllRight)
          expect(Math.max(wrong.one, wrong.two)).toBeLessThanOrEqual(MOST)
      }),
      { numRuns: 300 },
    )
  })

  it('goes on when one cannot be asked for', async () => {
    const enter = createCrowds()
    const { ask, forget } = counter()
    const failing = Array.from({ length: 3 }, () => enter('key', () => Promise.reject(new Error('down'))))
    const right = Array.from({ length: 12 }, async () => {
      const entered = await enter('key', async () => ask())
      if ('wait' in entered) return entered.wait
      await Promise.resolve()
      forget()
      entered.leave()
      return null
    })
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'))
    expect(await Promise.all(right)).toEqual(Array(12).fill(null))
  })
})
