import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Browser, Page } from 'playwright-core'
import { build } from 'tsup'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { inviteRouter } from '../../adapters/web/hono/index.ts'
import { system } from '../../src/index.ts'
import { describeInBrowser, launchBrowser, visitor } from '../examples/support/browser.ts'
import { goodPassword, type TestService, testService } from '../support/service.ts'

describeInBrowser('the hooks, in React’s strict mode and a real browser', () => {
  let folder: string
  let browser: Browser
  let t: TestService
  let server: ReturnType<typeof serve>
  let url: string
  let script: string
  const asked: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'invitekit-react-'))
    await build({
      entry: [join(import.meta.dirname, 'support/page.ts')],
      outDir: folder,
      format: ['iife'],
      platform: 'browser',
      noExternal: [/.*/],
      env: { NODE_ENV: 'development' },
      silent: true,
      config: false,
      dts: false,
    })
    script = readFileSync(join(folder, 'page.global.js'), 'utf8')
    browser = await launchBrowser()
    const app = new Hono()
    app.get('/page.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript' }))
    app.all('/api/*', (c) => {
      asked.push(`${c.req.method} ${c.req.path}`)
      return inviteRouter(t.service, { prefix: '/api' }).fetch(c.req.raw)
    })
    app.get('*', (c) => c.html('<!doctype html><title>t</title><div id="root"></div><script src="/page.js"></script>'))
    await new Promise<void>((done) => {
      server = serve({ fetch: app.fetch, port: 0 }, ({ port }) => {
        url = `http://localhost:${port}`
        done()
      })
    })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    t = testService(memoryStorage(), { baseUrl: url })
    await t.service.accounts.create(
      { email: 'ada@example.com', password: goodPassword, role: 'owner' },
      { actor: system },
    )
  })

  const invited = async () =>
    (
      await t.service.invitations.create(
        { email: 'bob@example.com', role: 'member' },
        { actor: system, delivery: 'link' },
      )
    ).url ?? ''
  const open = async (link: string): Promise<Page> => {
    const { page } = await visitor(browser)
    asked.length = 0
    await page.goto(link)
    return page
  }
  const says = (page: Page, id: string, text: string) =>
    page.locator(`#${id}`, { hasText: new RegExp(`^${text}$`) }).waitFor()
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  it('share one session, asked for once', async () => {
    const page = await open(`${url}/`)
    await says(page, 'session', 'out')
    await says(page, 'second', 'out')
    expect(asked).toEqual(['GET /api/session'])
    await press(page, 'log in badly')
    await says(page, 'login-error', 'login_failed')
    await press(page, 'log in')
    await says(page, 'session', 'in as ada@example.com')
    await says(page, 'second', 'in')
    await says(page, 'login-error', 'none')
    await page.reload()
    await says(page, 'session', 'in as ada@example.com')
    await press(page, 'log out')
    await says(page, 'session', 'out')
    await page.context().close()
  })

  it('take the token out of the address, show the offer, and accept once for two clicks', async () => {
    const page = await open(await invited())
    await says(page, 'preview', 'ready sign_up')
    expect(page.url()).toBe(`${url}/join`)
    await page.reload()
    await says(page, 'preview', 'ready sign_up')
    await page.goto(`${url}/elsewhere`)
    await page.goBack()
    await says(page, 'preview', 'ready sign_up')
    await says(page, 'rules', 'too_short:false')
    await page.getByLabel('password').fill('short')
    await press(page, 'join')
    await says(page, 'accept', 'failed too_short too_common')
    await page.getByLabel('password').fill('bob@example.com')
    await says(page, 'rules', 'too_short:true contains_context:false')
    await page.getByLabel('password').fill(goodPassword)
    await says(page, 'rules', 'too_short:true')
    asked.length = 0
    await press(page, 'join twice')
    await says(page, 'accept', 'done ')
    await says(page, 'session', 'in as bob@example.com')
    expect(asked.filter((call) => call === 'POST /api/invitations/accept')).toHaveLength(1)
    await page.context().close()
  })

  it('decline, and say why a link has ended', async () => {
    const link = await invited()
    const page = await open(link)
    await says(page, 'preview', 'ready sign_up')
    await press(page, 'decline')
    await says(page, 'decline', 'done')
    await page.goto(`${url}/`)
    await page.goto(link)
    await says(page, 'preview', 'ready ended')
    await page.goto(`${url}/`)
    for (const wrong of ['?token=nonsense', '#cut%2']) {
      await page.goto(`${url}/join${wrong}`)
      await says(page, 'preview', 'failed invitation_not_found')
      expect(page.url()).toBe(`${url}/join`)
      await page.goto(`${url}/`)
    }
    await page.context().close()
  })

  it('activate an account, and log in', async () => {
    const { id } = await t.service.accounts.create({ email: 'carl@example.com' }, { actor: system })
    const { url: link } = await t.service.activations.issue(id, { actor: system, delivery: 'link' })
    const page = await open(link ?? '')
    await says(page, 'activation', 'ready carl@example.com')
    await press(page, 'activate')
    await says(page, 'session', 'in as carl@example.com')
    await page.context().close()
  })

  it('ask for a reset and do it, which logs nobody in', async () => {
    const page = await open(`${url}/reset`)
    await says(page, 'reset', 'none ')
    await press(page, 'forgot')
    await says(page, 'forgot', 'done')
    const [mail] = await t.drained()
    await page.goto(mail?.url ?? '')
    await page.reload() // a fragment alone is no new page
    await page.goto('about:blank')
    await page.goto(mail?.url ?? '')
    await says(page, 'reset', 'ready ada@example.com')
    await press(page, 'reset')
    await says(page, 'reset-done', 'done')
    await says(page, 'session', 'out')
    await page.context().close()
  })
})
