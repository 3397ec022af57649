import { describe, expect, it } from 'vitest'
import { createSessionGuard } from '../../src/http.ts'
import { InviteError } from '../../src/index.ts'
import { stores } from '../support/stores.ts'
import { countingStorage } from './support/counting-storage.ts'
import { plainHandler } from './support/mounts.ts'
import { type SessionKind, worlds } from './support/world.ts'

const MINUTE = 60_000
const [memory] = stores
if (memory === undefined) throw new TypeError('A store is wanted')

const reading = { changes: false }
const changing = { changes: true }
const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}` })

describe.each<SessionKind>(['opaque', 'jwt'])('a guard of %s sessions', (kind) => {
  const open = worlds(plainHandler, memory, undefined, kind)

  it('finds who asks, in one read, and nobody where there is nobody', async () => {
    const counting = countingStorage()
    const w = await open({ storage: counting.wrap })
    const owner = await w.person('owner')
    const guard = createSessionGuard(w.service)
    counting.taken()
    const session = await guard.session(bearer(owner.token), reading)
    expect(session).toMatchObject({ actor: { type: 'account', id: owner.id }, account: { email: owner.email } })
    expect(counting.taken()).toEqual(['load'])
    expect(await guard.session(new Headers({ cookie: `__Host-ik=${owner.token}` }), reading)).not.toBeNull()
    for (const headers of [
      new Headers(),
      bearer('x'),
      new Headers({ authorization: 'Bearer other', cookie: `__Host-ik=${owner.token}` }),
      new Headers({ authorization: `Bearer ${owner.token}, Bearer ${owner.token}` }),
    ])
      expect(await guard.session(headers, reading)).toBeNull()
    await w.service.sessions.logout(owner.token)
    expect(await guard.session(bearer(owner.token), reading)).toBeNull()
  })

  it('refuses what another site sent, and notes a use, where something may change', async () => {
    const w = await open()
    const owner = await w.person('owner')
    const guard = createSessionGuard(w.service)
    w.clock.advance(6 * MINUTE)
    const usedAt = async () => (await guard.session(bearer(owner.token), reading))?.session.usedAt
    const foreign = bearer(owner.token)
    foreign.set('origin', 'https://evil.example')
    expect(await guard.session(foreign, reading)).not.toBeNull()
    await expect(guard.session(foreign, changing)).rejects.toMatchObject({ code: 'foreign_origin' })
    expect(await usedAt()).toEqual(new Date('2026-01-01T00:00:00Z'))
    await guard.session(bearer(owner.token), changing)
    expect(await usedAt()).toEqual(new Date('2026-01-01T00:06:00Z'))
  })

  it('keeps to how tokens travel', async () => {
    const w = await open()
    const { token } = await w.person('owner')
    const inCookie = new Headers({ cookie: `__Host-ik=${token}` })
    const finds = async (access: 'bearer' | 'cookie', headers: Headers) =>
      (await createSessionGuard(w.service, { carry: { access } }).session(headers, reading)) !== null
    expect(await finds('bearer', bearer(token))).toBe(true)
    expect(await finds('bearer', inCookie)).toBe(false)
    expect(await finds('cookie', bearer(token))).toBe(false)
    expect(await finds('cookie', inCookie)).toBe(true)
    // @ts-expect-error: there is no such way
    expect(() => createSessionGuard(w.service, { carry: { access: 'pigeon' } })).toThrow(/carry\.access/)
  })

  it('asks the store what somebody may do, and answers in their language', async () => {
    const w = await open()
    const [member, team] = [await w.person('member'), await w.person('owner', 'lead@example.com', 'team')]
    const guard = createSessionGuard(w.service)
    const may = async (token: string, ...wanted: ['pages.write', string?]) => {
      const session = await guard.session(bearer(token), reading)
      return session !== null && guard.allows(session, ...wanted)
    }
    expect(await may(member.token, 'pages.write')).toBe(false)
    expect(await may(team.token, 'pages.write')).toBe(false)
    expect(await may(team.token, 'pages.write', 'team')).toBe(true)
    const refused = guard.problem(new InviteError('forbidden'), new Headers({ 'accept-language': 'fr' }))
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([403, 'no-store'])
    expect(await refused.json()).toMatchObject({ code: 'forbidden', title: expect.stringContaining('autorisé') })
  })

  it('where the token is enough, asks nobody', async () => {
    const counting = countingStorage()
    const w = await open({ storage: counting.wrap })
    const { id, token } = await w.person('owner')
    if (kind === 'opaque') return expect(() => createSessionGuard(w.service, { trust: 'token' })).toThrow(/trust/)
    const guard = createSessionGuard(w.service, { trust: 'token' })
    await w.service.sessions.logout(token)
    counting.taken()
    expect(await guard.session(bearer(token), reading)).toMatchObject({ actor: { id }, sessionId: expect.any(String) })
    expect(counting.taken()).toEqual([])
    expect(await guard.session(bearer('x.y.z'), reading)).toBeNull()
    w.clock.advance(11 * MINUTE)
    expect(await guard.session(bearer(token), reading)).toBeNull()
    expect(counting.taken()).toEqual([])
  })
})
