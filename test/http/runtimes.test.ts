import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installed } from '../support/installed.ts'
import { goodPassword } from '../support/service.ts'
import { contractCases } from './contract-cases.ts'
import { httpCases } from './http-cases.ts'
import { type Frame, remoteMount } from './remote/remote-mount.ts'
import { buildRuntimes, type Runtime, runtimes, runtimesFolder, startRuntime } from './remote/runtimes/start-runtime.ts'
import { isWhole, memory } from './support/usual-stores.ts'

// Bun, Deno and Workers are heavy: `npm run prove` installs them, and runs this with INVITEKIT_HEAVY.

const there = isWhole && installed(runtimesFolder) ? runtimes : (['Node.js'] as const)
if (!isWhole) console.info('Left out: Bun, Deno and Workers, which are heavy. They are part of `npm run prove`.')

const frames: { readonly [R in Runtime]?: Frame } = {
  Workers: {
    // A header without a value is left out over there.
    adapt: (headers) => {
      if (headers.get('origin') === '') headers.set('origin', '/')
    },
  },
}

beforeAll(() => buildRuntimes(there), 60_000)

describe.each(there)('the built package on %s', (runtime) => {
  const { mount, stop } = remoteMount(`Hono on ${runtime}`, () => startRuntime(runtime), frames[runtime])
  afterAll(stop)

  if (isWhole) {
    httpCases(mount, memory)
    contractCases(mount, [memory])
  }

  it('lives a whole life by itself, with the hasher that the host brings', async () => {
    const { port, stop: end } = await startRuntime(runtime)
    const url = `http://127.0.0.1:${port}`
    const post = async (path: string, body: object, token = '') => {
      const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
      const response = await fetch(`${url}/alone${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: response.status, body: (await response.json()) as Record<string, string> }
    }
    try {
      const owner = { email: 'owner@example.com', password: goodPassword }
      expect((await post('/signup', owner)).status).toBe(201)
      const login = await post('/login', owner)
      expect(login.status).toBe(200)
      expect((await post('/login', { ...owner, password: `${goodPassword}!` })).status).toBe(401)
      const next = await post('/token/refresh', { refreshToken: login.body['refreshToken'] })
      expect(next.status).toBe(200)
      const offer = { email: 'ada@example.com', role: 'member', delivery: 'link' }
      const invitation = await post('/invitations', offer, next.body['accessToken'])
      expect(invitation.status).toBe(201)
      const accepted = await post('/invitations/accept', { token: invitation.body['token'], password: goodPassword })
      expect(accepted.status).toBe(201)
      expect(
        (await post('/invitations/accept', { token: invitation.body['token'], password: goodPassword })).status,
      ).toBe(409)
    } finally {
      await end()
    }
  })

  it('knows the address of the client', async () => {
    const { port, stop: end } = await startRuntime(runtime)
    const response = await fetch(`http://127.0.0.1:${port}/address`, { headers: { 'cf-connecting-ip': '203.0.113.9' } })
    expect(await response.json()).toBe(runtime === 'Workers' ? '203.0.113.9' : '127.0.0.1')
    await end()
  })
})
