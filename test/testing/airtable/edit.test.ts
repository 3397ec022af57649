import { describe, expect, it } from 'vitest'
import { numbersOf, peopleBase } from './support/people.ts'

describe('people who edit by hand', () => {
  it('insert, change and delete rows, which counts as no request', () => {
    const { base, clock } = peopleBase()
    const [row] = base.edit('People', { kind: 'insert', fields: { Name: 'Ada', State: 'odd' } })
    clock.advance('1h')
    expect(base.edit('People', { kind: 'update', id: row?.id ?? '', fields: { Name: '', Age: 36 } })).toMatchObject([
      { id: row?.id, createdTime: row?.createdTime, fields: { Age: 36, State: 'odd', No: 1 } },
    ])
    expect(base.records('People')[0]?.fields).not.toHaveProperty('Name')
    expect(base.edit('People', { kind: 'delete', id: row?.id ?? '' })).toMatchObject([{ id: row?.id }])
    expect([base.records('People'), base.calls]).toEqual([[], 0])
  })

  it('duplicate a row: it has a key, a time and a number of its own', async () => {
    const { base, add, clock } = peopleBase()
    const [id = ''] = await add('Ada')
    clock.advance('1h')
    const [copy] = base.edit('People', { kind: 'duplicate', id })
    expect(copy).toMatchObject({ createdTime: '2026-01-01T01:00:00.000Z', fields: { Name: 'Ada', No: 2 } })
    expect(copy?.id).not.toBe(id)
  })

  it('renumber: the gaps are gone, and numbers come a second time', async () => {
    const { base, add } = peopleBase()
    const [, eve] = await add('Ada', 'Eve', 'Bob')
    base.edit('People', { kind: 'delete', id: eve ?? '' })
    expect(numbersOf(base)).toEqual([1, 3])
    base.edit('People', { kind: 'renumber' })
    await add('Zoe')
    expect(numbersOf(base)).toEqual([1, 2, 3])
  })

  it('add a field that the API does not create: it numbers the rows that are there', async () => {
    const { base, ask } = peopleBase({
      tables: [{ name: 'People', fields: [{ name: 'Name', type: 'singleLineText' }] }],
    })
    await ask('POST', 'People', { fields: { Name: 'Ada' } })
    base.edit('People', { kind: 'add_field', field: { name: 'No', type: 'autoNumber' } })
    await ask('POST', 'People', { fields: { Name: 'Eve' } })
    expect(numbersOf(base)).toEqual([1, 2])
  })
})
