import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientNetwork } from '../../src/domain/client-address.ts'

describe('what a client’s address counts as', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:50123', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['[::ffff:192.0.2.7]:443', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:50123', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['1:2:3:4:5:6:192.0.2.7', '1:2:3:4::/64'],
  ])('%s: %s', (from, network) => {
    expect(clientNetwork(from)).toBe(network)
  })

  it('CVE-2026-46356, CVE-2026-29794: is one and the same for all that is no address, so that nobody invents counters', () => {
    const texts = [
      '',
      'x',
      'unknown',
      '256.0.2.7',
      '1.2.3',
      '1.2.3.4.5',
      '1:2:3',
      '1::2::3',
      ':::',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8',
      '12345::',
      'g::',
      '::256.0.0.1',
      '::1.2.3.4:1',
      '192.0.2.7, 198.51.100.1',
      'x'.repeat(10_000),
    ]
    expect(texts.filter((text) => clientNetwork(text) !== 'no address')).toEqual([])
  })

  it('is the same for every address of a /64, and another for the next', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
    const four = fc.tuple(group, group, group, group)
    fc.assert(
      fc.property(four, four, four, (network, one, other) => {
        const of = (half: readonly string[]) => clientNetwork([...network, ...half].join(':'))
        fc.pre(network.some((part) => part !== '0'))
        expect(of(one)).toBe(of(other))
        expect(of(one)).toBe(`${network.join(':')}::/64`)
      }),
    )
  })

  it('never fails, whatever it is given', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => clientNetwork(text).length < 50))
    fc.assert(fc.property(fc.ipV6(), (text) => clientNetwork(text) !== 'no address'))
    fc.assert(fc.property(fc.ipV4(), (text) => clientNetwork(text) === text))
  })
})
