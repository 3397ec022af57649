import { describe, expect, it } from 'vitest'
import { peopleBase } from './support/people.ts'

const text = { name: 'Name', type: 'singleLineText' }

function schemaBase() {
  const { base, send, ask } = peopleBase()
  const meta = `meta/bases/${base.id}/tables`
  return { base, ask, meta: (method: string, path = '', body?: unknown) => send(method, `${meta}${path}`, body) }
}

describe('the schema', () => {
  it('is read: tables, fields, the primary one, and the view', async () => {
    const { meta, base } = schemaBase()
    const { body } = await meta('GET')
    expect(body).toEqual({ tables: base.tables })
    expect(body.tables[0]).toMatchObject({
      id: expect.stringMatching(/^tbl\w{14}$/),
      name: 'People',
      primaryFieldId: body.tables[0].fields[0].id,
      views: [{ name: 'Grid view', type: 'grid' }],
    })
    expect(body.tables[0].fields[8]).toEqual({
      id: expect.stringMatching(/^fld\w{14}$/),
      name: 'No',
      type: 'autoNumber',
    })
  })

  it('takes new tables and fields, which work at once', async () => {
    const { meta, ask } = schemaBase()
    const created = await meta('POST', '', { name: 'Log', fields: [text] })
    expect(created).toMatchObject({ status: 200, body: { name: 'Log', fields: [text] } })
    const options = { choices: [{ name: 'new' }] }
    const field = await meta('POST', `/${created.body.id}/fields`, { name: 'State', type: 'singleSelect', options })
    expect(field).toMatchObject({ status: 200, body: { name: 'State', type: 'singleSelect', options } })
    const { body } = await ask('POST', 'Log', { fields: { Name: 'Ada', State: 'new' } })
    expect(body.fields).toEqual({ Name: 'Ada', State: 'new' })
  })

  it.each(['autoNumber', 'createdTime', 'formula', 'lastModifiedTime'])('does not create %s fields', async (type) => {
    const { meta, base } = schemaBase()
    const refusal = {
      status: 422,
      body: {
        error: {
          type: 'UNSUPPORTED_FIELD_TYPE_FOR_CREATE',
          message: `Invalid options for Log.Field: Creating ${type} fields is not supported at this time`,
        },
      },
    }
    const field = { name: 'Field', type }
    expect(await meta('POST', '', { name: 'Log', fields: [text, field] })).toMatchObject(refusal)
    const log = (await meta('POST', '', { name: 'Log', fields: [text] })).body
    expect(await meta('POST', `/${log.id}/fields`, field)).toMatchObject(refusal)
    expect(base.tables.length).toBe(2)
  })

  it.each([
    ['a table of a taken name', '', { name: 'People', fields: [text] }, 422, 'DUPLICATE_TABLE_NAME'],
    ['a table with a field twice', '', { name: 'Log', fields: [text, text] }, 422, 'DUPLICATE_OR_EMPTY_FIELD_NAME'],
    ['a table without fields', '', { name: 'Log', fields: [] }, 422, 'INVALID_REQUEST_UNKNOWN'],
    ['a type that is none', '', { name: 'Log', fields: [{ name: 'A', type: 'b' }] }, 422, 'INVALID_REQUEST_UNKNOWN'],
    [
      'a number without its precision',
      '',
      { name: 'Log', fields: [{ name: 'A', type: 'number' }] },
      422,
      'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE',
    ],
    ['a field of an unknown table', '/tblAAAAAAAAAAAAAA/fields', text, 404, 'NOT_FOUND'],
  ])('refuses %s', async (_, path, body, status, type) => {
    const { meta, base } = schemaBase()
    expect(await meta('POST', path, body)).toMatchObject({ status, body: { error: { type } } })
    expect(base.tables.length).toBe(1)
  })

  it('refuses a field of a taken name', async () => {
    const { meta, base } = schemaBase()
    const answer = await meta('POST', `/${base.tables[0]?.id}/fields`, text)
    expect(answer.body.error.type).toBe('DUPLICATE_OR_EMPTY_FIELD_NAME')
  })
})
