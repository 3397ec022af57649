import { expect, it } from 'vitest'
import { seededRandom } from '../../src/testing.ts'

it('gives the same bytes for the same seed, and others for another', () => {
  const bytes = [...seededRandom(1).bytes(64)]
  expect([...seededRandom(1).bytes(64)]).toEqual(bytes)
  expect([...seededRandom(2).bytes(64)]).not.toEqual(bytes)
  const random = seededRandom(1)
  expect([...random.bytes(32), ...random.bytes(32)]).toEqual(bytes)
})

it('gives every byte about as often as the others', () => {
  const counts = new Array<number>(256).fill(0)
  for (const byte of seededRandom(7).bytes(256 * 400)) counts[byte] = (counts[byte] ?? 0) + 1
  expect(Math.min(...counts)).toBeGreaterThan(300)
  expect(Math.max(...counts)).toBeLessThan(500)
})

it('refuses a seed that is no whole number', () => {
  expect(() => seededRandom(0.5)).toThrow(new TypeError('"seed" must be a whole number'))
  expect(() => seededRandom(Number.NaN)).toThrow(TypeError)
})
