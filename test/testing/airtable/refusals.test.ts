import { describe, expect, it } from 'vitest'
import { people, peopleBase } from './support/people.ts'

const error = (type: string) => ({ error: { type, message: expect.any(String) } })
const ghost = 'recAAAAAAAAAAAAAA'

describe('refusals look as Airtable has them', () => {
  it.each([
    ['an unknown field', 'POST', 'People', { fields: { Nme: 'Ada' } }, 422, error('UNKNOWN_FIELD_NAME')],
    ['a value of another type', 'POST', 'People', { fields: { Age: '36' } }, 422, error('INVALID_VALUE_FOR_COLUMN')],
    ['a text for a box', 'POST', 'People', { fields: { Active: 'yes' } }, 422, error('INVALID_VALUE_FOR_COLUMN')],
    [
      'a text that is too long',
      'POST',
      'People',
      { fields: { Notes: 'x'.repeat(100_001) } },
      422,
      error('INVALID_VALUE_FOR_COLUMN'),
    ],
    ['a number for a text', 'POST', 'People', { fields: { Name: 36 } }, 422, error('INVALID_VALUE_FOR_COLUMN')],
    ['a date that is none', 'POST', 'People', { fields: { Born: 'soon' } }, 422, error('INVALID_VALUE_FOR_COLUMN')],
    ['an autoNumber', 'POST', 'People', { fields: { No: 1 } }, 422, error('INVALID_VALUE_FOR_COLUMN')],
    ['a computed time', 'POST', 'People', { fields: { Made: '2026-01-01' } }, 422, error('INVALID_VALUE_FOR_COLUMN')],
    ['a new option', 'POST', 'People', { fields: { State: 'odd' } }, 422, error('INVALID_MULTIPLE_CHOICE_OPTIONS')],
    ['no cells', 'POST', 'People', {}, 422, error('INVALID_REQUEST_MISSING_FIELDS')],
    ['eleven records', 'POST', 'People', { records: Array(11).fill({ fields: {} }) }, 422, error('INVALID_RECORDS')],
    ['no JSON', 'POST', 'People', '{', 400, error('INVALID_REQUEST_BODY')],
    ['a body of megabytes', 'POST', 'People', 'x'.repeat(2 ** 21 + 1), 413, error('REQUEST_TOO_LARGE')],
    [
      'a batch with a row that is gone',
      'PATCH',
      'People',
      { records: [{ id: ghost, fields: {} }] },
      422,
      error('ROW_DOES_NOT_EXIST'),
    ],
    [
      'a batch with a key that is none',
      'PATCH',
      'People',
      { records: [{ id: 'rec1', fields: {} }] },
      422,
      error('INVALID_RECORDS'),
    ],
    ['a row that is gone, by PATCH', 'PATCH', `People/${ghost}`, { fields: {} }, 404, { error: 'NOT_FOUND' }],
    ['a row that is gone, by GET', 'GET', `People/${ghost}`, undefined, 404, { error: 'NOT_FOUND' }],
    ['a row that is gone, by DELETE', 'DELETE', `People/${ghost}`, undefined, 404, { error: 'NOT_FOUND' }],
    ['several that are gone', 'DELETE', `People?records[]=${ghost}`, undefined, 422, error('ROW_DOES_NOT_EXIST')],
    ['a path that is none', 'GET', 'People/a/b/c', undefined, 404, { error: 'NOT_FOUND' }],
    ['an unknown table', 'GET', 'Persons', undefined, 403, error('INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND')],
    ['a filter that is none', 'GET', 'People?filterByFormula=AND(', undefined, 422, error('INVALID_FILTER_BY_FORMULA')],
    [
      'a filter on an unknown field',
      'GET',
      'People?filterByFormula={Nme}=1',
      undefined,
      422,
      error('INVALID_FILTER_BY_FORMULA'),
    ],
    ['a sort by an unknown field', 'GET', 'People?sort[0][field]=Nme', undefined, 422, error('UNKNOWN_FIELD_NAME')],
    ['a view that is not there', 'GET', 'People?view=Mine', undefined, 422, error('VIEW_NAME_NOT_FOUND')],
    ['a page of 101', 'GET', 'People?pageSize=101', undefined, 422, error('INVALID_REQUEST_UNKNOWN')],
    ['texts without a time zone', 'GET', 'People?cellFormat=string', undefined, 422, error('INVALID_REQUEST_UNKNOWN')],
    [
      'a listing that is gone',
      'GET',
      'People?offset=itr/rec',
      undefined,
      422,
      error('LIST_RECORDS_ITERATOR_NOT_AVAILABLE'),
    ],
  ])('%s', async (_, method, path, body, status, refusal) => {
    const { ask, base } = peopleBase()
    const answer = await ask(method, path, body)
    expect(answer).toMatchObject({ status, body: refusal })
    expect(base.records('People')).toEqual([])
    expect(base.requests.at(-1)).toMatchObject({ status, fault: null })
  })

  it.each([
    ['no token', {}, 401, 'AUTHENTICATION_REQUIRED'],
    ['a wrong token', { authorization: 'Bearer patWrong' }, 401, 'AUTHENTICATION_REQUIRED'],
  ])('%s', async (_, headers, status, type) => {
    const { base } = peopleBase()
    const response = await base.fetch(`https://api.airtable.com/v0/${base.id}/People`, { headers })
    expect([response.status, await response.json()]).toEqual([status, error(type)])
  })

  it('another base', async () => {
    const { send } = peopleBase()
    const answer = await send('GET', 'appAAAAAAAAAAAAAA/People')
    expect(answer).toMatchObject({ status: 403, body: error('INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND') })
  })

  it('a scope that the token lacks', async () => {
    const { ask, send, base } = peopleBase({ scopes: ['data.records:read'] })
    expect(await ask('GET', 'People')).toMatchObject({ status: 200 })
    const written = await ask('POST', 'People', { fields: {} })
    expect(written).toMatchObject({ status: 403, body: error('INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND') })
    expect(await send('GET', `meta/bases/${base.id}/tables`)).toMatchObject({
      status: 404,
      body: { error: { type: 'NOT_FOUND' } },
    })
  })

  it('a URL of more than 16,000 characters, which the body may carry instead', async () => {
    const { ask } = peopleBase()
    const filterByFormula = `{Name}='${'x'.repeat(16_000)}'`
    expect(await ask('GET', `People?filterByFormula=${filterByFormula}`)).toMatchObject({ status: 414 })
    const answer = await ask('POST', 'People/listRecords', { filterByFormula })
    expect(answer).toMatchObject({ status: 200, body: { records: [] } })
  })

  it('several matches of an upsert', async () => {
    const { ask, add } = peopleBase()
    await add('Ada', 'Ada')
    const answer = await ask('PATCH', 'People', {
      performUpsert: { fieldsToMergeOn: ['Name'] },
      records: [{ fields: { Name: 'Ada', Age: 36 } }],
    })
    expect(answer).toMatchObject({ status: 422, body: error('INVALID_REQUEST_UNKNOWN') })
  })
})

