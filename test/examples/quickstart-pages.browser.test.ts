import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  act,
  describeInBrowser,
  desktop,
  invite,
  join,
  launchBrowser,
  logIn,
  PASSWORD,
  phone,
  visitor,
} from './support/browser.ts'
import {
  freePort,
  newDatabaseFile,
  prepareQuickstart,
  type QuickstartApp,
  startQuickstart,
} from './support/quickstart-app.ts'

const OWNER = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: PASSWORD }
const screenshots = fileURLToPath(new URL('./screenshots/', import.meta.url))
mkdirSync(screenshots, { recursive: true })

describeInBrowser('pages of the quickstart', () => {
  let browser: Browser
  let app: QuickstartApp
  /** Links of every kind, so that each page has something to show. */
  const links: Record<string, string> = {}

  beforeAll(async () => {
    prepareQuickstart()
    browser = await launchBrowser()
    app = await startQuickstart({ file: newDatabaseFile(), port: await freePort(), env: OWNER })
    const { page } = await visitor(browser)
    await logIn(page, app.url, OWNER.ADMIN_EMAIL, OWNER.ADMIN_PASSWORD)
    await page.getByRole('heading', { name: 'People' }).waitFor()
    await page.getByText('It is just you so far.').waitFor()
    await page.screenshot({ path: `${screenshots}people-empty.png`, fullPage: true })
    links['open'] = await invite(page, 'grace@example.com', 'link', 'Administrator')
    links['revoked'] = await invite(page, 'barbara@example.com', 'link')
    links['used'] = await invite(page, 'jean-christophe.delatour@a-rather-long-company-name.example', 'link')
    await act(page, 'Revoke', 'barbara@example.com')
    await invite(page, 'linus@example.com')
    for (const [link, name] of [
      [links['used'], 'Jean-Christophe de la Tour d’Auvergne'],
      [await invite(page, 'mia@example.com', 'link'), 'Mia Hamm'],
    ] as const) {
      const { page: member } = await visitor(browser)
      await join(member, link, name, PASSWORD)
    }
    await page.reload()
    await act(page, 'Suspend', 'Jean-Christophe de la Tour d’Auvergne')
    links['existing'] = await invite(page, 'mia@example.com', 'link', 'Administrator')
    const api = page.context().request
    await api.post(`${app.url}/api/password/forgot`, { data: { email: OWNER.ADMIN_EMAIL } })
    links['reset'] = (await app.mailTo(OWNER.ADMIN_EMAIL)).url ?? ''
    const open = await api.post(`${app.url}/api/invitations`, {
      data: { role: 'member', seats: 20, domains: ['example.org'] },
    })
    const { url, token } = await open.json()
    links['domain'] = url
    const stranger = await browser.newContext()
    await stranger.request.post(`${app.url}/api/invitations/accept`, { data: { token, email: 'eve@example.org' } })
    links['activate'] = (await app.mailTo('eve@example.org')).url ?? ''
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  /** Each page, who looks at it, and what is there when it is ready. */
  const pages = [
    { name: 'login', path: '/login', signedIn: false, ready: '#password' },
    { name: 'join', path: () => links['open'], signedIn: false, ready: '#password' },
    { name: 'join-log-in', path: () => links['existing'], signedIn: false, ready: '#password' },
    { name: 'join-domain', path: () => links['domain'], signedIn: false, ready: '#name' },
    { name: 'join-wrong-account', path: () => links['open'], signedIn: true, ready: '.notice.warn' },
    { name: 'join-revoked', path: () => links['revoked'], signedIn: false, ready: '[data-slot=reason]' },
    { name: 'join-used', path: () => links['used'], signedIn: false, ready: '[data-slot=reason]' },
    { name: 'join-unknown', path: '/join#nonsense', signedIn: false, ready: '[data-slot=reason]' },
    { name: 'forgot', path: '/forgot', signedIn: false, ready: '#email' },
    { name: 'reset', path: () => links['reset'], signedIn: false, ready: '#password' },
    { name: 'reset-ended', path: '/reset#nonsense', signedIn: false, ready: '[data-slot=reason]' },
    { name: 'activate', path: () => links['activate'], signedIn: false, ready: '#password' },
    { name: 'activate-ended', path: '/activate#nonsense', signedIn: false, ready: '[data-slot=reason]' },
    { name: 'people', path: '/', signedIn: true, ready: '#accounts tbody tr' },
    { name: 'account', path: '/account', signedIn: true, ready: '#newPassword' },
    { name: 'audit', path: '/audit', signedIn: true, ready: '.events li' },
    { name: 'mailbox', path: '/dev/mail', signedIn: false, ready: '.mail' },
    { name: 'not-found', path: '/nowhere', signedIn: false, ready: 'h1' },
  ]

  const open = async (page: Page, path: string | (() => string | undefined), ready: string) => {
    const address = typeof path === 'string' ? path : (path() ?? '')
    await page.goto(address.startsWith('/') ? app.url + address : address)
    await page.locator(ready).first().waitFor()
  }

  const looks = [
    { look: 'desktop', options: { viewport: desktop } },
    { look: 'phone', options: { viewport: phone, hasTouch: true } },
    { look: 'desktop-dark', options: { viewport: desktop, colorScheme: 'dark' } },
    { look: 'phone-french', options: { viewport: phone, locale: 'fr-FR' } },
  ] as const

  describe.each(looks)('$look', ({ look, options }) => {
    test.each([false, true])('logged in: %s; accessible, nothing overflows, a picture of each', async (signedIn) => {
      const { page, errors } = await visitor(browser, options)
      const owner = { email: OWNER.ADMIN_EMAIL, password: OWNER.ADMIN_PASSWORD }
      if (signedIn) await page.context().request.post(`${app.url}/api/login`, { data: owner })
      for (const { name, path, ready } of pages.filter((page) => page.signedIn === signedIn)) {
        await open(page, path, ready)
        await page.screenshot({ path: `${screenshots}${name}-${look}.png`, fullPage: true })
        const { violations } = await new AxeBuilder({ page }).analyze()
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(
          grave.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target).join(', ')}`),
        ).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(
          0,
        )
      }
      expect(errors).toEqual([])
    })
  })

  test('dialogs are accessible, and say in place what is refused', async () => {
    const { page } = await visitor(browser)
    await logIn(page, app.url, OWNER.ADMIN_EMAIL, OWNER.ADMIN_PASSWORD)
    await page.getByRole('button', { name: 'Invite someone' }).click()
    await page.getByLabel('Their e-mail').fill('grace@example.com')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByText('This address has a pending invitation already.').waitFor()
    await page.screenshot({ path: `${screenshots}dialog-invite.png` })
    const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  })

  test('say that a reset is on its way, whoever asks', async () => {
    const { page } = await visitor(browser, { viewport: phone })
    await page.goto(`${app.url}/forgot`)
    await page.getByLabel('E-mail').fill('nobody@example.com')
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByText('If nobody@example.com has an account here').waitFor()
    await page.screenshot({ path: `${screenshots}forgot-sent-phone.png` })
  })

  test('speak French to a browser that does', async () => {
    const { page } = await visitor(browser, { locale: 'fr-FR' })
    await open(page, () => links['open'], '#password')
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
    await page.getByText('vous invite à rejoindre Quickstart.').waitFor()
    await page.getByLabel('Votre nom').fill('Grace')
    await page.getByLabel('Mot de passe', { exact: true }).fill('trop court')
    await page.getByRole('button', { name: 'Rejoindre Quickstart' }).click()
    await page.locator('#password[aria-invalid=true]').waitFor()
    await page.goto(`${app.url}/login`)
    await page.getByLabel('Adresse e-mail').fill('personne@example.com')
    await page.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.getByText('L’adresse ou le mot de passe est incorrect.').waitFor()
  })

  test('allow nothing inline, nothing foreign, no frame, no referrer, no copy in a cache', async () => {
    for (const { path } of pages) {
      const { headers } = await fetch(new URL(typeof path === 'string' ? path : (path() ?? ''), app.url))
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  test('have no development mailbox in production', async () => {
    const port = await freePort()
    const production = await startQuickstart({
      file: newDatabaseFile(),
      port,
      env: { ...OWNER, NODE_ENV: 'production', APP_URL: `http://localhost:${port}` },
    })
    try {
      for (const path of ['/dev/mail', '/dev/mail.json']) expect((await fetch(production.url + path)).status).toBe(404)
      expect(await (await fetch(`${production.url}/login`)).text()).not.toContain('/dev/mail')
    } finally {
      await production.stop()
    }
  })
})
