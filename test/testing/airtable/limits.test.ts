import { describe, expect, it } from 'vitest'
import { peopleBase } from './support/people.ts'

const limited = { status: 429, body: { errors: [{ error: 'RATE_LIMIT_REACHED', message: expect.any(String) }] } }
const limits = (own: object) => peopleBase({ limits: own })

describe('limits', () => {
  it('let 5 requests a second pass for a base, and nothing for 30 seconds after the sixth', async () => {
    const { ask, clock, base } = limits({})
    for (let n = 0; n < 5; n++) expect((await ask('GET', 'People')).status).toBe(200)
    expect(await ask('POST', 'People', { fields: { Name: 'Ada' } })).toMatchObject(limited)
    clock.advance({ seconds: 29.5 })
    expect(await ask('GET', 'People')).toMatchObject(limited)
    clock.advance({ seconds: 0.5 })
    expect((await ask('GET', 'People')).body).toEqual({ records: [] })
    expect(base.calls).toBe(8)
  })

  it('count any second, not those of the clock', async () => {
    const { ask, clock } = limits({})
    for (let n = 0; n < 40; n++) {
      expect((await ask('GET', 'People')).status).toBe(200)
      clock.advance({ seconds: 0.2 })
    }
  })

  it('let 50 a second pass for a token, the schema among them', async () => {
    const { ask, send, base } = limits({ perBase: null })
    for (let n = 0; n < 25; n++) {
      expect((await ask('GET', 'People')).status).toBe(200)
      expect((await send('GET', `meta/bases/${base.id}/tables`)).status).toBe(200)
    }
    expect(await ask('GET', 'People')).toMatchObject(limited)
  })

  it('end a month of calls for records, not for the schema, and begin anew', async () => {
    const { ask, send, clock, base } = limits({ perMonth: 2 })
    await ask('GET', 'People')
    await ask('GET', 'People')
    clock.advance('30d')
    const over = await ask('GET', 'People')
    expect(over).toMatchObject({ status: 429, body: { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' }] } })
    expect((await send('GET', `meta/bases/${base.id}/tables`)).status).toBe(200)
    clock.advance('1d')
    expect((await ask('GET', 'People')).status).toBe(200)
  })
})
