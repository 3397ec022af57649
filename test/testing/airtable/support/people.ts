import type { AirtableEmulator, AirtableEmulatorOptions, AirtableTable } from '../../../../src/testing.ts'
import { airtableEmulator, fixedClock } from '../../../../src/testing.ts'

export const people: AirtableTable = {
  name: 'People',
  fields: [
    { name: 'Name', type: 'singleLineText' },
    { name: 'Age', type: 'number', options: { precision: 0 } },
    { name: 'Notes', type: 'multilineText' },
    { name: 'Active', type: 'checkbox' },
    { name: 'State', type: 'singleSelect', options: { choices: [{ name: 'new' }, { name: 'old' }] } },
    { name: 'Tags', type: 'multipleSelects', options: { choices: [{ name: 'a' }, { name: 'b' }] } },
    { name: 'Born', type: 'date' },
    { name: 'Seen', type: 'dateTime' },
    { name: 'No', type: 'autoNumber' },
    { name: 'Made', type: 'createdTime' },
    { name: 'Key', type: 'formula', options: { formula: 'RECORD_ID()' } },
  ],
}

/** A base with one table of people, a clock that stands, and no limits. */
export function peopleBase(options: AirtableEmulatorOptions = {}) {
  const clock = fixedClock()
  const base = airtableEmulator({ clock, tables: [people], limits: { perBase: null, perToken: null }, ...options })
  return { clock, base, ...asking(base) }
}

// biome-ignore lint/suspicious/noExplicitAny: what comes back is what the tests are about
type Any = any

/** Requests to a base; `path` is below it: `People`, `People/rec…`. */
export function asking(base: AirtableEmulator) {
  const send = async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await base.fetch(`https://api.airtable.com/v0/${url}`, {
      method,
      headers: { authorization: `Bearer ${base.token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as Any, headers: response.headers }
  }
  const ask = (method: string, path: string, body?: unknown) => send(method, `${base.id}/${path}`, body)
  const add = async (...names: string[]): Promise<string[]> => {
    const { body } = await ask('POST', 'People', { records: names.map((Name) => ({ fields: { Name } })) })
    return body.records.map(({ id }: { id: string }) => id)
  }
  const names = async (query = ''): Promise<string[]> => {
    const { body } = await ask('GET', `People${query}`)
    return body.records.map(({ fields }: { fields: { Name: string } }) => fields.Name)
  }
  return { send, ask, add, names }
}

export const numbersOf = (base: AirtableEmulator): unknown[] => base.records('People').map(({ fields }) => fields['No'])
