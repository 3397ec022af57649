import { describe, expect, it } from 'vitest'
import { type Caller, cookiesOf, password, type World, type worlds } from '../support/world.ts'

/** Seeing and ending log-ins. */
export function ownSessions(open: ReturnType<typeof worlds>): void {
  interface Listed {
    readonly id: string
    readonly device: string | null
    readonly current: boolean
  }
  const list = async (w: World, as: Caller, of = ''): Promise<readonly Listed[]> =>
    (await w.get(`/sessions${of}`, as)).body['items'] as readonly Listed[]
  const remove = (w: World, path: string, as?: Caller) => w.call('DELETE', path, { as })

  describe('GET /sessions', () => {
    it('lists where one is logged in, and from what; never a token (ASVS 7.5.2)', async () => {
      const w = await open()
      const member = await w.person('member')
      w.clock.advance(1)
      const headers = { 'user-agent': 'Netscape 4' }
      await w.call('POST', '/login', { body: { email: member.email, password }, headers })
      const answer = await w.get('/sessions', member)
      expect(answer.body).toEqual({
        items: [
          expect.objectContaining({ device: 'Netscape 4', current: false }),
          {
            id: expect.any(String),
            device: null,
            createdAt: '2026-01-01T00:00:00.000Z',
            usedAt: '2026-01-01T00:00:00.000Z',
            expiresAt: '2026-01-31T00:00:00.000Z',
            current: true,
          },
        ],
      })
      expect(answer.text).not.toContain(member.token)
    })

    it('shows those of others to who could suspend them', async () => {
      const w = await open()
      const [owner, admin, member] = [await w.person('owner'), await w.person('admin'), await w.person('member')]
      expect(await list(w, owner, `?accountId=${member.id}`)).toMatchObject([{ current: false }])
      const code = async (as: Caller | undefined, id: string) => (await w.get(`/sessions?accountId=${id}`, as)).code
      expect(await code(undefined, member.id)).toBe('not_authenticated')
      expect(await code(member, admin.id)).toBe('forbidden')
      expect(await code(admin, owner.id)).toBe('exceeds_own')
      expect(await code(owner, 'unknown')).toBe('account_not_found')
      expect((await w.get('/sessions?who=me', owner)).fields).toEqual(['who'])
    })
  })

  describe('DELETE /sessions/:id', () => {
    it('ends one, and clears the cookie where it is this one', async () => {
      const w = await open()
      const member = await w.person('member')
      const other = await w.signIn(member.email)
      const [first, second] = [await list(w, member), await list(w, other)].map((items) =>
        items.find((one) => one.current),
      )
      const ended = await remove(w, `/sessions/${second?.id}`, member)
      expect(ended).toMatchObject({ status: 204, text: '' })
      expect(ended.headers.get('set-cookie')).toBeNull()
      expect((await w.get('/session', other)).code).toBe('not_authenticated')
      expect(cookiesOf(await remove(w, `/sessions/${first?.id}`, member))).toMatchObject({ '__Host-ik': '' })
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
    })

    it('refuses what it must', async () => {
      const w = await open()
      const [owner, admin, member] = [await w.person('owner'), await w.person('admin'), await w.person('member')]
      const idOf = async (as: Caller) => (await list(w, as))[0]?.id
      const code = async (id: string | undefined, as?: Caller) => (await remove(w, `/sessions/${id}`, as)).code
      expect(await code(await idOf(member))).toBe('not_authenticated')
      expect(await code('unknown', owner)).toBe('session_not_found')
      expect(await code(await idOf(admin), member)).toBe('session_not_found')
      expect(await code(await idOf(owner), admin)).toBe('exceeds_own')
      expect(await code(await idOf(member), owner)).toBeNull()
    })
  })

  describe('DELETE /sessions', () => {
    it('logs out everywhere (ASVS 7.4.5)', async () => {
      const w = await open()
      const member = await w.person('member')
      const other = await w.signIn(member.email)
      const ended = await remove(w, '/sessions', member)
      expect(ended.status).toBe(204)
      expect(cookiesOf(ended)).toMatchObject({ '__Host-ik': '' })
      for (const one of [member, other]) expect((await w.get('/session', one)).code).toBe('not_authenticated')
    })

    it('logs somebody else out, and not oneself', async () => {
      const w = await open()
      const [owner, admin, member] = [await w.person('owner'), await w.person('admin'), await w.person('member')]
      const code = async (id: string, as?: Caller) => (await remove(w, `/sessions?accountId=${id}`, as)).code
      expect(await code(member.id)).toBe('not_authenticated')
      expect(await code(admin.id, member)).toBe('forbidden')
      expect(await code(owner.id, admin)).toBe('exceeds_own')
      expect(await code('unknown', owner)).toBe('account_not_found')
      const ended = await remove(w, `/sessions?accountId=${member.id}`, owner)
      expect(ended.headers.get('set-cookie')).toBeNull()
      expect((await w.get('/session', member)).code).toBe('not_authenticated')
      expect((await w.get('/session', owner)).status).toBe(200)
      expect((await w.call('DELETE', '/sessions', { as: owner, body: { accountId: admin.id } })).fields).toEqual([
        'accountId',
      ])
    })
  })
}
