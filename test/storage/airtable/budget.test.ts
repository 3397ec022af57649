import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBudget } from '../../../adapters/storage/airtable/budget.ts'
import { wait } from '../../../adapters/storage/airtable/time.ts'
import { virtualTime } from './support/virtual-time.ts'

// Airtable counts requests when they arrive, and one too many is thirty seconds of silence for everybody.

const request = fc.record({
  /** Milliseconds after the one before that it is wanted. */
  wanted: fc.nat(600),
  /** How long it is on its way to Airtable, and its answer on the way back. */
  there: fc.nat(900),
  back: fc.nat(300),
  /** How long it may wait; most may wait for all others. */
  patience: fc.oneof({ weight: 3, arbitrary: fc.constant(1_000_000) }, fc.nat(2000)),
})

it.each([1, 4, 5])('%i requests arrive in a second at most, however long they are on their way', async (perSecond) => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 40 }), async (requests) => {
      const { clock, after } = virtualTime()
      const time = { now: clock.now, after, random: () => 0.5 }
      const budget = createBudget(time, perSecond)
      const arrived: number[] = []
      let start = 0
      const sent = requests.map(async ({ wanted, there, back, patience }) => {
        start += wanted
        await wait(time, start)
        const answered = await budget.take(time.now() + patience).catch(() => null)
        if (answered === null) return
        await wait(time, there)
        arrived.push(time.now())
        await wait(time, back)
        answered()
      })
      await Promise.all(sent)
      const at = arrived.toSorted((a, b) => a - b)
      expect(at.length).toBeGreaterThanOrEqual(requests.filter(({ patience }) => patience === 1_000_000).length)
      for (const [n, one] of at.entries())
        if (n >= perSecond) expect(one - (at[n - perSecond] ?? 0)).toBeGreaterThanOrEqual(1000)
    }),
    { numRuns: 300 },
  )
})
