import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errors } from '../../../src/index.ts'
import type { MountedService } from '../../http/support/mounts.ts'
import { goodPassword, person, type TestService, testService } from '../../support/service.ts'
import { signingKey } from '../../support/signing-keys.ts'
import { stores, type TestStore } from '../../support/stores.ts'

/** An app with a host's own routes: `/me` and `/note` for whoever is logged in, `/token` by the JWT alone, `/teams/:team` with a flag there, and `/both`. */
export type OpenHost = (service: MountedService) => Promise<{
  send(request: Request): Promise<Response>
  close(): Promise<void>
}>

const [memory] = stores
const HOUR = 3_600_000

/** What holds for the middleware of every framework. */
export function middlewareCases(name: string, open: OpenHost): void {
  describe(`middleware of ${name}`, () => {
    let store: TestStore
    let t: TestService
    let host: Awaited<ReturnType<OpenHost>>
    beforeEach(async () => {
      if (memory === undefined) throw new TypeError('A store is wanted')
      store = await memory.open()
      t = testService(store.storage, { sessions: { jwt: { keys: { current: signingKey() } } } })
      host = await open(t.service)
    })
    afterEach(async () => {
      await host.close()
      await store.close()
    })

    const login = async (email = 'ada@example.com', scope = '*') => {
      await person(t, email, 'member', scope)
      return t.service.sessions.login({ login: email, password: goodPassword })
    }
    const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
      const response = await host.send(new Request(`https://app.example.com${path}`, { method, headers }))
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
    }
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

    it('lets those through who are logged in, by bearer or cookie, and tells who they are', async () => {
      const { sessionToken } = await login()
      for (const headers of [bearer(sessionToken), { cookie: `__Host-ik=${sessionToken}` }])
        expect(await ask('/me', headers)).toMatchObject({ status: 200, body: 'ada@example.com' })
    })

    it('says no to everybody else, in their language', async () => {
      const { sessionToken } = await login()
      for (const headers of [{}, bearer('x'), bearer(`${sessionToken}x`), { cookie: '__Host-ik=x' }]) {
        const { status, headers: answered, body } = await ask('/me', { 'accept-language': 'fr', ...headers })
        expect([status, body.code, body.title]).toEqual([401, 'not_authenticated', errors.not_authenticated.fr])
        expect(answered.get('content-type')).toBe('application/problem+json; charset=utf-8')
        expect(answered.get('www-authenticate')).toBe('Bearer')
        expect(answered.get('cache-control')).toBe('no-store')
      }
      await t.service.sessions.logout(sessionToken)
      expect((await ask('/me', bearer(sessionToken))).status).toBe(401)
    })

    it('lets no other site change anything, and notes the use of a session where something changes', async () => {
      const { sessionToken } = await login()
      const cookie = `__Host-ik=${sessionToken}`
      const origin = 'https://evil.example'
      expect((await ask('/note', { cookie, origin }, 'POST')).body.code).toBe('foreign_origin')
      t.clock.advance(HOUR)
      const { sessionToken: later } = await t.service.sessions.login({
        login: 'ada@example.com',
        password: goodPassword,
      })
      const uses = async () => (await store.rows('event')).filter(({ type }) => type === 'session.used').length
      t.clock.advance(6 * 60_000)
      await ask('/me', bearer(later))
      expect(await uses()).toBe(0)
      expect((await ask('/note', { ...bearer(later), origin: 'https://app.example.com' }, 'POST')).status).toBe(200)
      expect(await uses()).toBe(1)
    })

    it('asks for a flag in a scope, with a session of its own or that of another middleware', async () => {
      const { sessionToken } = await login('ada@example.com', 'team-1')
      for (const prefix of ['/teams', '/both']) {
        expect(await ask(`${prefix}/team-1`, bearer(sessionToken))).toMatchObject({
          status: 200,
          body: 'ada@example.com',
        })
        expect((await ask(`${prefix}/team-2`, bearer(sessionToken))).body).toMatchObject({
          code: 'forbidden',
          status: 403,
        })
        expect((await ask(`${prefix}/team-1`)).body).toMatchObject({ code: 'not_authenticated', status: 401 })
      }
    })

    it('takes the JWT for enough where a route says so', async () => {
      const { sessionToken, account } = await login()
      await t.service.sessions.logout(sessionToken)
      expect(await ask('/token', bearer(sessionToken))).toMatchObject({ status: 200, body: account.id })
      t.clock.advance(HOUR)
      expect((await ask('/token', bearer(sessionToken))).status).toBe(401)
    })

    it('leaves what is no route of ours to the host, also below the mount', async () => {
      const { sessionToken } = await login()
      expect(await ask('/auth/session', bearer(sessionToken))).toMatchObject({ status: 200, body: { account: {} } })
      expect(await ask('/auth/own')).toMatchObject({ status: 200, body: 'own' })
      const { status, headers } = await ask('/auth/session', {}, 'PUT')
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    })
  })
}
