import Airtable from 'airtable'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AirtableEmulator, type AirtableServer, airtableEmulator } from '../../../src/testing.ts'
import { people } from './support/people.ts'

interface Person extends Airtable.FieldSet {
  Name: string
  Age: number
  Notes: string
}

const start = Date.UTC(2026, 0, 1)
let base: AirtableEmulator
let server: AirtableServer

beforeEach(async () => {
  // Ten seconds go by with each request: no client waits for the emulator's 30 seconds of silence.
  const clock = { now: (): number => start + (base?.calls ?? 0) * 10_000 }
  base = airtableEmulator({ clock, tables: [people] })
  server = await base.serve()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await server.close()
})

const client = (options: Airtable.AirtableOptions = {}) =>
  new Airtable({ apiKey: base.token, endpointUrl: server.url, noRetryIfRateLimited: true, ...options })
const table = (options?: Airtable.AirtableOptions) => client(options).base(base.id).table<Person>('People')
const statuses = () => base.requests.map(({ status }) => status)

describe('the official client', () => {
  it('creates, finds, updates, replaces and deletes a record', async () => {
    const created = await table().create({ Name: 'Ada', Age: 36 })
    expect(created.fields).toMatchObject({ Name: 'Ada', Age: 36, No: 1 })
    const found = await table().find(created.id)
    expect([found.id, found.get('Name')]).toEqual([created.id, 'Ada'])
    const updated = await table().update(created.id, { Age: 37 })
    expect([updated.get('Name'), updated.get('Age')]).toEqual(['Ada', 37])
    const replaced = await table().replace(created.id, { Name: 'Eve' })
    expect([replaced.get('Name'), replaced.get('Age')]).toEqual(['Eve', undefined])
    const destroyed = await table().destroy(created.id)
    expect(destroyed.id).toBe(created.id)
    expect(base.records('People')).toEqual([])
    expect(base.requests.map(({ operation }) => operation)).toEqual(['create', 'get', 'update', 'replace', 'delete'])
  })

  it('does the same in batches', async () => {
    const created = await table().create([{ fields: { Name: 'Ada' } }, { fields: { Name: 'Eve' } }])
    const ids = created.map(({ id }) => id)
    const updated = await table().update(ids.map((id, n) => ({ id, fields: { Age: n } })))
    expect(updated.map(({ fields }) => [fields.Name, fields.Age])).toEqual([
      ['Ada', 0],
      ['Eve', 1],
    ])
    const replaced = await table().replace(ids.map((id) => ({ id, fields: { Name: 'X' } })))
    expect(replaced.map(({ fields }) => fields.Age)).toEqual([undefined, undefined])
    const destroyed = await table().destroy(ids)
    expect(destroyed.map(({ id }) => id)).toEqual(ids)
    expect(base.calls).toBe(4)
  })

  it('converts with typecast, and upserts: the options go with the records', async () => {
    const typecast = { typecast: true }
    const [ada] = await table().create([{ fields: { Name: 'Ada', Age: '36' as unknown as number } }], typecast)
    expect(ada?.get('Age')).toBe(36)
    const upsert = { performUpsert: { fieldsToMergeOn: ['Name'] } } as object
    const records = [{ fields: { Name: 'Ada', Age: 37 } }, { fields: { Name: 'Eve' } }] as Airtable.RecordData<Person>[]
    const [same, other] = await table().update(records, upsert)
    expect([same?.id, same?.get('Age'), other?.get('Name')]).toEqual([ada?.id, 37, 'Eve'])
    expect(base.requests.at(-1)?.operation).toBe('upsert')
    expect(base.records('People').length).toBe(2)
  })

  it('selects: sorted, filtered, with some fields, the first page and all of them', async () => {
    for (const Name of ['b', 'a', 'c'])
      base.edit('People', { kind: 'insert', fields: { Name, Age: 1, Notes: `n${Name}` } })
    base.edit('People', { kind: 'insert', fields: { Name: 'd', Age: 2 } })
    const asked = {
      sort: [{ field: 'Name', direction: 'desc' }] as const satisfies unknown[],
      filterByFormula: 'AND({Age}=1, NOT({Name}="c"))',
      fields: ['Name', 'Notes'] as ('Name' | 'Notes')[],
    }
    const all = await table()
      .select({ ...asked, sort: [...asked.sort] })
      .all()
    expect(all.map(({ fields }) => fields)).toEqual([
      { Name: 'b', Notes: 'nb' },
      { Name: 'a', Notes: 'na' },
    ])
    const first = await table().select({ maxRecords: 2, view: 'Grid view' }).firstPage()
    expect(first.map(({ fields }) => fields.Name)).toEqual(['b', 'a'])
    const texts = { cellFormat: 'string', timeZone: 'utc', userLocale: 'en', fields: ['Age'] } as const
    const [text] = await table()
      .select({ ...texts, fields: [...texts.fields], maxRecords: 1 })
      .all()
    expect(text?.fields.Age).toMatch(/^[12]$/)
  })

  it('goes through the pages one by one', async () => {
    for (let n = 0; n < 25; n++) base.edit('People', { kind: 'insert', fields: { Name: 'P', Age: n } })
    const pages: number[][] = []
    await table()
      .select({ pageSize: 10, sort: [{ field: 'Age' }] })
      .eachPage((records, next) => {
        pages.push(records.map(({ fields }) => fields.Age))
        next()
      })
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5])
    expect(pages.flat()).toEqual(Array.from({ length: 25 }, (_, n) => n))
    expect(base.requests[1]?.query).toHaveProperty('offset')
  })

  it('sends a long filter in the body, page by page', async () => {
    for (let n = 0; n < 5; n++) base.edit('People', { kind: 'insert', fields: { Name: 'P', Age: n } })
    const filterByFormula = `OR({Name}="P",{Name}="${'x'.repeat(15_000)}")`
    const all = await table().select({ filterByFormula, pageSize: 2, timeZone: 'utc' }).all()
    expect(all.length).toBe(5)
    expect(base.requests.map(({ method, path }) => [method, path.split('/').at(-1)])).toEqual(
      Array(3).fill(['POST', 'listRecords']),
    )
    expect(base.requests[0]?.query).toEqual({ timeZone: 'utc' })
  })

  it.each([
    ['an unknown field', () => table().create({ Nme: 'Ada' } as never), 'UNKNOWN_FIELD_NAME', 422],
    ['a wrong value', () => table().create({ Age: 'x' as never }), 'INVALID_VALUE_FOR_COLUMN', 422],
    ['a wrong filter', () => table().select({ filterByFormula: '(' }).all(), 'INVALID_FILTER_BY_FORMULA', 422],
    ['a row that is gone', () => table().find('recAAAAAAAAAAAAAA'), 'NOT_FOUND', 404],
    ['rows that are gone', () => table().destroy(['recAAAAAAAAAAAAAA']), 'ROW_DOES_NOT_EXIST', 422],
    ['an unknown table', () => client().base(base.id).table('Persons').select().all(), 'NOT_AUTHORIZED', 403],
    ['another base', () => client().base('appAAAAAAAAAAAAAA').table('People').select().all(), 'NOT_AUTHORIZED', 403],
    ['a wrong token', () => table({ apiKey: 'patWrong' }).select().all(), 'AUTHENTICATION_REQUIRED', 401],
  ])('understands the refusal of %s', async (_, call, error, statusCode) => {
    await expect(call()).rejects.toMatchObject({ error, statusCode })
  })

  it.each([
    [{ kind: 'rate_limited' }, 'TOO_MANY_REQUESTS', 429],
    [{ kind: 'server_error', status: 500 }, 'SERVER_ERROR', 500],
    [{ kind: 'server_error', status: 502 }, 'UNEXPECTED_ERROR', 502],
    [{ kind: 'server_error', status: 503, retryAfter: '5s' }, 'SERVICE_UNAVAILABLE', 503],
  ] as const)('understands the fault %j', async (fault, error, statusCode) => {
    base.faults.next(1, fault)
    await expect(table().select().all()).rejects.toMatchObject({ error, statusCode })
  })

  it('meets a reset with an error of its own, although the write took effect', async () => {
    base.faults.next(1, { kind: 'reset', applied: true })
    await expect(table().create({ Name: 'Ada' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(base.records('People').length).toBe(1)
  })

  it('tries again after 429, and only then', async () => {
    // Its back-off is a share of five seconds and more by Math.random.
    vi.spyOn(Math, 'random').mockReturnValue(0)
    base.faults.next(1, { kind: 'rate_limited' })
    const created = await table({ noRetryIfRateLimited: false }).create({ Name: 'Ada' })
    expect(created.get('Name')).toBe('Ada')
    expect(statuses()).toEqual([429, 429, 429, 429, 200])
    expect(base.records('People').length).toBe(1)
  })

  it('meets the limit of 5 requests a second', async () => {
    const still = airtableEmulator({ clock: { now: () => start }, tables: [people] })
    const { url, close } = await still.serve()
    const official = new Airtable({ apiKey: still.token, endpointUrl: url, noRetryIfRateLimited: true })
    const calls = Array.from({ length: 7 }, () => official.base(still.id).table('People').select().all())
    const settled = await Promise.allSettled(calls)
    await close()
    expect(settled.map(({ status }) => status).toSorted()).toEqual([
      ...Array(5).fill('fulfilled'),
      ...Array(2).fill('rejected'),
    ])
  })
})
