import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  act,
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

describeInBrowser('links of the quickstart', () => {
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

  /** Opens a link as a stranger, and waits for what the page says of it. */
  const opened = async (link: string, says: string, next: string) => {
    const { page, errors } = await visitor(browser)
    await page.goto(link)
    await page.getByText(says).waitFor()
    await page.getByText(next).waitFor()
    expect(errors).toEqual([])
    return page
  }

  test('ADMIN_EMAIL and ADMIN_PASSWORD make the first owner: no bootstrap link is printed', () => {
    expect(app.bootstrapLink).toBeUndefined()
    expect(app.output()).not.toContain(PASSWORD)
  })

  test('a revoked link says so, and what to do', async () => {
    const link = await invite(owner, 'revoked@example.com', 'link')
    await act(owner, 'Revoke', 'revoked@example.com')
    await opened(link, 'This invitation has been withdrawn.', 'ask the person who invited you')
  })

  test('a used link leads to the log-in', async () => {
    const link = await invite(owner, 'used@example.com', 'link')
    const { page } = await visitor(browser)
    await join(page, link, 'Used Up', PASSWORD)
    const stranger = await opened(link, 'This invitation has been accepted already.', 'If it was you, just log in.')
    await stranger.getByRole('link', { name: 'Go to log in' }).click()
    await stranger.getByRole('heading', { name: 'Log in' }).waitFor()
  })

  test('an unknown, a malformed and a missing secret say what to do', async () => {
    const link = await invite(owner, 'unknown@example.com', 'link')
    const [first = '', ...rest] = [...(link.split('#')[1] ?? '')].reverse()
    const wrong = [...rest.reverse(), first === '0' ? '1' : '0'].join('')
    await opened(`${app.url}/join#${wrong}`, 'We do not know this link.', 'Open the newest e-mail you have from us.')
    await opened(`${app.url}/join#nonsense`, 'We do not know this link.', 'Open the newest e-mail you have from us.')
    await opened(`${app.url}/join`, 'The address has lost its secret part.', 'Open the link from the e-mail again')
    await opened(`${app.url}/reset#nonsense`, 'This link has expired or has been used already.', 'Ask for a new one')
    await opened(
      `${app.url}/activate#nonsense`,
      'This link has expired or has been used already.',
      'ask the person who invited you for a new link',
    )
  })

  test('an expired link says so; a new one works', async () => {
    const link = await owner.evaluate(async () => {
      const body = JSON.stringify({ email: 'late@example.com', role: 'member', delivery: 'link', expiresIn: '1s' })
      const response = await fetch('/api/invitations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      const { url }: { url: string } = await response.json()
      return url
    })
    await new Promise((resolve) => setTimeout(resolve, 1200))
    await opened(link, 'This invitation has expired.', 'Ask the person who invited you to send it again.')
    await owner.reload()
    await owner.getByRole('row', { name: 'late@example.com' }).getByText('Expired').waitFor()
    await act(owner, 'New link', 'late@example.com')
    const { page } = await visitor(browser)
    await join(page, await takeLink(owner), 'Late Riser', PASSWORD)
  })

  test('a newer link takes the place of the older one', async () => {
    const link = await invite(owner, 'newer@example.com', 'link')
    await act(owner, 'Send again', 'newer@example.com')
    const mail = await app.mailTo('newer@example.com')
    await opened(link, 'A newer invitation has taken the place of this one.', 'Open the newest e-mail')
    const { page } = await visitor(browser)
    await join(page, mail.url ?? '', 'Newer Person', PASSWORD)
  })

  test('who is logged in as somebody else may log out and go on', async () => {
    const link = await invite(owner, 'right@example.com', 'link')
    await owner.goto(link)
    await owner.getByRole('heading', { name: 'This invitation is for someone else' }).waitFor()
    await owner.getByText('You are logged in as ada@example.com').waitFor()
    await owner.getByRole('link', { name: 'Stay logged in' }).click()
    await owner.getByRole('heading', { name: 'People' }).waitFor()

    const { page } = await visitor(browser)
    await logIn(page, app.url, OWNER.ADMIN_EMAIL, OWNER.ADMIN_PASSWORD)
    await page.getByRole('heading', { name: 'People' }).waitFor()
    await page.goto(link)
    await page.getByRole('button', { name: 'Log out and go on' }).click()
    await page.getByLabel('Your name').fill('Right Person')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Join Quickstart' }).click()
    await page.getByText('Welcome, Right Person!').waitFor()
  })

  test('an open link takes as many as it has seats for', async () => {
    const link = await owner.evaluate(async () => {
      const body = JSON.stringify({ role: 'member', seats: 1, delivery: 'link' })
      const response = await fetch('/api/invitations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      const { url }: { url: string } = await response.json()
      return url
    })
    const { page } = await visitor(browser)
    await join(page, link, 'First Come', PASSWORD, 'first@example.com')
    const { page: second } = await visitor(browser)
    await second.goto(link)
    await second.getByText(/All places of this invitation are taken|has been accepted already/).waitFor()
  })

  test('a scanner of mailboxes that runs scripts and submits forms empty leaves every link usable', async () => {
    const handed = await invite(owner, 'scanned@example.com', 'link')
    await invite(owner, 'scanned-mail@example.com')
    const { url: mailed } = await app.mailTo('scanned-mail@example.com')
    const links = [handed, mailed ?? '']
    for (const link of links) {
      for (const method of ['HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200)
      const { page: scanner } = await visitor(browser)
      await scanner.goto(link)
      await scanner.getByRole('button', { name: 'Join Quickstart' }).click()
      await scanner.getByText('Please fill this in.').first().waitFor()
      // Past what the page would say to it: the form as it is, as a browser without scripts sends it.
      const sent = scanner.waitForResponse((response) => response.request().method() === 'POST')
      await scanner.evaluate(() => HTMLFormElement.prototype.submit.call(document.querySelector('form')))
      expect((await sent).status()).toBeGreaterThanOrEqual(400)
      await scanner.context().close()
    }
    for (const [n, link] of links.entries()) {
      const { page } = await visitor(browser)
      await join(page, link, `Still Works ${n}`, PASSWORD)
    }
  })

  test('an invitation is accepted with the keyboard alone', async () => {
    const link = await invite(owner, 'keys@example.com', 'link')
    const { page } = await visitor(browser)
    await page.goto(link)
    await page.getByLabel('Your name').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '')
    for (let tabs = 0; tabs < 6 && (await focused()) !== 'name'; tabs += 1) await page.keyboard.press('Tab')
    await page.keyboard.type('Key Board')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('password')
    await page.keyboard.type('too short')
    await page.keyboard.press('Enter')
    await page.locator('#password[aria-invalid=true]').waitFor()
    expect(await focused()).toBe('password')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('Welcome, Key Board!').waitFor()
  })
})
