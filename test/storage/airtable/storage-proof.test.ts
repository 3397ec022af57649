import { describe, expect, it } from 'vitest'
import { testRegister } from './support/test-register.ts'
import { type More, virtualProof } from './support/virtual-proof.ts'

const orders: readonly (readonly [string, More])[] = [
  ['the numbers of Airtable', () => ({})],
  ['a register', ({ time }) => ({ register: testRegister(time, 1) })],
]

describe.each(orders)('the proof of a storage, ordered by %s', (_, more) => {
  const cases = virtualProof({ rounds: 2, callers: 6, runs: 20 }, more)

  it.each(cases.filter((one) => one.exempt === null))('$group: $name', async ({ run }) => {
    const { wrongWinners, brokenPromises } = await run()
    expect({ wrongWinners, brokenPromises }).toEqual({ wrongWinners: 0, brokenPromises: [] })
  })

  it('does not apply for these reasons alone', () => {
    const exempt = new Map(cases.flatMap((one) => (one.exempt === null ? [] : [[one.exempt, one.group]])))
    for (const [reason, group] of exempt) process.stdout.write(`Airtable: ${group} does not apply: ${reason}\n`)
    expect([...exempt.keys()]).toEqual([
      `the storage declares accountKeys: 'application'`,
      `the storage declares sessions: 'opaque'`,
      // What needs other processes is proven over HTTP.
      'the option "worker" is not given',
    ])
  })
})
