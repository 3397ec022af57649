import { describe, expect, it } from 'vitest'
import { greaterThan, oneOf } from '../../../adapters/storage/airtable/formula.ts'
import { system } from '../../../src/index.ts'
import { goodPassword, refusalOf, testService } from '../../support/service.ts'
import { testBase } from './support/base.ts'
import { mapping, withPeople } from './support/collaborators.ts'
import { inspected, isInnocent } from './support/inspected.ts'
import { testRegister } from './support/test-register.ts'

const hash = 'a'.repeat(64)
const uuid = '019b7000-0000-7000-8000-000000000000'
const hostile = [`') , TRUE(), OR('`, `\\'`, `"}),1=1,({`, "' OR 1=1 --", '{Email}', '‮`$(id)', '../../meta/bases']

describe('a formula', () => {
  it('takes numbers, hashes and UUIDs', () => {
    expect(greaterThan('seq', 12)).toBe('{seq}>12')
    expect(oneOf('token', [hash])).toBe(`{token}='${hash}'`)
    expect(oneOf('token', [`p1:${hash}`, uuid])).toBe(`OR({token}='p1:${hash}',{token}='${uuid}')`)
  })

  it.each([...hostile, `${hash}'`, `${hash}\n`, hash.toUpperCase(), `P:${hash}`, ''])('refuses the text %j', (text) => {
    expect(() => oneOf('token', [text])).toThrow(TypeError)
    expect(() => oneOf('token', [hash, text])).toThrow(TypeError)
    expect(() => oneOf(`a}${text}`, [hash])).toThrow(TypeError)
    expect(isInnocent(`{token}='${text}'`)).toBe(false)
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1)=1' as never])('refuses the number %s', (number) => {
    expect(() => greaterThan('seq', number)).toThrow(TypeError)
  })
})

describe('the inspection of every request', () => {
  it.each([
    ['a formula', 'https://api.airtable.com/v0/app12345678901234/Log?filterByFormula=1', {}],
    ['a path', 'https://api.airtable.com/v0/app12345678901234/Log/a/b/c/d', {}],
    ['a redirect', 'https://api.airtable.com/v0/app12345678901234/Log', { redirect: 'follow' as const }],
    ['a formula in a body', 'https://api.airtable.com/v0/app12345678901234/Log', { body: '{"filterByFormula":"1"}' }],
  ])('ends a test that sends %s', async (_, url, init) => {
    const fetch = inspected(async () => new Response('{}'))
    await expect(fetch(url, { redirect: 'error', ...init })).rejects.toThrow('A request must not have')
  })
})

describe('texts of people', () => {
  it.each([
    ['by the numbers', false],
    ['by a register', true],
  ])('enter no formula and no path, whatever they are and whatever is done with them: %s', async (_, isRegistered) => {
    const test = testBase({
      limits: { perBase: null, perToken: null },
      tables: withPeople(hostile.map((text, n) => ({ Nom: text, Email: `h${n}@example.com`, 'Mot de passe': text }))),
    })
    const storage = test.open({
      tables: mapping,
      requestsPerSecond: 1000,
      ...(isRegistered && { register: testRegister(test.time, 1) }),
    })
    const { service } = testService(storage)
    const by = { actor: system, delivery: 'link' } as const
    for (const [n, text] of hostile.entries()) {
      await refusalOf(service.invitations.create({ email: text, role: 'member' }, by))
      await refusalOf(service.invitations.preview({ token: text }))
      await refusalOf(service.sessions.login({ login: text, password: text }))
      await refusalOf(service.accounts.get(text, { actor: system }))
      await refusalOf(service.activations.issue(text, by))
      const email = `'h"${n}@example.com`.replace('"', '')
      const offer = { email, role: 'member', metadata: { text }, profile: { name: text }, scope: `s${n}` } as const
      const { token } = await service.invitations.create(offer, { ...by, idempotencyKey: `key ${n}` })
      await service.invitations.accept({ token: token ?? '', password: goodPassword, profile: { name: text } })
    }
    await storage.sweep()
    await storage.close()
    const formulas = test.base.requests.flatMap(({ query }) => query['filterByFormula'] ?? [])
    expect(formulas.length).toBeGreaterThan(10)
    expect(formulas.filter((formula) => !isInnocent(String(formula)))).toEqual([])
    const { rows } = await storage.list({ record: 'account', where: {}, with: {}, after: null, limit: 99 })
    expect(rows).toHaveLength(hostile.length * 2)
  })
})
