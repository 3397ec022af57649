import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numbersOf, peopleBase } from './support/people.ts'

describe('records', () => {
  it('are created one by one, with a key of 17 characters, a time to the second, and no empty cells', async () => {
    const { ask, clock } = peopleBase()
    clock.advance({ seconds: 1.5 })
    const { status, body } = await ask('POST', 'People', {
      fields: { Name: 'Ada', Age: 0, Notes: '', Active: false, State: null, Tags: [], Born: '1815-12-10' },
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(/^rec[A-Za-z0-9]{14}$/),
      createdTime: '2026-01-01T00:00:02.000Z',
      fields: { Name: 'Ada', Age: 0, Born: '1815-12-10', No: 1, Made: '2026-01-01T00:00:02.000Z', Key: body.id },
    })
    expect(await ask('GET', `People/${body.id}`)).toMatchObject({ status: 200, body })
  })

  it('are read and written under the keys of fields as well, and their table under its own', async () => {
    const { ask, base } = peopleBase()
    const [table] = base.tables
    const name = table?.fields[0]?.id ?? ''
    const { body } = await ask('POST', `${table?.id}`, { fields: { [name]: 'Ada' }, returnFieldsByFieldId: true })
    expect(body.fields[name]).toBe('Ada')
    expect((await ask('GET', `People?returnFieldsByFieldId=true&fields[]=${name}`)).body.records[0].fields).toEqual({
      [name]: 'Ada',
    })
    expect(base.requests[0]).toMatchObject({ table: 'People', operation: 'create' })
  })

  it('are updated by PATCH, which keeps what is not sent, and by PUT, which empties it', async () => {
    const { ask, add, base } = peopleBase()
    const [id] = await add('Ada')
    await ask('PATCH', `People/${id}`, { fields: { Age: 36, Tags: ['a'] } })
    await ask('PATCH', 'People', { records: [{ id, fields: { Tags: null, State: 'new' } }] })
    expect(base.records('People')[0]?.fields).toMatchObject({ Name: 'Ada', Age: 36, State: 'new', No: 1 })
    expect(base.records('People')[0]?.fields).not.toHaveProperty('Tags')
    const { body } = await ask('PUT', `People/${id}`, { fields: { Age: 37 } })
    expect(body.fields).toEqual({ Age: 37, No: 1, Made: body.createdTime, Key: id })
  })

  it('are converted by typecast, and only then', async () => {
    const { ask, base } = peopleBase()
    const fields = { Name: 7, Age: '36', Active: 'true', State: 'odd', Tags: 'a, c', Seen: '2026-01-01T10:00:00+02:00' }
    expect((await ask('POST', 'People', { fields })).status).toBe(422)
    const { body } = await ask('POST', 'People', { fields, typecast: true })
    expect(body.fields).toMatchObject({
      Name: '7',
      Age: 36,
      Active: true,
      State: 'odd',
      Tags: ['a', 'c'],
      Seen: '2026-01-01T08:00:00.000Z',
    })
    const state = base.tables[0]?.fields.find(({ name }) => name === 'State')
    expect(state?.options).toMatchObject({ choices: [{ name: 'new' }, { name: 'old' }, { name: 'odd' }] })
    expect((await ask('POST', 'People', { fields: { State: 'odd' } })).status).toBe(200)
  })

  it('are upserted: one match is updated, none is created, a key is an update', async () => {
    const { ask, add, base } = peopleBase()
    const [ada, eve] = await add('Ada', 'Eve')
    const { body } = await ask('PATCH', 'People', {
      performUpsert: { fieldsToMergeOn: ['Name'] },
      records: [
        { fields: { Name: 'Ada', Age: 36 } },
        { fields: { Name: 'Bob' } },
        { id: eve, fields: { Name: 'Eva' } },
      ],
    })
    const [, , , bob] = [...body.records.map(({ id }: { id: string }) => id), body.createdRecords[0]]
    expect(body).toMatchObject({ updatedRecords: [ada, eve], createdRecords: [bob] })
    expect(base.records('People').map(({ fields }) => [fields['Name'], fields['Age']])).toEqual([
      ['Ada', 36],
      ['Eva', undefined],
      ['Bob', undefined],
    ])
    const computed = { performUpsert: { fieldsToMergeOn: ['No'] }, records: [{ fields: {} }] }
    expect((await ask('PATCH', 'People', computed)).status).toBe(422)
    expect(base.requests.map(({ operation }) => operation)).toEqual(['create', 'upsert', 'upsert'])
  })

  it('are deleted, one or several, and their numbers do not come again', async () => {
    const { ask, add, base } = peopleBase()
    const [ada, eve, bob] = await add('Ada', 'Eve', 'Bob')
    expect((await ask('DELETE', `People/${bob}`)).body).toEqual({ id: bob, deleted: true })
    expect((await ask('DELETE', `People?records[]=${ada}&records[]=${eve}`)).body).toEqual({
      records: [
        { id: ada, deleted: true },
        { id: eve, deleted: true },
      ],
    })
    await add('Zoe')
    expect(numbersOf(base)).toEqual([4])
  })
})

describe('a batch', () => {
  const good = fc.record({ fields: fc.record({ Name: fc.string({ maxLength: 5 }), Age: fc.integer() }) })
  const bad = fc.constantFrom<unknown>(
    { fields: { Nme: 'Ada' } },
    { fields: { Age: 'x' } },
    { fields: { No: 1 } },
    { fields: 1 },
    {},
    null,
  )

  it('of creations happens wholly or not at all, and burns no number where it does not', async () => {
    const batches = fc.array(
      fc.record({
        goods: fc.array(good, { minLength: 1, maxLength: 8 }),
        bads: fc.array(bad, { maxLength: 2 }),
        at: fc.nat(8),
      }),
      { maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const { ask, base } = peopleBase()
        let expected = 0
        for (const { goods, bads, at } of all) {
          const { status } = await ask('POST', 'People', { records: goods.toSpliced(at, 0, ...(bads as typeof goods)) })
          expect(status).toBe(bads.length === 0 ? 200 : 422)
          if (bads.length === 0) expected += goods.length
        }
        expect(numbersOf(base)).toEqual(Array.from({ length: expected }, (_, n) => n + 1))
      }),
      { numRuns: 60 },
    )
  })

  it('of changes and deletions happens wholly or not at all', async () => {
    const { ask, add, base } = peopleBase()
    const [ada, eve] = await add('Ada', 'Eve')
    const before = base.records('People')
    const gone = 'recAAAAAAAAAAAAAA'
    const fields = { Name: 'X' }
    await ask('PATCH', 'People', { records: [ada, gone].map((id) => ({ id, fields })) })
    await ask('PUT', 'People', {
      records: [
        { id: ada, fields },
        { id: eve, fields: { Age: 'x' } },
      ],
    })
    await ask('DELETE', `People?records[]=${ada}&records[]=${gone}`)
    await ask('PATCH', 'People', {
      performUpsert: { fieldsToMergeOn: ['Name'] },
      records: [{ fields }, { fields: { Name: 'Y', Age: 'x' } }],
    })
    expect(base.requests.map(({ status }) => status)).toEqual([200, 422, 422, 422, 422])
    expect(base.records('People')).toEqual(before)
  })
})
