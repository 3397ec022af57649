import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { invite, logInAsRoot, PASSWORD, ROOT, signUp } from './events-flows.ts'
import { describeInBrowser, desktop, launchBrowser, phone, visitor } from './support/browser.ts'
import { type ExampleApp, freePort, newDatabaseFile, prepareExample, startExample } from './support/example-app.ts'

const screenshots = fileURLToPath(new URL('./.screenshots/events/', import.meta.url))
mkdirSync(screenshots, { recursive: true })

const LIST = `email;role;organisation;events
jeanne.martin@example.com;Event manager;Festival du Nord;gala opening
karim@example.com;CHECKIN_STAFF;Festival du Nord;gala
lucie@example.com;READONLY;Festival du Nord;
lucie@example.com;READONLY;Festival du Nord;
no-address;READONLY;Festival du Nord;
owner@example.com;KING;Festival du Nord;
grace@example.com;READONLY;Festival du Nord;
somebody@example.com;PARTNER;Nowhere;
`

describeInBrowser('pages of events', () => {
  let browser: Browser
  let app: ExampleApp
  const links: Record<string, string> = {}

  beforeAll(async () => {
    prepareExample('events')
    browser = await launchBrowser()
    const env = { DATABASE_URL: `sqlite:${newDatabaseFile('events')}`, ...ROOT }
    app = await startExample('events', { port: await freePort(), env })
    const { page, context } = await visitor(browser)
    await logInAsRoot(page, app)
    await page.goto(`${app.url}/people`)
    const organization = 'Festival du Nord'
    links['signup'] = await invite(page, { email: 'ada.lovelace@example.com', role: 'Administrator', organization })
    const people = [
      ['grace@example.com', 'Organisation manager', 'Grace', 'Hopper'],
      [
        'jean-christophe.delatour@a-rather-long-company-name.example',
        'Partner',
        'Jean-Christophe',
        'de la Tour d’Auvergne',
      ],
    ] as const
    for (const [email, role, first, last] of people) {
      links[first] = await invite(page, {
        email,
        role,
        organization,
        ...(role === 'Partner' ? { events: 'gala, opening' } : {}),
      })
      const member = await visitor(browser)
      await signUp(member.page, links[first] ?? '', first, last)
      await member.context.close()
    }
    await invite(page, { email: 'linus@example.com', role: 'Check-in staff', organization, events: 'gala' })
    await page.reload()
    await page.getByRole('button', { name: /^Suspend: Jean/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
    await page.getByText('is suspended.').waitFor()
    await context.request.post(`${app.url}/api/login`, { data: { email: 'nobody@example.com', password: PASSWORD } })
    await context.request.post(`${app.url}/api/password/forgot`, { data: { email: ROOT.ADMIN_EMAIL } })
    links['reset'] = (await app.mailTo(ROOT.ADMIN_EMAIL)).url ?? ''
    await context.close()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  /** Each page: where it is, who looks at it, what is done there, and what stands there when it is ready. */
  const pages: readonly {
    readonly name: string
    readonly path: string | (() => string)
    readonly inside?: boolean
    readonly prepare?: (page: Page) => Promise<void>
    readonly ready: string
  }[] = [
    { name: 'login', path: '/login', ready: 'Log in' },
    {
      name: 'login-refused',
      path: '/login',
      prepare: async (page) => {
        await page.getByLabel('E-mail').fill('ada@example.com')
        await page.getByLabel('Password', { exact: true }).fill('wrong password here')
        await page.getByRole('button', { name: 'Log in' }).click()
      },
      ready: 'The address or the password is not right.',
    },
    { name: 'forgot', path: '/forgot-password', ready: 'Send the link' },
    {
      name: 'forgot-done',
      path: '/forgot-password',
      prepare: async (page) => {
        await page.getByLabel('E-mail').fill('ada@example.com')
        await page.getByRole('button', { name: 'Send the link' }).click()
      },
      ready: 'Look at your mailbox',
    },
    { name: 'reset', path: () => links['reset']?.replace(app.url, '') ?? '', ready: 'Choose a new password' },
    { name: 'reset-dead', path: '/reset-password', ready: 'This link no longer works' },
    { name: 'signup', path: () => links['signup']?.replace(app.url, '') ?? '', ready: 'Join Festival du Nord' },
    {
      name: 'signup-wrong',
      path: () => links['signup']?.replace(app.url, '') ?? '',
      prepare: async (page) => {
        await page.getByLabel('First name').fill('Ada')
        await page.getByLabel('Last name').fill('Lovelace')
        await page.getByLabel('Password', { exact: true }).fill('password1234')
        await page.getByLabel('Repeat the password').fill('password1234')
        await page.getByLabel('Telephone').fill('none of your business')
        await page.getByRole('button', { name: 'Create my account' }).click()
      },
      ready: 'Some fields need your attention.',
    },
    { name: 'error-invalid-token', path: '/error?type=invalid-token', ready: 'This invitation is not valid' },
    { name: 'error-email-mismatch', path: '/error?type=email-mismatch', ready: 'This invitation cannot be used' },
    { name: 'error-user-not-found', path: '/error?type=user-not-found', ready: 'This account no longer exists' },
    { name: 'error-already-used', path: '/error?type=already-used', ready: 'This invitation has been used' },
    { name: 'error-not-found', path: '/nowhere', ready: 'There is nothing here' },
    { name: 'home', path: '/', inside: true, ready: 'What you may do' },
    { name: 'people', path: '/people', inside: true, ready: 'Grace Hopper' },
    { name: 'invitations', path: '/people?tab=invitations', inside: true, ready: 'linus@example.com' },
    {
      name: 'people-empty',
      path: '/people?org=salon-des-arts',
      inside: true,
      ready: 'Nobody is in this organisation yet.',
    },
    {
      name: 'invite',
      path: '/people',
      inside: true,
      prepare: async (page) => {
        await page.getByRole('button', { name: 'Invite someone' }).click()
        await page.getByRole('dialog').getByLabel('Role').selectOption('PARTNER')
      },
      ready: 'Identifiers of events, separated by commas.',
    },
    {
      name: 'suspend',
      path: '/people',
      inside: true,
      prepare: (page) => page.getByRole('button', { name: 'Suspend: Grace Hopper' }).click(),
      ready: 'Every session ends at once',
    },
    { name: 'import', path: '/import?org=festival-du-nord', inside: true, ready: 'Check the list' },
    {
      name: 'import-checked',
      path: '/import?org=festival-du-nord',
      inside: true,
      prepare: async (page) => {
        await page.getByLabel('List of people').fill(LIST)
        await page.getByRole('button', { name: 'Check the list' }).click()
      },
      ready: 'Ready to send',
    },
    {
      name: 'invite-sent',
      path: '/people?org=nuit-des-sciences',
      inside: true,
      prepare: async (page) => {
        await page.getByRole('button', { name: 'Invite someone' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('E-mail').fill(`width${page.viewportSize()?.width}@example.com`)
        await dialog.getByLabel('Role').selectOption('PARTNER')
        await dialog.getByRole('button', { name: 'Send the invitation' }).click()
      },
      ready: 'It is shown only once.',
    },
    {
      name: 'import-done',
      path: '/import?org=nuit-des-sciences',
      inside: true,
      prepare: async (page) => {
        const width = page.viewportSize()?.width
        await page.getByLabel('List of people').fill(`email,role\nada${width}@example.com,PARTNER`)
        await page.getByRole('button', { name: 'Check the list' }).click()
        await page.getByRole('button', { name: 'Send (1)' }).click()
      },
      ready: 'Invitations on their way: 1',
    },
    {
      name: 'import-sending',
      path: '/import?org=nuit-des-sciences',
      inside: true,
      prepare: async (page) => {
        await page.route('**/api/invitations/bulk', (route) =>
          JSON.parse(route.request().postData() ?? '{}').dryRun ? route.continue() : undefined,
        )
        await page.getByLabel('List of people').fill('email,role\nnever@example.com,PARTNER')
        await page.getByRole('button', { name: 'Check the list' }).click()
        await page.getByRole('button', { name: 'Send (1)' }).click()
      },
      ready: '0 of 1 done',
    },
    { name: 'security', path: '/security', inside: true, ready: 'The link for' },
  ]

  const looks = [
    { name: 'desktop', viewport: desktop },
    { name: 'phone', viewport: phone },
  ] as const
  for (const { name: size, viewport } of looks) {
    describe(size, () => {
      let inside: Page
      let outside: Page
      const seen: (readonly string[])[] = []

      beforeAll(async () => {
        const [one, two] = [await visitor(browser, { viewport }), await visitor(browser, { viewport })]
        inside = one.page
        outside = two.page
        await logInAsRoot(inside, app)
        seen.push(one.errors, two.errors)
      })

      test.for(pages)('$name', async ({ name, path, inside: isInside = false, prepare, ready }) => {
        const page = isInside ? inside : outside
        await page.goto('about:blank')
        await page.goto(`${app.url}${typeof path === 'string' ? path : path()}`)
        await prepare?.(page)
        await page.getByText(ready).first().waitFor()
        await page.evaluate(() => document.fonts.ready)
        await page.screenshot({ path: `${screenshots}${name}-${size}.png`, fullPage: true })
        const { violations } = await new AxeBuilder({ page }).analyze()
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
        // Nothing runs out of the picture.
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(wide).toBeLessThanOrEqual(0)
        expect(seen.flat()).toEqual([])
      })
    })
  }

  test('in the dark, and in French', async () => {
    const { page, context } = await visitor(browser, { viewport: desktop, colorScheme: 'dark', locale: 'fr-FR' })
    const open = async (name: string, path: string, ready: string) => {
      await page.goto(`${app.url}${path}`)
      await page.getByText(ready).first().waitFor()
      await page.screenshot({ path: `${screenshots}${name}-dark.png`, fullPage: true })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
    }
    await open('signup', links['signup']?.replace(app.url, '') ?? '', 'Rejoindre Festival du Nord')
    await page.goto(`${app.url}/login`)
    await page.getByLabel('E-mail').fill(ROOT.ADMIN_EMAIL)
    await page.getByLabel('Mot de passe', { exact: true }).fill(ROOT.ADMIN_PASSWORD)
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.getByRole('heading', { name: 'Bienvenue' }).waitFor()
    await open('people', '/people', 'Grace Hopper')
    await open('security', '/security', 'En direct')
    await context.close()
  })
})
