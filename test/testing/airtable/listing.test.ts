import { describe, expect, it } from 'vitest'
import { people, peopleBase } from './support/people.ts'

const many = Array.from({ length: 250 }, (_, n) => ({ Name: `P${n}`, Age: n % 7 }))
const crowd = () => peopleBase({ tables: [{ ...people, records: many }] })

describe('a listing', () => {
  it('comes in pages of at most 100, which make the whole', async () => {
    const { ask } = crowd()
    const pages: string[][] = []
    for (let offset = ''; pages.length === 0 || offset; ) {
      const { body } = await ask('GET', `People?pageSize=100&offset=${offset}`)
      pages.push(body.records.map(({ id }: { id: string }) => id))
      offset = body.offset ?? ''
    }
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 50])
    expect(new Set(pages.flat()).size).toBe(250)
  })

  it('keeps its offset for some minutes, for its own table', async () => {
    const { ask, clock } = peopleBase({
      tables: [
        { ...people, records: many },
        { ...people, name: 'Others' },
      ],
    })
    const { body } = await ask('GET', 'People')
    const next = `People?offset=${body.offset}`
    expect((await ask('GET', next)).status).toBe(200)
    expect((await ask('GET', `Others?offset=${body.offset}`)).status).toBe(422)
    clock.advance('10m')
    expect(await ask('GET', next)).toMatchObject({
      status: 422,
      body: { error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } },
    })
  })

  it('has an order that says nothing, the same for the same seed, where nobody asks for one', async () => {
    const orderFor = (seed: number) => peopleBase({ seed, tables: [{ ...people, records: many }] }).names()
    const made = many.slice(0, 100).map(({ Name }) => Name)
    expect(await orderFor(1)).not.toEqual(made)
    expect(await orderFor(1)).toEqual(await orderFor(1))
    expect(await orderFor(1)).not.toEqual(await orderFor(2))
    expect(await crowd().names('?view=Grid%20view')).toEqual(made)
  })

  it('is sorted by several fields, empty cells first, and cut at maxRecords', async () => {
    const { names } = peopleBase({
      tables: [
        { ...people, records: [{ Name: 'c', Age: 2 }, { Name: 'a', Age: 10 }, { Name: 'b', Age: 2 }, { Name: 'd' }] },
      ],
    })
    const sort = '?sort[0][field]=Age&sort[0][direction]=asc&sort[1][field]=Name&sort[1][direction]=desc'
    expect(await names(sort)).toEqual(['d', 'c', 'b', 'a'])
    expect(await names(`${sort}&maxRecords=2`)).toEqual(['d', 'c'])
    expect(await names('?sort[0][field]=Age&sort[0][direction]=desc&sort[1][field]=Name')).toEqual(['a', 'b', 'c', 'd'])
  })

  it('shows only the fields that are asked for, as texts where that is asked', async () => {
    const { ask } = peopleBase({
      tables: [{ ...people, records: [{ Name: 'Ada', Age: 36, Active: true, Tags: ['a', 'b'] }] }],
    })
    const few = await ask('GET', 'People?fields[]=Name&fields[]=State')
    expect(few.body.records[0].fields).toEqual({ Name: 'Ada' })
    const texts = { cellFormat: 'string', timeZone: 'utc', userLocale: 'en', fields: ['Age', 'Active', 'Tags'] }
    const { body } = await ask('POST', 'People/listRecords', texts)
    expect(body.records[0].fields).toEqual({ Age: '36', Active: 'checked', Tags: 'a, b' })
  })
})
