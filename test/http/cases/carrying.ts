import { describe, expect, it } from 'vitest'
import type { Carrier } from '../../../src/http.ts'
import {
  type Answer,
  type Caller,
  cookieOf,
  cookiesOf,
  password,
  textOf,
  type World,
  wholeStore,
  type worlds,
} from '../support/world.ts'

const MINUTE = 60_000

/** How tokens travel: in bodies and headers, in cookies, or either; and how they are renewed. */
export function carrying(open: ReturnType<typeof worlds>): void {
  const logIn = async (w: World) => {
    await w.person('member')
    const answer = await w.post('/login', { email: 'member@example.com', password })
    expect(answer.status).toBe(200)
    return answer
  }
  /** Worlds of which the tokens travel in one way. */
  const carried = (access: Carrier, refresh: Carrier = 'both') => open({ handler: { carry: { access, refresh } } })
  const session = async (w: World, headers: Record<string, string>) =>
    (await w.call('GET', '/session', { headers })).status
  const token = ({ service }: World, caller: Caller) => service.sessions.check(caller.token)

  describe('the access token', () => {
    it('as a bearer alone is never in a cookie, and no cookie counts', async () => {
      const w = await carried('bearer')
      const answer = await logIn(w)
      const accessToken = textOf(answer, 'accessToken')
      expect(cookiesOf(answer)).not.toHaveProperty('__Host-ik')
      expect(await session(w, { authorization: `Bearer ${accessToken}` })).toBe(200)
      expect(await session(w, { cookie: `__Host-ik=${accessToken}` })).toBe(401)
      expect(await session(w, { authorization: `Bearer ${accessToken}`, cookie: '__Host-ik=other' })).toBe(200)
      const out = await w.call('POST', '/logout', { headers: { authorization: `Bearer ${accessToken}` } })
      expect(cookiesOf(out)).not.toHaveProperty('__Host-ik')
      expect(await session(w, { authorization: `Bearer ${accessToken}` })).toBe(401)
    })

    it('in a cookie alone is never in a body, and no bearer counts', async () => {
      const w = await carried('cookie')
      const answer = await logIn(w)
      const accessToken = String(cookiesOf(answer)['__Host-ik'])
      expect(answer.text).not.toContain(accessToken)
      expect(answer.body).toHaveProperty('accessTokenExpiresAt')
      expect(await session(w, { cookie: `__Host-ik=${accessToken}` })).toBe(200)
      expect(await session(w, { authorization: `Bearer ${accessToken}` })).toBe(401)
      expect(await session(w, { cookie: `__Host-ik=${accessToken}`, authorization: 'Bearer other' })).toBe(200)
    })

    it('that was sent on purpose counts: a bearer before a cookie, which another tab may have replaced', async () => {
      const w = await open()
      const [one, two] = [await w.person('owner'), await w.person('admin')]
      const both = (bearer: string, cookie: string) => ({
        authorization: `Bearer ${bearer}`,
        cookie: `__Host-ik=${cookie}`,
      })
      const who = async (headers: Record<string, string>) => (await w.call('GET', '/session', { headers })).body
      expect(await who(both(one.token, two.token))).toHaveProperty('account.id', one.id)
      expect(await session(w, both('x', one.token))).toBe(401)
    })

    it('that comes as two bearers is refused, and nothing is written', async () => {
      const w = await open()
      const [one, two] = [await w.person('owner'), await w.person('admin')]
      const before = await wholeStore(w.store)
      const both = (bearer: string, cookie: string) => ({ authorization: bearer, cookie: `__Host-ik=${cookie}` })
      for (const headers of [
        both(`Bearer ${one.token}, Bearer ${two.token}`, one.token),
        { authorization: `Bearer ${one.token}, Bearer ${one.token}` },
        { authorization: `Basic eDp5, Bearer ${one.token}` },
      ]) {
        expect(await session(w, headers), JSON.stringify(headers)).toBe(401)
        const body = { email: 'ada@example.com', role: 'member' }
        expect((await w.call('POST', '/invitations', { body, headers })).code).toBe('not_authenticated')
        expect((await w.call('POST', '/logout', { headers })).code).toBe('not_authenticated')
        expect((await w.call('POST', '/invitations/preview', { body: { token: 'x' }, headers })).code).toBe(
          'not_authenticated',
        )
      }
      const forgot = async (authorization: string) =>
        (await w.call('POST', '/password/forgot', { body: { email: one.email }, headers: { authorization } })).code
      expect(await forgot(`Bearer ${one.token}, Bearer ${two.token}`)).toBe('not_authenticated')
      expect(await wholeStore(w.store)).toBe(before)
      expect(await session(w, both(`Bearer ${one.token}`, one.token))).toBe(200)
      // A page that has no token yet may send an empty one.
      expect(await forgot('Bearer ')).toBeNull()
    })
  })

  describe('POST /token/refresh', () => {
    const refresh = (w: World, body?: object, cookie?: string): Promise<Answer> =>
      w.call('POST', '/token/refresh', {
        ...(body === undefined ? {} : { body }),
        headers: cookie === undefined ? {} : { cookie: `__Host-ik-refresh=${cookie}` },
      })

    it('takes the token of the body or of the cookie, and carries the next one alike', async () => {
      const w = await open()
      const answer = await logIn(w)
      if (w.sessions === 'opaque') {
        expect(Object.keys(cookiesOf(answer))).toEqual(['__Host-ik'])
        for (const [body, cookie] of [[{ refreshToken: textOf(answer, 'accessToken') }], [{}, 'x'], []] as const)
          expect(await refresh(w, body, cookie)).toMatchObject({ status: 401, code: 'not_authenticated' })
        return
      }
      const first = textOf(answer, 'refreshToken')
      expect(cookiesOf(answer)).toMatchObject({ '__Host-ik-refresh': first })
      w.clock.advance(5 * MINUTE)
      const second = await refresh(w, { refreshToken: first })
      expect(second).toMatchObject({ status: 200, body: { accessTokenExpiresAt: '2026-01-01T00:15:00.000Z' } })
      expect(cookiesOf(second)).toMatchObject({
        '__Host-ik': textOf(second, 'accessToken'),
        '__Host-ik-refresh': textOf(second, 'refreshToken'),
      })
      w.clock.advance(11 * MINUTE)
      expect(await session(w, { authorization: `Bearer ${textOf(second, 'accessToken')}` })).toBe(401)
      const third = await refresh(w, undefined, textOf(second, 'refreshToken'))
      expect(third.status).toBe(200)
      expect(await session(w, { cookie: cookieOf(third) })).toBe(200)
      // The one of before is forgiven for a moment; an old one is a theft, and ends all of them.
      const again = await refresh(w, { refreshToken: textOf(second, 'refreshToken') })
      expect(textOf(again, 'refreshToken')).toBe(textOf(third, 'refreshToken'))
      expect((await refresh(w, { refreshToken: first })).code).toBe('not_authenticated')
      expect((await refresh(w, undefined, textOf(third, 'refreshToken'))).code).toBe('not_authenticated')
      expect(await session(w, { cookie: cookieOf(third) })).toBe(401)
    })

    it('takes the one in the body before that of the cookie, and spends no other', async () => {
      const w = await open()
      const { refreshToken } = await w.person('owner')
      const other = (await w.person('member')).refreshToken
      if (refreshToken === null || other === null) return
      const before = await wholeStore(w.store)
      expect((await refresh(w, {})).code).toBe('not_authenticated')
      expect((await refresh(w, { refreshToken: 7 })).fields).toEqual(['refreshToken'])
      expect((await refresh(w, { token: refreshToken })).fields).toEqual(['token'])
      expect(await wholeStore(w.store)).toBe(before)
      expect((await refresh(w, { refreshToken }, other)).status).toBe(200)
      expect((await refresh(w, undefined, other)).status).toBe(200)
    })

    it('in a cookie alone is never in a body, nor read from one', async () => {
      const w = await carried('bearer', 'cookie')
      const answer = await logIn(w)
      if (w.sessions === 'opaque') return
      const token = String(cookiesOf(answer)['__Host-ik-refresh'])
      expect(answer.text).not.toContain(token)
      expect((await refresh(w, { refreshToken: token })).code).toBe('not_authenticated')
      const next = await refresh(w, undefined, token)
      expect(next.text).not.toMatch(/ik_ref_/)
      expect(Object.keys(cookiesOf(next))).toEqual(['__Host-ik-refresh'])
    })

    it('in bodies alone is never in a cookie, nor read from one', async () => {
      const w = await carried('both', 'bearer')
      const answer = await logIn(w)
      if (w.sessions === 'opaque') return
      const token = textOf(answer, 'refreshToken')
      expect(Object.keys(cookiesOf(answer))).toEqual(['__Host-ik'])
      expect((await refresh(w, undefined, token)).code).toBe('not_authenticated')
      const next = await refresh(w, { refreshToken: token }, 'whatever')
      expect(next.status).toBe(200)
      expect(Object.keys(cookiesOf(next))).toEqual(['__Host-ik'])
    })

    it('F15: nobody is renewed who may not log in', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const { id, refreshToken } = await w.person('member')
      if (refreshToken === null) return
      await w.post(`/accounts/${id}/suspend`, undefined, owner)
      expect((await refresh(w, { refreshToken })).code).toBe('not_authenticated')
      await w.post(`/accounts/${id}/reactivate`, undefined, owner)
      expect((await refresh(w, { refreshToken })).code).toBe('not_authenticated')
    })
  })

  describe('POST /logout', () => {
    it('ends the session by its refresh token, when the access token has lapsed', async () => {
      const w = await open()
      const member = await w.person('member')
      if (member.refreshToken === null) return
      w.clock.advance(11 * MINUTE)
      const cookie = `__Host-ik=${member.token}; __Host-ik-refresh=${member.refreshToken}`
      const out = await w.call('POST', '/logout', { headers: { cookie } })
      expect(cookiesOf(out)).toEqual({ '__Host-ik': '', '__Host-ik-refresh': '' })
      const { refreshToken } = member
      expect((await w.post('/token/refresh', { refreshToken })).code).toBe('not_authenticated')
      const other = await w.signIn(member.email)
      expect((await w.post('/logout', { refreshToken: other.refreshToken })).status).toBe(204)
      await expect(token(w, other)).rejects.toMatchObject({ code: 'not_authenticated' })
    })
  })
}
