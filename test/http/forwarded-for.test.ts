import { describe, expect, it } from 'vitest'
import { webCryptoRandom } from '../../src/defaults/random.ts'
import { createFetchHandler, forwardedFor } from '../../src/http.ts'
import { mintSecret } from '../../src/tokens/secret.ts'
import { stores } from '../support/stores.ts'
import { plainHandler } from './support/mounts.ts'
import { PREFIX, worlds } from './support/world.ts'

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

describe('limits count by the client’s address', () => {
  const [memory] = stores
  if (memory === undefined) throw new TypeError('A store is wanted')
  const open = worlds(plainHandler, memory)

  it('F14: as the rule of the host finds it', async () => {
    const w = await open({ service: { limits: {} }, handler: { clientAddress: forwardedFor(1) } })
    const guess = async (chain: string) => {
      const body = { token: mintSecret('invitation', webCryptoRandom) }
      return (await w.call('POST', '/invitations/preview', { body, headers: { 'x-forwarded-for': chain } })).code
    }
    for (let n = 0; n < 20; n++) expect(await guess(`10.9.8.${n}, 203.0.113.7`)).toBe('invitation_not_found')
    expect(await guess('10.9.8.99, 203.0.113.7')).toBe('rate_limited')
    expect(await guess('203.0.113.7, 203.0.113.8')).toBe('invitation_not_found')
  })

  it('as the socket has it, where there is no rule', async () => {
    const w = await open({ service: { limits: {} } })
    const handler = createFetchHandler(w.service, { prefix: PREFIX })
    const body = () => JSON.stringify({ token: mintSecret('reset', webCryptoRandom) })
    const guess = async (from: string, forged: string) => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': forged }
      const request = new Request('https://app.example.com/api/password/reset/preview', {
        method: 'POST',
        headers,
        body: body(),
      })
      return (await handler(request, { from })).status
    }
    for (let n = 0; n < 20; n++) expect(await guess('203.0.113.7', `10.9.8.${n}`)).toBe(404)
    expect(await guess('203.0.113.7', '10.9.8.99')).toBe(429)
    expect(await guess('203.0.113.8', '203.0.113.7')).toBe(404)
  })
})
