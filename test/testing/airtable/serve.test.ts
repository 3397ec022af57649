import { expect, it } from 'vitest'
import { type AirtableEmulator, type AirtableEmulatorOptions, airtableEmulator } from '../../../src/testing.ts'
import { people } from './support/people.ts'

async function served(
  use: (base: AirtableEmulator, url: string) => Promise<void>,
  options: AirtableEmulatorOptions = {},
) {
  const base = airtableEmulator({ tables: [people], limits: { perBase: null }, ...options })
  const { url, close } = await base.serve()
  try {
    await use(base, `${url}/v0/${base.id}/People`)
  } finally {
    await close()
  }
  await expect(fetch(url)).rejects.toThrow('fetch failed')
}

const headersOf = (base: AirtableEmulator) => ({
  authorization: `Bearer ${base.token}`,
  'content-type': 'application/json',
})

it('answers over HTTP as in process', () =>
  served(async (base, url) => {
    const headers = headersOf(base)
    const body = JSON.stringify({ fields: { Name: 'Zoë' } })
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200)
    const query = '?filterByFormula=%7BName%7D%3D%27Zo%C3%AB%27'
    const overHttp = await fetch(url + query, { headers })
    const inProcess = await base.fetch(`https://api.airtable.com/v0/${base.id}/People${query}`, { headers })
    expect(await overHttp.json()).toEqual(await inProcess.json())
    expect(overHttp.headers.get('content-type')).toBe(inProcess.headers.get('content-type'))
    expect(base.requests[1]).toEqual({ ...base.requests[2], at: base.requests[1]?.at })
    expect((await fetch(`${url}?fields[]=${'x'.repeat(16_000)}`, { headers })).status).toBe(414)
  }))

it('ends the connection where the answer is lost, and the write took effect', () =>
  served(async (base, url) => {
    const post = () => fetch(url, { method: 'POST', headers: headersOf(base), body: '{"fields":{"Name":"Ada"}}' })
    base.faults.next(1, { kind: 'reset', applied: true })
    await expect(post()).rejects.toThrow('fetch failed')
    base.faults.next(1, { kind: 'timeout', applied: true, after: { seconds: 0.025 } })
    await expect(post()).rejects.toThrow('fetch failed')
    expect(base.records('People').length).toBe(2)
  }))

it('in process takes everything that fetch takes', async () => {
  const base = airtableEmulator({ tables: [people], limits: { perBase: null } })
  const url = `https://api.airtable.com/v0/${base.id}/People`
  const init = { method: 'POST', headers: headersOf(base), body: '{"fields":{"Name":"Ada"}}' }
  await base.fetch(new Request(url, init))
  await base.fetch(new URL(url), { ...init, body: new TextEncoder().encode(init.body) })
  await base.fetch(url, { ...init, headers: new Headers(init.headers), method: 'post' })
  expect(base.requests.map(({ method, status }) => [method, status])).toEqual(Array(3).fill(['POST', 200]))
})

it('in process stops waiting when it is told to, while the request goes on', async () => {
  const base = airtableEmulator({ tables: [people], wait: () => new Promise(() => undefined) })
  const url = `https://api.airtable.com/v0/${base.id}/People`
  const stop = new AbortController()
  base.faults.next(1, { kind: 'timeout', applied: true })
  const init = { method: 'POST', headers: headersOf(base), body: '{"fields":{"Name":"Ada"}}', signal: stop.signal }
  const answer = base.fetch(url, init)
  stop.abort(new Error('too late'))
  await expect(answer).rejects.toThrow('too late')
  await expect(base.fetch(url, init)).rejects.toThrow('too late')
  expect([base.records('People').length, base.calls]).toEqual([1, 1])
})
