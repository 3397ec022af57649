import { expect, it } from 'vitest'
import { peopleBase } from './support/people.ts'
import { virtualTime } from './support/virtual-time.ts'

/** Twelve clients who each add a row and read, with slow requests between them. */
async function crowd(seed: number) {
  const clock = virtualTime()
  const faults = { seed, rate: 0.7, kinds: ['latency', 'late_apply'] } as const
  const { base, ask, names } = peopleBase({ clock, wait: clock.wait, faults })
  const client = async (Name: string): Promise<readonly string[]> => {
    await ask('POST', 'People', { fields: { Name } }).catch(() => null)
    return names('?sort[0][field]=No').catch(() => [])
  }
  const clients = Array.from({ length: 12 }, (_, n) => client(`P${n}`))
  const seen = await clock.run(Promise.all(clients))
  base.faults.clear()
  await clock.run(clock.wait(60_000))
  return { seen, rows: base.records('People') }
}

it('many clients meet in another order with each seed, and in the same one with the same', async () => {
  const runs = await Promise.all([1, 2, 3, 1].map(crowd))
  const orders = runs.map(({ rows }) => rows.map(({ fields }) => fields['Name']).join())
  expect(orders[3]).toBe(orders[0])
  expect(runs[3]).toEqual(runs[0])
  expect(new Set(orders).size).toBe(3)
  for (const { rows } of runs) expect(rows.map(({ fields }) => fields['No'])).toEqual(rows.map((_, n) => n + 1))
  expect(runs.some(({ seen, rows }) => seen.some((names) => names.length < rows.length))).toBe(true)
})
