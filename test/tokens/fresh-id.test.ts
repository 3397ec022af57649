import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshId } from '../../src/tokens/fresh-id.ts'

const random = (bytes: Uint8Array) => ({ bytes: (length: number) => bytes.slice(0, length) })
const chances = fc.uint8Array({ minLength: 16, maxLength: 16 })
const times = fc.integer({ min: 0, max: 2 ** 48 - 1 })

describe('a fresh id', () => {
  it('is a UUID of version 7: that of RFC 9562, A.6', () => {
    const bytes = Uint8Array.from(Buffer.from('000000000000' + '0CC3' + '18C4DC0C0C07398F', 'hex'))
    expect(freshId(0x017f22e279b0, random(bytes))).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
  })

  it('has the time in front, the version, the variant, and 74 bits of chance', () => {
    fc.assert(
      fc.property(times, chances, (now, bytes) => {
        const id = freshId(now, random(bytes))
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        const hex = id.replaceAll('-', '')
        const all = BigInt(`0x${hex}`)
        expect(Number(all >> 80n)).toBe(now)
        const chance = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
        const free = (((1n << 12n) - 1n) << 64n) | ((1n << 62n) - 1n)
        expect(all & free).toBe(chance & free)
      }),
      { numRuns: 1000 },
    )
  })

  it('made later is greater as text, which is how lists read', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 1_000_000 }), chances, chances, (now, later, a, b) => {
        if (now + later >= 2 ** 48) return
        expect(freshId(now, random(a)) < freshId(now + later, random(b))).toBe(true)
      }),
    )
  })

  it('made in one millisecond differs by chance', () => {
    const ids = new Set<string>()
    for (let n = 0; n < 10_000; n++)
      ids.add(freshId(1, { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) }))
    expect(ids.size).toBe(10_000)
  })
})
