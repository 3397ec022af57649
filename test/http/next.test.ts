import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropEmptied } from '../support/engines/open-emptied.ts'
import { installed } from '../support/installed.ts'
import { contractCases } from './contract-cases.ts'
import { httpCases } from './http-cases.ts'
import { answeredByNext, buildNext, nextFolder, startNext } from './remote/next-app.ts'
import { type RemoteApp, remoteMount } from './remote/remote-mount.ts'
import { mutatedRequests } from './support/mutated-requests.ts'
import { isWhole, memory, postgres, sqlite, usualKinds } from './support/usual-stores.ts'
import { password, worlds } from './support/world.ts'

describe.runIf(installed(nextFolder))('Next.js, built and started', () => {
  let app: RemoteApp
  beforeAll(async () => {
    await buildNext()
    app = await startNext()
  }, 180_000)
  afterAll(async () => {
    await app?.stop()
    await dropEmptied()
  })

  const running = async () => ({ ...app, stop: async () => undefined })

  describe('the App Router', () => {
    const { mount, stop } = remoteMount('a catch-all route', running, { prefix: '/api', answers: answeredByNext })
    afterAll(stop)
    httpCases(mount, sqlite, usualKinds)
    if (isWhole) for (const store of postgres) httpCases(mount, store)
    contractCases(mount, [memory])
    mutatedRequests(mount, memory, 10_000)
  })

  // Each route of the Pages Router is the same listener as that of `node:http`: a part of the suite will do.
  describe.each([
    ['the Pages Router with its body parser', '/api/parsed'],
    ['the Pages Router without its body parser', '/api/raw'],
  ])('%s', (name, prefix) => {
    const { mount, stop } = remoteMount(name, running, { prefix, answers: answeredByNext })
    afterAll(stop)
    const open = worlds(mount, sqlite)

    it('serves a whole life', async () => {
      const w = await open()
      const owner = await w.person('owner')
      const offer = { email: 'ada@example.com', role: 'member', delivery: 'link' }
      const invited = await w.post('/invitations', offer, owner)
      expect(invited.status).toBe(201)
      expect((await w.post('/invitations', offer, owner)).code).toBe('already_invited')
      const accepted = await w.post('/invitations/accept', { token: invited.body['token'], password })
      expect(accepted).toMatchObject({ status: 201, body: { account: { email: 'ada@example.com' } } })
      expect(accepted.headers.getSetCookie()).toHaveLength(1)
      expect((await w.call('HEAD', '/session', { as: owner })).status).toBe(200)
      expect((await w.get('/accounts?limit=1', owner)).body['items']).toHaveLength(1)
      expect((await w.post('/logout', undefined, owner)).status).toBe(204)
      expect((await w.get('/session', owner)).status).toBe(401)
    })

    it('refuses as everywhere', async () => {
      const w = await open()
      const foreign = { headers: { origin: 'https://evil.example' }, body: { email: 'a@example.com' } }
      expect((await w.call('POST', '/password/forgot', foreign)).code).toBe('foreign_origin')
      expect((await w.post('/password/forgot', { email: 7 })).fields).toEqual(['email'])
      expect(
        (await w.call('POST', '/password/forgot', { raw: new URLSearchParams({ email: 'a@example.com' }) })).status,
      ).toBe(415)
      const { status, headers } = await w.call('PUT', '/session')
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
      expect((await w.get('/nothing')).code).toBe('not_found')
    })
  })

  describe('pages and server actions', () => {
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`http://localhost:${app.port}${path}`, { redirect: 'manual', ...init })
    const cookiesOf = (response: Response) =>
      response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ')

    /** Sends the form of a page as a browser without scripts does. */
    async function submit(path: string, cookie = ''): Promise<Response> {
      const page = await (await ask(path, { headers: { cookie } })).text()
      const form = new FormData()
      for (const [, name = '', value = ''] of page.matchAll(
        /<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g,
      ))
        form.set(name, value)
      return ask(path, { method: 'POST', body: form, headers: { cookie } })
    }

    it('send whoever is not logged in to the page that logs in, and back', async () => {
      const turnedAway = await ask('/people?page=2')
      expect([turnedAway.status, turnedAway.headers.get('location')]).toEqual([307, '/login?next=%2Fpeople%3Fpage%3D2'])
      const loggedIn = await submit('/login?next=%2Fpeople%3Fpage%3D2')
      expect([loggedIn.status, loggedIn.headers.get('location')]).toEqual([303, '/people?page=2'])
      const [access = '', refresh = ''] = loggedIn.headers.getSetCookie()
      expect(access).toMatch(/^ik=eyJ[\w.-]+; Path=\/; Expires=[^;]+; Max-Age=2592000; HttpOnly; SameSite=lax$/)
      expect(refresh).toMatch(/^ik-refresh=ik_ref_[\w-]/)
      const page = await ask('/people', { headers: { cookie: cookiesOf(loggedIn) } })
      expect(await page.text()).toContain('<p id="who">ada@example.com</p>')
    })

    it('lead to no other site', async () => {
      for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example'])
        expect((await submit(`/login?next=${encodeURIComponent(next)}`)).headers.get('location')).toBe('/people')
    })

    it('end a session', async () => {
      const cookie = cookiesOf(await submit('/login'))
      const loggedOut = await submit('/login', cookie)
      expect(loggedOut.headers.getSetCookie().map((one) => one.split(';').slice(0, 1)[0])).toEqual([
        'ik=',
        'ik-refresh=',
      ])
      expect((await ask('/people', { headers: { cookie: 'ik=x' } })).status).toBe(307)
    })
  })
})
