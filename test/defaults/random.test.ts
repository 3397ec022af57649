import { describe, expect, it, vi } from 'vitest'
import { webCryptoRandom } from '../../src/defaults/random.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('the default chance', () => {
  it('gives as many bytes as it is asked for, also more than it draws ahead', () => {
    for (const length of [0, 1, 16, 32, 4095, 4096, 4097, 65_536])
      expect(webCryptoRandom.bytes(length)).toHaveLength(length)
  })

  it('gives each byte once: no two of many are the same, and none is left empty', () => {
    const given = Array.from({ length: 5000 }, () => hex(webCryptoRandom.bytes(16)))
    expect(new Set(given).size).toBe(given.length)
    expect(given).not.toContain('0'.repeat(32))
  })

  it('keeps nothing of what it gave: it is wiped where it was drawn', () => {
    const draw = vi.spyOn(crypto, 'getRandomValues')
    try {
      webCryptoRandom.bytes(4096)
      const first = webCryptoRandom.bytes(1)
      const drawn = draw.mock.results.at(-1)?.value as Uint8Array
      expect([drawn.length, drawn[0]]).toEqual([4096, 0])
      first.fill(7)
      expect(drawn[0]).toBe(0)
    } finally {
      draw.mockRestore()
    }
  })
})
