import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { type ClientOptions, type ClientTokens, createClient } from '../../src/client.ts'
import { createFetchHandler } from '../../src/http.ts'
import { type InviteOptions, system } from '../../src/index.ts'
import { goodPassword, type TestFlag, type TestRole, type TestService, testService } from '../support/service.ts'
import { signingKey } from '../support/signing-keys.ts'

const MINUTE = 60_000

/** A browser's part of cookies: as much of it as a client needs. */
function browser(handler: (request: Request) => Promise<Response>) {
  const jar = new Map<string, string>()
  const calls: string[] = []
  const send: typeof fetch = async (input, init) => {
    const request = new Request(`https://app.example.com${input}`, init)
    calls.push(`${request.method} ${new URL(request.url).pathname}`)
    request.headers.set('origin', 'https://app.example.com')
    if (jar.size > 0) request.headers.set('cookie', [...jar].map((pair) => pair.join('=')).join('; '))
    const response = await handler(request)
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (line.includes('Max-Age=0')) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  return { send, jar, calls }
}

function tokenStore() {
  let tokens: ClientTokens | null = null
  return {
    get: () => tokens,
    set: (given: ClientTokens | null) => {
      tokens = given
    },
  }
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error) => error.code,
  )

describe('the client', () => {
  let t: TestService
  let page: ReturnType<typeof browser>
  const credentials = { email: 'ada@example.com', password: goodPassword }

  async function start(options: Partial<InviteOptions<TestFlag, TestRole>> = {}) {
    t = testService(memoryStorage(), options)
    await t.service.accounts.create({ ...credentials, role: 'owner' }, { actor: system })
    page = browser(createFetchHandler(t.service, { prefix: '/api' }))
  }
  const client = (options: ClientOptions = {}) => createClient({ prefix: '/api', fetch: page.send, ...options })
  beforeEach(() => start())

  it('logs in, acts and logs out with cookies', async () => {
    const { sessions, invitations } = client()
    const { account } = await sessions.login(credentials)
    expectTypeOf(account.createdAt).toEqualTypeOf<string>()
    expect(account.email).toBe('ada@example.com')
    const made = await invitations.create({ email: 'bob@example.com', role: 'member', delivery: 'link' })
    expect((await invitations.get({ id: made.id })).status).toBe('pending')
    expect((await invitations.list({ status: 'pending', limit: 10 })).items).toHaveLength(1)
    expect((await invitations.revoke({ id: made.id })).status).toBe('revoked')
    expect(await sessions.logout()).toBeUndefined()
    expect(await codeOf(sessions.check())).toBe('not_authenticated')
  })

  it('takes the way from an invitation to a person inside', async () => {
    const { token } = await t.service.invitations.create(
      { email: 'bob@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    const { invitations, sessions, accounts } = client()
    const { next } = await invitations.preview({ token: token ?? '' })
    expect(next).toBe('sign_up')
    const accepted = await invitations.accept(
      { token: token ?? '', password: goodPassword, profile: { name: 'Bob' } },
      { idempotencyKey: 'the acceptance of Bob' },
    )
    expect(accepted.membership?.role).toBe('member')
    const { account } = await sessions.check()
    expect(account).toMatchObject({ email: 'bob@example.com', profile: { name: 'Bob' } })
    await accounts.changePassword({ currentPassword: goodPassword, newPassword: `${goodPassword} again` })
    expect((await sessions.check()).account.id).toBe(account.id)
  })

  it('puts segments of the path where they belong, whatever they contain', async () => {
    const { sessions, accounts } = client()
    await sessions.login(credentials)
    const { id } = await t.service.accounts.create(
      { email: 'bob@example.com', role: 'member', scope: 'a b/c?d#é' },
      { actor: system },
    )
    const changed = await accounts.updateMembership({ id, scope: 'a b/c?d#é', permissions: ['audit.view'] })
    expect(changed).toMatchObject({ scope: 'a b/c?d#é', permissions: ['audit.view'] })
    expect(await accounts.removeMembership({ id, scope: 'a b/c?d#é' })).toBeUndefined()
  })

  it('throws the refusals of the service, in the language of the reader, with the fields that are wrong', async () => {
    const { sessions, invitations } = client({ locale: 'fr' })
    await expect(sessions.login({ email: 'ada@example.com', password: 'wrong' })).rejects.toMatchObject({
      name: 'ClientError',
      code: 'login_failed',
      status: 401,
      message: 'L’adresse ou le mot de passe est incorrect.',
    })
    await sessions.login(credentials)
    const bad = invitations.create({ email: 'nobody', role: 'member' })
    await expect(bad).rejects.toMatchObject({ code: 'invalid_input', status: 400 })
    await expect(bad).rejects.toHaveProperty('fields[0].field', 'email')
    await expect(bad).rejects.toHaveProperty('fields[0].detail', expect.stringMatching(/./))
  })

  it('says when no answer came, and when it was not ours', async () => {
    const failing = client({ fetch: () => Promise.reject(new TypeError('fetch failed')) })
    await expect(failing.sessions.check()).rejects.toMatchObject({ code: 'network', status: 0 })
    const html = client({ fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }) })
    await expect(html.sessions.check()).rejects.toMatchObject({ code: 'unexpected', status: 502 })
    const late = client({
      fetch: async () =>
        Response.json({ code: 'busy', detail: 'Later.' }, { status: 503, headers: { 'retry-after': '7' } }),
    })
    await expect(late.sessions.check()).rejects.toMatchObject({ code: 'busy', retryAfterSeconds: 7 })
  })

  it('gives a call up when it is told to', async () => {
    const gone = new AbortController()
    const { sessions } = client({
      fetch: (_input, init) =>
        new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    })
    const call = sessions.check({}, { signal: gone.signal })
    gone.abort()
    await expect(call).rejects.toHaveProperty('name', 'AbortError')
  })

  describe('with access JWTs', () => {
    beforeEach(() => start({ sessions: { jwt: { keys: { current: signingKey() } } } }))

    it('carries them as a bearer, refreshes once when they lapse, and tries again', async () => {
      const tokens = tokenStore()
      const { sessions, accounts } = client({ tokens, refresh: true })
      await sessions.login(credentials)
      page.jar.clear()
      const before = tokens.get()
      expect(before?.refreshToken).toMatch(/^ik_ref_/)
      t.clock.advance(11 * MINUTE)
      page.calls.length = 0
      const both = await Promise.all([sessions.check(), accounts.list({})])
      expect(both[0].account.email).toBe('ada@example.com')
      expect(page.calls.filter((call) => call === 'POST /api/token/refresh')).toHaveLength(1)
      expect(tokens.get()?.accessToken).not.toBe(before?.accessToken)
    })

    it('refreshes by the cookie, where no script sees the token', async () => {
      const { sessions } = client({ refresh: true })
      await sessions.login(credentials)
      t.clock.advance(11 * MINUTE)
      expect((await sessions.check()).account.email).toBe('ada@example.com')
      expect((await sessions.refresh()).accessTokenExpiresAt).toMatch(/^2026-/)
    })

    it('forgets the tokens when the session has ended', async () => {
      const tokens = tokenStore()
      const { sessions } = client({ tokens, refresh: true })
      const { account } = await sessions.login(credentials)
      page.jar.clear()
      await t.service.accounts.create(
        { email: 'o@example.com', password: goodPassword, role: 'owner' },
        { actor: system },
      )
      await t.service.accounts.suspend(account.id, { actor: system })
      expect(await codeOf(sessions.check())).toBe('not_authenticated')
      expect(tokens.get()).toBeNull()
    })

    it('keeps them while the server cannot be reached: nobody knows whether the session lives', async () => {
      const tokens = tokenStore()
      const { sessions } = client({ tokens, refresh: true })
      await sessions.login(credentials)
      page.jar.clear()
      t.clock.advance(11 * MINUTE)
      const offline = client({
        tokens,
        refresh: true,
        fetch: (input, init) =>
          String(input).endsWith('/token/refresh') ? Promise.reject(new TypeError('offline')) : page.send(input, init),
      })
      expect(await codeOf(offline.sessions.check())).toBe('network')
      expect(tokens.get()).not.toBeNull()
      expect(await codeOf(sessions.check())).toBeNull()
    })

    it('logs out for good', async () => {
      const tokens = tokenStore()
      const { sessions } = client({ tokens, refresh: true })
      await sessions.login(credentials)
      page.jar.clear()
      const { refreshToken = '' } = tokens.get() ?? {}
      await sessions.logout()
      expect(tokens.get()).toBeNull()
      expect(await codeOf(sessions.refresh({ refreshToken }))).toBe('not_authenticated')
    })
  })
})
