import { describe, expect, it } from 'vitest'
import { password, textOf, type worlds } from '../support/world.ts'

const DAY = 86_400_000

/** Calls that are sent again: the same key is the same call. */
export function idempotency(open: ReturnType<typeof worlds>): void {
  const body = { email: 'ada@example.com', role: 'member', delivery: 'link' }

  describe('Idempotency-Key on POST /invitations', () => {
    it('gives the same invitation again, without a link', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const headers = { 'idempotency-key': 'one' }
      const create = (sent: object, key = headers) =>
        w.call('POST', '/invitations', { as: owner, body: sent, headers: key })
      const first = await create(body)
      const again = await create({ ...body, email: ' ADA@example.com ' })
      expect(first).toMatchObject({ status: 201, body: { replayed: false, url: expect.any(String) } })
      expect(again.status).toBe(201)
      expect(again.body).toEqual({ ...first.body, url: null, token: null, replayed: true })
      expect(again.text).not.toContain(textOf(first, 'token'))
      const other = await create({ ...body, role: 'admin' })
      expect(other).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
      expect((await create(body, { 'idempotency-key': 'two' })).code).toBe('already_invited')
      expect(await w.store.rows('invitation')).toHaveLength(1)
    })

    it('belongs to its caller, and to a day', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const admin = await w.person('admin')
      const headers = { 'idempotency-key': 'one' }
      await w.call('POST', '/invitations', { as: owner, body, headers })
      const others = await w.call('POST', '/invitations', {
        as: admin,
        body: { ...body, email: 'b@example.com' },
        headers,
      })
      expect(others).toMatchObject({ status: 201, body: { replayed: false, email: 'b@example.com' } })
      w.clock.advance(DAY)
      const fresh = { ...body, email: 'c@example.com' }
      const later = await w.call('POST', '/invitations', { as: await w.signIn(owner.email), body: fresh, headers })
      expect(later).toMatchObject({ status: 201, body: { replayed: false, email: 'c@example.com' } })
    })

    it('20 at once with one key make one invitation', async () => {
      const w = await open()
      const owner = await w.person('owner')
      for (const [key, sent] of [
        ['mailed', body],
        ['open', { role: 'member', seats: 5 }],
      ] as const) {
        const before = (await w.store.rows('invitation')).length
        const headers = { 'idempotency-key': key }
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => w.call('POST', '/invitations', { as: owner, body: sent, headers })),
        )
        expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
        expect(new Set(answers.map((answer) => textOf(answer, 'id'))).size).toBe(1)
        expect(answers.filter(({ body: { replayed } }) => replayed === false)).toHaveLength(1)
        expect(answers.filter(({ body: { token } }) => token !== null)).toHaveLength(1)
        expect(await w.store.rows('invitation')).toHaveLength(before + 1)
      }
    })

    it('must be a line of text', async () => {
      const w = await open()
      const owner = await w.person('owner')
      for (const key of ['', 'x'.repeat(201), 'tab\there']) {
        const answer = await w.call('POST', '/invitations', { as: owner, body, headers: { 'idempotency-key': key } })
        expect(answer).toMatchObject({ status: 400, fields: ['idempotencyKey'] })
      }
      expect(await w.store.rows('invitation')).toEqual([])
    })
  })

  it('Idempotency-Key on POST /invitations/bulk gives the same verdicts again', async () => {
    const w = await open()
    const owner = await w.person('owner')
    const sent = { as: owner, headers: { 'idempotency-key': 'bulk' } }
    const rows = [{ email: 'a@example.com', role: 'member' }]
    const first = await w.call('POST', '/invitations/bulk', { ...sent, body: { rows, delivery: 'link' } })
    const again = await w.call('POST', '/invitations/bulk', { ...sent, body: { rows, delivery: 'link' } })
    expect(first.body).toMatchObject({ created: 1, replayed: false })
    expect(again.body).toMatchObject({ replayed: true })
    expect(again.text).not.toMatch(/ik_inv_/)
    const other = await w.call('POST', '/invitations/bulk', {
      ...sent,
      body: { rows: [{ ...rows[0], role: 'admin' }] },
    })
    expect(other.code).toBe('idempotency_mismatch')
  })

  describe('Idempotency-Key on POST /invitations/accept', () => {
    it('gives the same acceptance again, without a session', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const token = textOf(await w.post('/invitations', body, owner), 'token')
      const headers = { 'idempotency-key': 'page-load' }
      const accept = (more: object = {}) =>
        w.call('POST', '/invitations/accept', { body: { token, password, ...more }, headers })
      const first = await accept()
      const again = await accept()
      expect(first).toMatchObject({ status: 201, body: { replayed: false } })
      expect(again).toMatchObject({
        status: 201,
        body: { replayed: true, account: { id: textOf(first, 'account', 'id') } },
      })
      expect(again.body).not.toHaveProperty('accessToken')
      expect(again.headers.get('set-cookie')).toBeNull()
      expect((await accept({ profile: { name: 'Eve' } })).code).toBe('idempotency_mismatch')
      expect((await w.post('/invitations/accept', { token, password })).code).toBe('already_accepted')
    })

    it('20 at once with one key take one seat', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const token = textOf(await w.post('/invitations', { role: 'member', seats: 20 }, owner), 'token')
      const sent = { body: { token, password, email: 'ada@example.com' }, headers: { 'idempotency-key': 'k' } }
      const answers = await Promise.all(Array.from({ length: 20 }, () => w.call('POST', '/invitations/accept', sent)))
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201))
      expect(answers.filter(({ body: { replayed } }) => replayed === false)).toHaveLength(1)
      expect(await w.store.rows('account')).toHaveLength(2)
      expect(await w.store.rows('invitation')).toMatchObject([{ used: 1 }])
    })
  })
}
