import { describe, expect, it } from 'vitest'
import { InviteError, system } from '../../../src/index.ts'
import { goodPassword, testService } from '../../support/service.ts'
import { type TestBase, testBase } from './support/base.ts'

/** A service on a base, warm: it has read the log. */
async function warm(test: TestBase = testBase()) {
  const storage = test.open()
  const t = testService(storage)
  const invite = async (email: string) =>
    (await t.service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })).token ?? ''
  const token = await invite('ada@example.com')
  /** How many calls something takes. */
  const calls = async (run: () => Promise<unknown>): Promise<number> => {
    const before = test.base.calls
    await run()
    return test.base.calls - before
  }
  return { ...t, ...test, storage, invite, token, calls }
}

describe('calls of Airtable, in a process that is warm', () => {
  it('a preview takes one', async () => {
    const { service, token, calls } = await warm()
    expect(await calls(() => service.invitations.preview({ token }))).toBe(1)
  })

  it('an acceptance takes three, its session included', async () => {
    const { service, token, calls } = await warm()
    expect(await calls(() => service.invitations.accept({ token, password: goodPassword }, { session: true }))).toBe(3)
  })

  it('an invitation, a log-in and a session take what they must', async () => {
    const { service, token, calls, invite } = await warm()
    await service.invitations.accept({ token, password: goodPassword })
    let session: string | null = null
    expect(await calls(() => invite('eve@example.com'))).toBe(3)
    expect(
      await calls(async () => {
        session = (await service.sessions.login({ login: 'ada@example.com', password: goodPassword })).sessionToken
      }),
    ).toBe(3)
    expect(await calls(() => service.sessions.check(session))).toBe(1)
  })

  it('many at once share what they read', async () => {
    const { service, token, calls } = await warm()
    const previews = Array.from({ length: 20 }, () => service.invitations.preview({ token }))
    expect(await calls(() => Promise.all(previews))).toBeLessThanOrEqual(2)
  })

  it('a change that was committed is known without a call', async () => {
    const { storage, calls, token, service } = await warm()
    await service.invitations.accept({ token, password: goodPassword })
    const [event] = (await storage.list({ record: 'event', where: {}, with: {}, after: null, limit: 1 })).rows
    const again = { id: event?.row.id ?? '', writes: [], guards: [] }
    expect(await calls(() => storage.commit(again))).toBe(0)
  })

  it('a process that starts reads a snapshot, and what came since', async () => {
    const { open, calls, token, time } = await warm()
    await time.wait(2000) // the base takes five in a second from both processes together
    const { service } = testService(open())
    expect(await calls(() => service.invitations.preview({ token }))).toBe(2)
  })
})

describe('the budget', () => {
  it('is four requests in a second: a fifth waits', async () => {
    const { base, storage, time } = await warm()
    await time.wait(5000)
    const before = base.calls
    for (let n = 0; n < 9; n++) await storage.load({}, [])
    const at = base.requests.slice(before).map((request) => request.at)
    for (const [n, one] of at.entries()) if (n >= 4) expect(one - (at[n - 4] ?? 0)).toBeGreaterThanOrEqual(1000)
    expect(base.requests.filter(({ status }) => status === 429)).toEqual([])
  })

  it('ends for thirty seconds with a 429: refused at once, and not asked again', async () => {
    const { base, service, token, time } = await warm()
    await time.wait(2000)
    base.faults.next(1, { kind: 'rate_limited' })
    const refused = async () => {
      const from = time.clock.now()
      const error = await service.invitations.preview({ token }).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(InviteError)
      expect(error).toMatchObject({ code: 'temporarily_unavailable', status: 503 })
      const { params } = error as InviteError
      expect(params.retryAfterSeconds).toBeGreaterThan(20)
      expect(time.clock.now() - from).toBeLessThan(1000)
    }
    await refused()
    const before = base.calls
    await refused()
    expect(base.calls).toBe(before)
    await time.wait(36_000)
    await expect(service.invitations.preview({ token })).resolves.toMatchObject({ next: 'sign_up' })
  })

  it('ends before the answer of an append too: nothing was written, and nobody is told that it was', async () => {
    const { base, service, token, time } = await warm()
    base.faults.next(1, { kind: 'rate_limited' }, ({ operation }) => operation === 'create')
    const accept = () => service.invitations.accept({ token, password: goodPassword })
    await expect(accept()).rejects.toMatchObject({ code: 'temporarily_unavailable' })
    await time.wait(36_000)
    await expect(accept()).resolves.toMatchObject({ replayed: false })
  })
})
