import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  describeInBrowser,
  invite,
  join,
  launchBrowser,
  logIn,
  PASSWORD,
  takeLink,
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

describeInBrowser('people of the quickstart', () => {
  let browser: Browser
  let app: QuickstartApp
  let owner: Page

  beforeAll(async () => {
    prepareQuickstart()
    browser = await launchBrowser()
    app = await startQuickstart({ file: newDatabaseFile(), port: await freePort(), env: OWNER })
    const { page } = await visitor(browser)
    owner = page
    await logIn(owner, app.url, OWNER.ADMIN_EMAIL, OWNER.ADMIN_PASSWORD)
    await owner.getByRole('heading', { name: 'People' }).waitFor()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  /** Somebody who has joined already, in a browser of their own. */
  const member = async (email: string, name: string) => {
    const { page } = await visitor(browser)
    await join(page, await invite(owner, email, 'link'), name, PASSWORD)
    return page
  }

  const changeRole = async (name: string, role: string) => {
    await owner.getByRole('button', { name: `Change role: ${name}` }).click()
    const dialog = owner.getByRole('dialog')
    await dialog.getByLabel('Role').selectOption({ label: role })
    await dialog.getByRole('button', { name: 'Save the role' }).click()
    return dialog
  }

  test('before anybody is invited the page says what to do', async () => {
    await owner.getByText('It is just you so far. Invite the first colleague!').waitFor()
  })

  test('who has an account accepts with one button, or logs in first', async () => {
    const page = await member('grace@example.com', 'Grace Hopper')
    expect(await page.getByRole('button', { name: 'Invite someone' }).isVisible()).toBe(false)
    const link = await invite(owner, 'grace@example.com', 'link', 'Administrator')

    const { page: elsewhere } = await visitor(browser)
    await elsewhere.goto(link)
    await elsewhere.getByText('You already have an account with this address.').waitFor()
    expect(await elsewhere.getByLabel('E-mail').inputValue()).toBe('grace@example.com')
    await elsewhere.getByLabel('Password', { exact: true }).fill('not my password at all')
    await elsewhere.getByRole('button', { name: 'Log in and join Quickstart' }).click()
    await elsewhere.getByText('The address or the password is not right.').waitFor()

    await page.goto(link)
    await page.getByText('You are logged in as grace@example.com.').waitFor()
    await page.getByRole('button', { name: 'Join Quickstart' }).click()
    await page.getByText('Welcome, Grace Hopper!').waitFor()
    await page.getByRole('button', { name: 'Invite someone' }).waitFor()

    await elsewhere.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await elsewhere.getByRole('button', { name: 'Log in and join Quickstart' }).click()
    await elsewhere.getByText('This invitation has been accepted already.').waitFor()
  })

  test('who logs in to accept joins with the same button', async () => {
    await member('linus@example.com', 'Linus')
    const { page } = await visitor(browser)
    await page.goto(await invite(owner, 'linus@example.com', 'link', 'Administrator'))
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in and join Quickstart' }).click()
    await page.getByText('Welcome, Linus!').waitFor()
  })

  test('roles change; the last owner stays one, and the page says why', async () => {
    await member('barbara@example.com', 'Barbara Liskov')
    await owner.reload()
    await changeRole('Barbara Liskov', 'Administrator')
    await owner.getByText('Barbara Liskov is now Administrator.').waitFor()
    await owner.getByRole('row', { name: 'Barbara Liskov' }).getByText('Administrator').waitFor()

    const dialog = await changeRole('ada@example.com', 'Member')
    await dialog.getByText('This is the last active holder of this role.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await owner.getByRole('row', { name: 'ada@example.com' }).getByText('Owner').waitFor()
  })

  test('a double click joins once', async () => {
    const link = await invite(owner, 'twice@example.com', 'link')
    const { page, errors } = await visitor(browser)
    let sent = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/api/invitations/accept')) sent += 1
    })
    await page.goto(link)
    await page.getByLabel('Your name').fill('Twice')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Join Quickstart' }).dblclick()
    await page.getByText('Welcome, Twice!').waitFor()
    expect(sent).toBe(1)
    expect(errors).toEqual([])
  })

  test('an answer that is lost on the way is asked for again, and joins once', async () => {
    const link = await invite(owner, 'lost@example.com', 'link')
    const { page } = await visitor(browser)
    // The server gets the first request and acts; its answer never arrives. The route stays: taking it away while the
    // page goes on has made Chromium hang.
    let isFirst = true
    await page.route('**/api/invitations/accept', async (route) => {
      if (!isFirst) return route.continue()
      isFirst = false
      const request = route.request()
      const { 'content-type': type = '', 'idempotency-key': key = '' } = request.headers()
      const headers = { 'content-type': type, 'idempotency-key': key }
      const answer = await fetch(request.url(), { method: 'POST', headers, body: request.postData() })
      expect(answer.status).toBe(201)
      await route.abort()
    })
    await page.goto(link)
    await page.getByLabel('Your name').fill('Lost and Found')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Join Quickstart' }).click()
    await page.getByText('The server cannot be reached.').waitFor()
    await page.getByRole('button', { name: 'Join Quickstart' }).click()
    await page.getByText('Your account is ready. Log in to go on.').waitFor()
    await page.getByLabel('E-mail').fill('lost@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: 'People' }).waitFor()
  })

  test('an open link for some domains proves the address by mail, and asks for the password there', async () => {
    const link = await owner.evaluate(async () => {
      const body = JSON.stringify({ role: 'member', seats: 5, domains: ['example.org'], delivery: 'link' })
      const headers = { 'content-type': 'application/json' }
      const response = await fetch('/api/invitations', { method: 'POST', headers, body })
      const { url }: { url: string } = await response.json()
      return url
    })
    const { page } = await visitor(browser)
    await page.goto(link)
    await page.getByLabel('E-mail').fill('eve@example.com')
    await page.getByLabel('Your name').fill('Eve')
    await page.getByRole('button', { name: 'Send me the mail' }).click()
    await page.getByText('This link is only for addresses of certain domains.').waitFor()
    await page.getByLabel('E-mail').fill('eve@example.org')
    await page.getByRole('button', { name: 'Send me the mail' }).click()
    await page.getByText('open the link that we have sent to your address').waitFor()
    await page.goto((await app.mailTo('eve@example.org')).url ?? '')
    await page.getByRole('heading', { name: 'Activate your account' }).waitFor()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Eve')
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Activate my account' }).click()
    await page.getByText('Welcome, Eve!').waitFor()
  })

  test('a link is shown once, and can be copied', async () => {
    const { page, context } = await visitor(browser)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: app.url })
    await logIn(page, app.url, OWNER.ADMIN_EMAIL, OWNER.ADMIN_PASSWORD)
    await page.getByRole('button', { name: 'Invite someone' }).click()
    const dialog = page.getByRole('dialog', { name: 'Invite someone' })
    await dialog.getByLabel('Their e-mail').fill('copy@example.com')
    await dialog.getByLabel('Give me a link to copy').check()
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(await takeLink(page))
    await expect.poll(() => page.locator('#link-url').inputValue()).toBe('')
  })
})