describe('misuse is a TypeError', () => {
  it.each([
    ['an unknown table', () => peopleBase().base.records('Persons')],
    ['an unknown row', () => peopleBase().base.edit('People', { kind: 'delete', id: ghost })],
    ['an unknown field', () => peopleBase().base.edit('People', { kind: 'insert', fields: { Nme: 'Ada' } })],
    ['a rate above 1', () => peopleBase({ faults: { seed: 1, rate: 2 } })],
    ['a duration that is none', () => peopleBase().base.faults.next(1, { kind: 'late_apply', after: '5x' as '5s' })],
    ['a count of 0', () => peopleBase().base.faults.next(0, { kind: 'double_apply' })],
    ['a table without fields', () => peopleBase({ tables: [{ name: 'A', fields: [] }] })],
    [
      'two fields of one name',
      () => peopleBase({ tables: [{ ...people, fields: [...people.fields, { name: 'No', type: 'url' }] }] }),
    ],
    [
      'a formula that is none',
      () =>
        peopleBase({ tables: [{ name: 'A', fields: [{ name: 'B', type: 'formula', options: { formula: '{C}' } }] }] }),
    ],
  ])('%s', (_, misuse) => expect(misuse).toThrow(TypeError))

  it('a request to another host', async () => {
    const { base } = peopleBase()
    await expect(base.fetch('https://example.com/v0/a/b')).rejects.toThrow(TypeError)
    expect(base.calls).toBe(0)
  })
})
