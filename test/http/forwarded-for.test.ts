import { describe, expect, it } from 'vitest'
import { forwardedFor } from '../../src/http.ts'

const through = (hops: number, header: string | null, socket: string | null = '10.0.0.1') => {
  const headers: HeadersInit = header === null ? {} : { 'x-forwarded-for': header }
  return forwardedFor(hops)(new Request('https://app.example.com/', { headers }), socket)
}

describe('forwardedFor', () => {
  it('F14: counts from the right, so that nobody chooses an address', () => {
    expect(through(1, '203.0.113.7')).toBe('203.0.113.7')
    expect(through(1, '1.2.3.4, 203.0.113.7')).toBe('203.0.113.7')
    expect(through(2, '1.2.3.4, 203.0.113.7, 10.0.0.2')).toBe('203.0.113.7')
    expect(through(1, '2001:db8::1')).toBe('2001:db8::1')
  })

  it('reads an address with its port', () => {
    expect(through(1, '203.0.113.7:4711')).toBe('203.0.113.7')
    expect(through(1, '[2001:db8::1]:4711')).toBe('2001:db8::1')
    expect(through(1, '[2001:db8::1]')).toBe('2001:db8::1')
  })

  it('keeps to the socket where the header says less, or no address', () => {
    for (const header of [null, '', ' ', 'unknown', '_hidden', 'a.example', 'x'.repeat(9000), '203.0.113.7,'])
      expect(through(1, header)).toBe('10.0.0.1')
    expect(through(2, '203.0.113.7')).toBe('10.0.0.1')
    expect(through(1, null, null)).toBeNull()
  })

  it('wants to know how many proxies there are', () => {
    for (const hops of [0, -1, 1.5, Number.NaN]) expect(() => forwardedFor(hops)).toThrow(TypeError)
  })
})
