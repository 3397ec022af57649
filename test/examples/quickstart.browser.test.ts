import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  act,
  describeInBrowser,
  invite,
  join,
  launchBrowser,
  logIn,
  OTHER_PASSWORD,
  PASSWORD,
  visitor,
} from './support/browser.ts'
import {
  freePort,
  newDatabaseFile,
  prepareQuickstart,
  type QuickstartApp,
  startQuickstart,
} from './support/quickstart-app.ts'

describeInBrowser('the quickstart, from nothing to a person inside', () => {
  let browser: Browser
  let app: QuickstartApp
  let port: number
  const file = newDatabaseFile()

  beforeAll(async () => {
    prepareQuickstart()
    port = await freePort()
    browser = await launchBrowser()
    app = await startQuickstart({ file, port })
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  test('carries a colleague through the whole life, with a restart in the middle', async () => {
    const owner = await visitor(browser)
    const colleague = await visitor(browser)
    const { page } = colleague
    const address = 'grace@example.com'

    // The first owner comes in through the link that the server printed.
    expect(app.bootstrapLink).toMatch(/\/join#/)
    await join(owner.page, app.bootstrapLink ?? '', 'Ada Lovelace', PASSWORD, 'ada@example.com')
    await owner.page.getByText('Welcome, Ada Lovelace!').waitFor()

    // An invitation goes out by mail.
    await invite(owner.page, address)
    const invitation = await app.mailTo(address)
    expect(invitation.url).toMatch(new RegExp(`^http://localhost:${port}/join#`))
    expect(invitation.text).toContain(invitation.url)
    await owner.page.getByRole('row', { name: address }).getByText('Sent').waitFor()

    // The server restarts on the same file: the owner is still logged in, the mailed link still works.
    expect(await app.stop()).toBe(0)
    app = await startQuickstart({ file, port })
    expect(app.bootstrapLink).toBeUndefined()
    await owner.page.reload()
    await owner.page.getByRole('row', { name: address }).waitFor()

    // The colleague opens it, sees who invites to what, and joins.
    await page.goto(invitation.url ?? '')
    await page.getByText('Ada Lovelace invites you to join Quickstart.').waitFor()
    expect(page.url()).toBe(`${app.url}/join`)
    await page.reload()
    expect(await page.getByLabel('E-mail').inputValue()).toBe(address)
    expect(await page.getByLabel('E-mail').getAttribute('readonly')).not.toBeNull()
    await page.getByLabel('Your name').fill('Grace Hopper')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Join Quickstart' }).click()
    await page.getByText('Welcome, Grace Hopper!').waitFor()

    // Out, and in again.
    await page.getByRole('link', { name: 'Your account' }).click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByText('You are logged out.').waitFor()
    await logIn(page, app.url, address, PASSWORD)
    await page.getByRole('heading', { name: 'People' }).waitFor()

    // A forgotten password.
    await page.goto(`${app.url}/account`)
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByLabel('E-mail').fill(address)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByText(`If ${address} has an account here`).waitFor()
    const reset = await app.mailTo(address)
    await page.goto(reset.url ?? '')
    await page.getByText(`For ${address}.`).waitFor()
    await page.getByLabel('New password').fill(OTHER_PASSWORD)
    await page.getByRole('button', { name: 'Save the new password' }).click()
    await page.getByText('Your password is changed.').waitFor()
    await logIn(page, app.url, address, PASSWORD)
    await page.getByRole('alert').getByText('The address or the password is not right.').waitFor()
    await logIn(page, app.url, address, OTHER_PASSWORD)
    await page.getByRole('heading', { name: 'People' }).waitFor()

    // The link was good for once.
    await page.goto(reset.url ?? '')
    await page.getByText('This link has expired or has been used already.').waitFor()
    await page.goto(app.url)
    await page.getByRole('heading', { name: 'People' }).waitFor()

    // Suspended: the next click leads to the log-in, which is refused.
    await owner.page.reload()
    await act(owner.page, 'Suspend', 'Grace Hopper')
    await owner.page.getByText('Grace Hopper is suspended.').waitFor()
    await page.getByRole('link', { name: 'Your account' }).click()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await logIn(page, app.url, address, OTHER_PASSWORD)
    await page.getByRole('alert').getByText('The address or the password is not right.').waitFor()

    // And back again.
    await act(owner.page, 'Reactivate', 'Grace Hopper')
    await owner.page.getByText('Grace Hopper is active again.').waitFor()
    await logIn(page, app.url, address, OTHER_PASSWORD)
    await page.getByRole('heading', { name: 'People' }).waitFor()

    // All of it is on record, in words.
    await owner.page.getByRole('link', { name: 'Audit trail' }).click()
    await owner.page.getByText('Ada Lovelace reactivated Grace Hopper.').waitFor()
    await owner.page.getByText(`Ada Lovelace invited ${address} as Member.`).waitFor()
    expect([...owner.errors, ...colleague.errors]).toEqual([])
  })

  test('a password is changed by who knows the old one; every other device is logged out', async () => {
    const here = await visitor(browser)
    const elsewhere = await visitor(browser)
    for (const { page } of [here, elsewhere]) {
      await logIn(page, app.url, 'ada@example.com', PASSWORD)
      await page.getByRole('heading', { name: 'People' }).waitFor()
    }
    const { page } = here
    await page.getByRole('link', { name: 'Your account' }).click()
    await page.getByLabel('Current password').fill('not the right one at all')
    await page.getByLabel('New password').fill(OTHER_PASSWORD)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('The current password is not right.').waitFor()
    await page.getByLabel('Current password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('Your password is changed. All other devices are logged out.').waitFor()
    await page.reload()
    await page.getByRole('definition').getByText('ada@example.com').waitFor()
    await elsewhere.page.getByRole('link', { name: 'Audit trail' }).click()
    await elsewhere.page.getByRole('heading', { name: 'Log in' }).waitFor()
  })
})
