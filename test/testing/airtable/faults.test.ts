import { describe, expect, it } from 'vitest'
import type { AirtableFault, AirtableRequest } from '../../../src/testing.ts'
import { airtableEmulator, fixedClock } from '../../../src/testing.ts'
import { asking, numbersOf, people, peopleBase } from './support/people.ts'

const ada = { fields: { Name: 'Ada' } }
const lost = { name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNRESET' } }

/** Scripts one fault, for the next request that can suffer it. */
const faulty = (fault: AirtableFault, count = 1) => {
  const all = peopleBase()
  all.base.faults.next(count, fault)
  return all
}

describe('a fault', () => {
  it('429: nothing is executed, for 30 seconds', async () => {
    const { ask, base, clock } = faulty({ kind: 'rate_limited' })
    expect((await ask('POST', 'People', ada)).status).toBe(429)
    expect((await ask('POST', 'People', ada)).status).toBe(429)
    clock.advance('30s')
    expect((await ask('POST', 'People', ada)).status).toBe(200)
    expect(numbersOf(base)).toEqual([1])
    expect(base.requests.map(({ fault }) => fault)).toEqual(['rate_limited', null, null])
  })

  it.each([
    [500, undefined, { error: { type: 'SERVER_ERROR' } }, null],
    [503, undefined, { error: { type: 'SERVICE_UNAVAILABLE' } }, null],
    [503, '7s', { error: { type: 'SERVICE_UNAVAILABLE' } }, '7'],
  ] as const)('%i, retry after %s', async (status, retryAfter, body, header) => {
    const { ask, base } = faulty({ kind: 'server_error', status, ...(retryAfter && { retryAfter }) })
    const answer = await ask('POST', 'People', ada)
    expect(answer).toMatchObject({ status, body })
    expect(answer.headers.get('retry-after')).toBe(header)
    expect(base.records('People')).toEqual([])
  })

  it('502: a page of HTML', async () => {
    const { ask } = faulty({ kind: 'server_error', status: 502 })
    const { status, body, headers } = await ask('GET', 'People')
    expect([status, headers.get('content-type'), body]).toEqual([502, 'text/html', expect.stringContaining('<html>')])
  })

  it.each([true, false])('500, a reset and a time-out; took effect: %s', async (applied) => {
    const { ask, base } = peopleBase()
    base.faults.next(1, { kind: 'server_error', status: 500, applied })
    base.faults.next(1, { kind: 'reset', applied })
    base.faults.next(1, { kind: 'timeout', applied })
    expect((await ask('POST', 'People', ada)).status).toBe(500)
    await expect(ask('POST', 'People', ada)).rejects.toMatchObject(lost)
    await expect(ask('POST', 'People', ada)).rejects.toMatchObject({ cause: { code: 'ETIMEDOUT' } })
    expect(numbersOf(base)).toEqual(applied ? [1, 2, 3] : [])
    expect(base.requests.map(({ status }) => status)).toEqual([500, null, null])
  })

  it('late apply: the answer is lost, and the write takes effect later, behind what came in between', async () => {
    const { ask, base, clock, names } = faulty({ kind: 'late_apply', after: '40s' })
    await expect(ask('POST', 'People', ada)).rejects.toMatchObject(lost)
    await ask('POST', 'People', { fields: { Name: 'Eve' } })
    clock.advance('39s')
    expect(await names()).toEqual(['Eve'])
    clock.advance('1d')
    expect((await names()).toSorted()).toEqual(['Ada', 'Eve'])
    expect(base.records('People').map(({ createdTime, fields }) => [fields['No'], createdTime])).toEqual([
      [1, '2026-01-01T00:00:00.000Z'],
      [2, '2026-01-01T00:00:40.000Z'],
    ])
  })

  it('late apply of several: in the order in which they are due', async () => {
    const { ask, base, clock } = faulty({ kind: 'late_apply', after: '9s' })
    base.faults.next(1, { kind: 'late_apply', after: '5s' })
    for (const Name of ['Ada', 'Eve']) await ask('POST', 'People', { fields: { Name } }).catch(() => undefined)
    base.faults.clear()
    clock.advance('1m')
    expect(base.records('People').map(({ fields }) => fields['Name'])).toEqual(['Eve', 'Ada'])
  })

  it('double apply: two rows for one request', async () => {
    const { ask, base } = faulty({ kind: 'double_apply' })
    const { body } = await ask('POST', 'People', ada)
    expect(base.records('People')).toMatchObject([{ id: body.id, ...ada }, ada])
    expect(base.calls).toBe(1)
  })

  it('latency: before it arrives, and before its answer does', async () => {
    const waited: number[] = []
    const { ask, base } = peopleBase({
      wait: async (milliseconds) => {
        waited.push(milliseconds, base.records('People').length)
      },
    })
    base.faults.next(1, { kind: 'latency', before: '2s', after: '3s' })
    await ask('POST', 'People', ada)
    expect(waited).toEqual([2000, 0, 3000, 1])
  })

  it('stale read: the last writes are not seen, those of more than some seconds ago are', async () => {
    const { ask, add, base, clock, names } = peopleBase()
    const [id] = await add('Ada')
    clock.advance('20s')
    await ask('PATCH', `People/${id}`, { fields: { Name: 'Eve' } })
    await add('Bob')
    const stale = { kind: 'stale_read', writes: 3, within: '10s' } as const
    base.faults.next(2, stale)
    expect(await names()).toEqual(['Ada'])
    expect((await ask('GET', `People/${id}`)).body.fields.Name).toBe('Ada')
    expect((await names()).toSorted()).toEqual(['Bob', 'Eve'])
    base.faults.next(1, { ...stale, writes: 1 })
    expect(await names()).toEqual(['Eve'])
    clock.advance('10s')
    base.faults.next(1, stale)
    expect((await names()).toSorted()).toEqual(['Bob', 'Eve'])
  })

  it('late visible: later rows are seen before it, its number tells', async () => {
    const { ask, add, base, clock, names } = faulty({ kind: 'late_visible', after: '15s' })
    const [id] = await add('Ada')
    await add('Eve')
    expect(await names()).toEqual(['Eve'])
    expect((await ask('GET', `People/${id}`)).status).toBe(404)
    expect(numbersOf(base)).toEqual([1, 2])
    clock.advance('15s')
    expect(await names('?sort[0][field]=No')).toEqual(['Ada', 'Eve'])
  })

  it('number gap: numbers are lost', async () => {
    const { add, base } = faulty({ kind: 'number_gap', size: 2 })
    await add('Ada', 'Eve')
    await add('Bob')
    expect(numbersOf(base)).toEqual([3, 4, 5])
  })

  it('lost iterator: the listing must start again', async () => {
    const { ask, add } = faulty({ kind: 'lost_iterator' })
    await add('Ada', 'Eve', 'Bob')
    const { body } = await ask('GET', 'People?pageSize=2')
    const next = { pageSize: 2, offset: body.offset }
    expect((await ask('POST', 'People/listRecords', next)).body.error.type).toBe('LIST_RECORDS_ITERATOR_NOT_AVAILABLE')
    expect((await ask('POST', 'People/listRecords', next)).status).toBe(422)
    expect((await ask('GET', 'People?pageSize=2')).status).toBe(200)
  })
})

describe('the script', () => {
  it('waits for requests that can suffer the fault, and that are meant', async () => {
    const { ask, add, base, names } = peopleBase()
    base.faults.next(2, { kind: 'double_apply' }, ({ body }: AirtableRequest) => JSON.stringify(body).includes('Eve'))
    await add('Ada')
    await add('Eve')
    await names()
    await add('Eve')
    await add('Eve')
    expect(base.records('People').length).toBe(6)
    base.faults.next(5, { kind: 'reset', applied: false })
    base.faults.clear()
    expect((await ask('GET', 'People')).status).toBe(200)
  })

  it('can be told tables and operations by their names', async () => {
    const { send, base } = peopleBase()
    base.faults.next(
      1,
      { kind: 'server_error', status: 500 },
      ({ table, operation }) => table === 'People' && operation === 'list',
    )
    const path = `${base.id}/${base.tables[0]?.id}`
    expect((await send('POST', path, ada)).status).toBe(200)
    expect((await send('GET', path)).status).toBe(500)
  })
})

describe('the schedule', () => {
  const history = async (seed: number, faultSeed = seed) => {
    const clock = fixedClock()
    const base = airtableEmulator({
      clock,
      seed,
      tables: [people],
      limits: { perBase: null },
      faults: { seed: faultSeed, rate: 0.4 },
    })
    const { ask } = asking(base)
    const outcomes: unknown[] = []
    for (let n = 0; n < 120; n++) {
      const [write, read] = [
        () => ask('POST', 'People', { records: [{ fields: { Name: `P${n}` } }, { fields: { Name: `Q${n}` } }] }),
        () => ask('GET', 'People?pageSize=3&sort[0][field]=No'),
      ]
      const { body } = await (n % 3 === 0 ? write() : read()).catch(() => ({ body: null }))
      outcomes.push(body)
      if (body?.offset) outcomes.push(await ask('GET', `People?offset=${body.offset}`).catch(() => null))
      clock.advance('1s')
      if (base.requests.at(-1)?.status === 429) clock.advance('30s')
    }
    base.faults.clear()
    clock.advance('1h')
    return { outcomes, requests: base.requests, rows: base.records('People') }
  }

  it('gives the same history for the same seeds, and another for others', async () => {
    const first = JSON.stringify(await history(1))
    expect(JSON.stringify(await history(1))).toBe(first)
    expect(JSON.stringify((await history(2)).rows)).not.toBe(JSON.stringify((await history(1)).rows))
    const faultsOf = async (seed: number) => (await history(1, seed)).requests.map(({ fault }) => fault)
    expect(await faultsOf(2)).not.toEqual(await faultsOf(1))
  })

  it('brings every kind of fault, about as often as it says', async () => {
    const all = await Promise.all([1, 2, 3, 4, 5].map((seed) => history(seed)))
    const faults = all.flatMap(({ requests }) => requests.map(({ fault }) => fault))
    const share = faults.filter((fault) => fault !== null).length / faults.length
    expect(share).toBeGreaterThan(0.3)
    expect(share).toBeLessThan(0.5)
    expect(new Set(faults).size).toBe(12)
  })

  it('brings only the kinds that it names', async () => {
    const { base, add } = peopleBase({ faults: { seed: 1, rate: 1, kinds: ['number_gap'] } })
    await add('Ada')
    await add('Eve')
    expect(base.requests.map(({ fault }) => fault)).toEqual(['number_gap', 'number_gap'])
  })
})
