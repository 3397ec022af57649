import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, run } from '../../examples/shared/database.ts'
import { fillLogIn, fillSignUp, invite, logIn, logInAsRoot, PASSWORD, ROOT, signUp } from './events-flows.ts'
import { describeInBrowser, launchBrowser, visitor } from './support/browser.ts'
import {
  type ExampleApp,
  freePort,
  newDatabaseFile,
  prepareExample,
  startExample,
  until,
} from './support/example-app.ts'

const ORGANIZATION = 'Festival du Nord'

describeInBrowser('events, in a browser', () => {
  let browser: Browser
  let app: ExampleApp
  let root: Page
  const database = `sqlite:${newDatabaseFile('events')}`

  beforeAll(async () => {
    prepareExample('events')
    browser = await launchBrowser()
    app = await startExample('events', { port: await freePort(), env: { DATABASE_URL: database, ...ROOT } })
    root = (await visitor(browser)).page
    await logInAsRoot(root, app)
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const inviteAs = async (page: Page, email: string, role: string, more: object = {}) => {
    await page.goto(`${app.url}/people`)
    return invite(page, { email, role, ...more })
  }
  /** Somebody who has joined and is logged in, in a browser of their own. */
  const join = async (email: string, role: string, name: string) => {
    const link = await inviteAs(root, email, role, { organization: ORGANIZATION })
    const person = await visitor(browser)
    await signUp(person.page, link, name, 'Test')
    await person.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await person.page.getByRole('button', { name: 'Log in' }).click()
    await person.page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor()
    return { ...person, link }
  }

  test('an administrator is invited by mail, joins, and sees what the role allows', async () => {
    await inviteAs(root, 'ada@example.com', 'Administrator', { organization: ORGANIZATION })
    const { url, text } = await app.mailTo('ada@example.com')
    expect(text).toContain(ORGANIZATION)
    const ada = await visitor(browser)
    const { page } = ada
    await page.goto(url ?? '')
    await page.getByRole('heading', { name: `Join ${ORGANIZATION}` }).waitFor()
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.com')
    expect(await page.getByLabel('E-mail').getAttribute('readonly')).not.toBeNull()
    // What is typed wrong is said beside its field, and nothing typed is lost.
    await page.getByLabel('First name').fill('Ada')
    await page.getByLabel('Last name').fill('Lovelace')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByLabel('Repeat the password').fill('something else')
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.getByText('The two passwords differ.').waitFor()
    await page.getByLabel('Repeat the password').fill(PASSWORD)
    await page.getByLabel('Photo').setInputFiles({
      name: 'ada.png',
      mimeType: 'image/png',
      buffer: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
        'base64',
      ),
    })
    await page.getByRole('button', { name: 'Remove the photo' }).waitFor()
    // A double click is one account.
    await page.getByRole('button', { name: 'Create my account' }).dblclick()
    await page.getByText('Your account is ready.').waitFor()
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor()
    await page.getByRole('definition').getByText(ORGANIZATION).waitFor()
    // The organisation is her own, and there is nothing to choose.
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('rowheader', { name: /Ada Lovelace/ }).waitFor()
    await page.getByRole('button', { name: 'Invite someone' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('Organisation').inputValue()).toBe(ORGANIZATION)
    expect(await dialog.getByLabel('Role').locator('option').allInnerTexts()).not.toContain('Super administrator')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await inviteAs(page, 'manager@example.com', 'Organisation manager')
    await page.getByRole('button', { name: 'Invitations' }).click()
    await page
      .getByRole('row', { name: /manager@example.com/ })
      .getByText('sent')
      .waitFor()
    expect(ada.errors).toEqual([])
    await ada.context.close()
  })

  test('somebody without rights sees no administration, and is refused it', async () => {
    const { page, errors, context } = await join('reader@example.com', 'Read only', 'Rita')
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(['Home'])
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual(['See the events'])
    await page.goto(`${app.url}/people`)
    await page.getByText('You are not allowed to do this.').waitFor()
    await page.goto(`${app.url}/security`)
    await page.getByText('Not connected').waitFor()
    expect(errors.filter((error) => !error.includes('EventSource'))).toEqual([])
    await context.close()
  })

  test('wrong, used, withdrawn and expired links lead to a page that says what to do', async () => {
    const { page, context } = await visitor(browser)
    const link = await inviteAs(root, 'grace@example.com', 'Partner', { organization: ORGANIZATION })
    await page.goto(`${app.url}/signup/not-a-token`)
    await page.waitForURL('**/error?type=invalid-token')
    await page.getByRole('heading', { name: 'This invitation is not valid' }).waitFor()
    expect(await page.getByRole('link', { name: 'Contact the organisation' }).getAttribute('href')).toMatch(
      /^mailto:.+@/,
    )

    // Two tabs: what the one has used, the other is told.
    const second = await context.newPage()
    await second.goto(link)
    await second.getByLabel('First name').waitFor()
    await signUp(page, link, 'Grace', 'Hopper')
    await fillSignUp(second, 'Grace', 'Hopper')
    await second.getByRole('button', { name: 'Create my account' }).click()
    await second.getByRole('heading', { name: 'This invitation has been used' }).waitFor()
    await page.goto(link)
    await page.getByRole('heading', { name: 'This invitation has been used' }).waitFor()
    await page.getByRole('link', { name: 'Go to the log-in' }).click()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()

    const withdrawn = await inviteAs(root, 'linus@example.com', 'Partner', { organization: ORGANIZATION })
    await root.getByRole('button', { name: 'Invitations' }).click()
    await root.getByRole('button', { name: 'Withdraw: linus@example.com' }).click()
    await root.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
    await root.getByText('The invitation for linus@example.com is withdrawn.').waitFor()
    await page.goto(withdrawn)
    await page.waitForURL('**/error?type=invalid-token')

    // A week later, and after the product has deleted the user whom it had prepared.
    const expired = await inviteAs(root, 'late@example.com', 'Partner', { organization: ORGANIZATION })
    const forgotten = await inviteAs(root, 'forgotten@example.com', 'Partner', { organization: ORGANIZATION })
    const { db } = openDatabase({ url: database, file: '' })
    await run(db, [
      `update invitations set expires_at = '2020-01-01 00:00:00' where email = 'late@example.com'`,
      `delete from invitekit_accounts where id = (select id from users where email = 'forgotten@example.com')`,
      `delete from users where email = 'forgotten@example.com'`,
    ])
    await db.destroy()
    await page.goto(expired)
    await page.waitForURL('**/error?type=invalid-token')
    await page.goto(forgotten)
    await page.waitForURL('**/error?type=user-not-found')
    await page.getByRole('heading', { name: 'This account no longer exists' }).waitFor()

    // The form is open while the invitation is taken back; an address that was tampered with reveals nothing.
    const tampered = await inviteAs(root, 'mia@example.com', 'Partner', { organization: ORGANIZATION })
    await page.goto(tampered)
    await fillSignUp(page, 'Mia', 'Hamm')
    await page.route('**/api/signup/*', (route) => {
      const body = { ...JSON.parse(route.request().postData() ?? '{}'), email: 'eve@example.com' }
      return route.request().method() === 'POST' ? route.continue({ postData: JSON.stringify(body) }) : route.continue()
    })
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.waitForURL('**/error?type=email-mismatch')
    expect(await page.locator('body').innerText()).not.toContain('mia@example.com')
    await context.close()
  })

  test('a link that a scanner has opened still works, and the back button repeats nothing', async () => {
    const link = await inviteAs(root, 'scanned@example.com', 'Partner', { organization: ORGANIZATION, events: 'gala' })
    const scanner = await visitor(browser)
    await scanner.page.goto(link)
    await scanner.page.getByRole('heading', { name: `Join ${ORGANIZATION}` }).waitFor()
    await scanner.context.close()
    const { page, context } = await visitor(browser)
    await page.goto(app.url)
    await signUp(page, link, 'Sam', 'Scanned')
    await fillLogIn(page, 'scanned@example.com')
    await page.getByRole('heading', { name: 'Welcome, Sam' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Welcome, Sam' }).waitFor()
    await context.close()
  })

  test('a lost answer is asked for again, and makes one account', async () => {
    const link = await inviteAs(root, 'lost@example.com', 'Partner', { organization: ORGANIZATION })
    const { page, context } = await visitor(browser)
    await page.goto(link)
    await fillSignUp(page, 'Lou', 'Lost')
    let cuts = 0
    await page.route('**/api/signup/*', async (route) => {
      if (route.request().method() !== 'POST' || cuts++ > 0) return route.continue()
      await route.fetch()
      return route.abort()
    })
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.getByText('No answer came.').waitFor()
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.getByText('Your account is ready.').waitFor()
    await context.close()
  })

  test('a forgotten password: a link, once, and every session ends', async () => {
    const { page, context } = await join('forgetful@example.com', 'Partner', 'Fay')
    const elsewhere = await visitor(browser)
    await elsewhere.page.goto(`${app.url}/forgot-password`)
    await elsewhere.page.getByLabel('E-mail').fill('forgetful@example.com')
    await elsewhere.page.getByRole('button', { name: 'Send the link' }).click()
    await elsewhere.page.getByText('If forgetful@example.com has an account here').waitFor()
    const find = async () =>
      (await app.mails()).find(({ to, url }) => to === 'forgetful@example.com' && url?.includes('/reset-password#'))
    const { url } = await until(find, 'no reset link')
    await elsewhere.page.goto(url ?? '')
    await elsewhere.page.getByText('For forgetful@example.com.').waitFor()
    expect(elsewhere.page.url()).toBe(`${app.url}/reset-password`)
    await elsewhere.page.getByLabel('New password').fill('a fresh start in june')
    await elsewhere.page.getByRole('button', { name: 'Save the new password' }).click()
    await elsewhere.page.getByText('Your password is changed.').waitFor()
    await page.getByRole('link', { name: 'Home' }).click()
    await page.reload()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await logIn(page, app, 'forgetful@example.com')
    await page.getByText('The address or the password is not right.').waitFor()
    await logIn(page, app, 'forgetful@example.com', 'a fresh start in june')
    await page.getByRole('heading', { name: 'Welcome, Fay' }).waitFor()
    await elsewhere.page.goto('about:blank')
    await elsewhere.page.goto(url ?? '')
    await elsewhere.page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    await Promise.all([context.close(), elsewhere.context.close()])
  })

  test('a suspension while the other browser is open, watched live', async () => {
    const watching = await visitor(browser)
    await logInAsRoot(watching.page, app)
    await watching.page.getByRole('link', { name: 'Security' }).click()
    await watching.page.getByText('Live', { exact: true }).waitFor()
    const { page, errors, context } = await join('manager2@example.com', 'Organisation manager', 'Max')
    await watching.page.getByText('Max Test accepted the invitation').waitFor()
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await page.getByRole('rowheader', { name: /Max Test/ }).waitFor()
    await root.goto(`${app.url}/people`)
    await root.getByRole('button', { name: 'Suspend: Max Test' }).click()
    await root.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
    await root.getByText('Max Test is suspended.').waitFor()
    await watching.page.getByText('root@example.com suspended m…@example.com').waitFor()
    // The next thing that the other browser asks for leads to the log-in, which is refused.
    await page.getByRole('button', { name: 'Invitations' }).click()
    await page.getByText('Your session has ended.').waitFor()
    await fillLogIn(page, 'manager2@example.com')
    await page.getByText('The address or the password is not right.').waitFor()
    await watching.page.getByText('Refused: wrong address or password').first().waitFor()
    await root.getByRole('button', { name: 'Reactivate: Max Test' }).click()
    await root.getByRole('dialog').getByRole('button', { name: 'Reactivate' }).click()
    await root.getByText('Max Test is active again.').waitFor()
    await fillLogIn(page, 'manager2@example.com')
    // Back where it was.
    await page.getByRole('heading', { name: 'People' }).waitFor()
    await watching.page.getByRole('button', { name: /Reactivated/ }).click()
    await watching.page.getByText('root@example.com reactivated m…@example.com').waitFor()
    expect(await watching.page.getByRole('log').getByRole('listitem').count()).toBe(1)
    expect([...errors, ...watching.errors]).toEqual([])
    await Promise.all([context.close(), watching.context.close()])
  })

  test('a list of people: checked line by line, sent in calls of 500, gone on with after a reload', async () => {
    const { page, errors, context } = await visitor(browser)
    await logInAsRoot(page, app)
    await page.goto(`${app.url}/import?org=nuit-des-sciences`)
    const lines = Array.from({ length: 1200 }, (_, n) => `person${n}@example.com;READONLY`)
    const list = [
      'E-mail;Role',
      ...lines,
      'person7@example.com;READONLY',
      'nobody;READONLY',
      `${ROOT.ADMIN_EMAIL};PARTNER`,
    ].join('\r\n')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
    await until(async () => (await page.getByLabel('List of people').inputValue()).includes('person1199'), 'no list')
    await page.getByRole('button', { name: 'Check the list' }).click()
    await page.getByText('Can be invited: 1200').waitFor({ timeout: 60_000 })
    await page.getByText('Cannot: 3').waitFor()
    await page.getByLabel('Only lines with a problem').check()
    expect(await page.locator('td.verdict').allInnerTexts()).toEqual([
      '! This address comes twice in the list.',
      '! This is not an e-mail address.',
      '! This address is in use already.',
    ])
    // The second call reaches the server and its answer is lost with the page.
    let calls = 0
    await page.route('**/api/invitations/bulk', async (route) => {
      if (++calls !== 2) return route.continue()
      await route.fetch()
      return new Promise<void>(() => undefined)
    })
    await page.getByRole('button', { name: 'Send (1200)' }).click()
    await page.getByText('500 of 1200 done').waitFor({ timeout: 60_000 })
    await until(() => calls === 2, 'no second call', 60)
    const invited = () =>
      app
        .output()
        .split('\n')
        .filter((line) => line.includes('"kind":"invited"') && line.includes('nuit-des-sciences')).length
    await until(() => invited() === 1000, 'the second call did not arrive', 60)
    await page.unroute('**/api/invitations/bulk')
    await page.reload()
    await page.getByText('Invitations on their way: 1200').waitFor({ timeout: 60_000 })
    await until(() => invited() === 1200, 'not everybody is invited', 60)
    await page.getByRole('link', { name: 'See the invitations' }).click()
    await page.getByRole('button', { name: 'Show more' }).waitFor()
    expect(await page.getByRole('rowheader').count()).toBe(50)
    await page.getByRole('button', { name: 'Show more' }).click()
    await until(async () => (await page.getByRole('rowheader').count()) === 100, 'no second page')
    expect(errors).toEqual([])
    await context.close()
  })

  test('in French where the browser asks for it, mails too', async () => {
    const { page, context } = await visitor(browser, { locale: 'fr-FR' })
    await page.goto(app.url)
    await page.getByRole('heading', { name: 'Connexion' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
    await page.getByLabel('E-mail').fill(ROOT.ADMIN_EMAIL)
    await page.getByLabel('Mot de passe', { exact: true }).fill(ROOT.ADMIN_PASSWORD)
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await page.getByRole('link', { name: 'Personnes' }).click()
    await page.getByRole('button', { name: 'Inviter une personne' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('francoise@example.com')
    await dialog.getByLabel('Rôle').selectOption({ label: 'Partenaire' })
    await dialog.getByRole('button', { name: 'Envoyer l’invitation' }).click()
    await page.getByRole('heading', { name: 'Invitation envoyée' }).waitFor()
    expect((await app.mailTo('francoise@example.com')).subject).toBe(`Invitation à rejoindre ${ORGANIZATION}`)
    await context.close()
  })

  test('log-in is remembered over a restart, and leaves with the log-out', async () => {
    const { page, context } = await visitor(browser)
    await page.goto(`${app.url}/people?tab=invitations`)
    await fillLogIn(page, ROOT.ADMIN_EMAIL, ROOT.ADMIN_PASSWORD)
    await page.getByRole('heading', { name: 'People' }).waitFor()
    expect(page.url()).toContain('tab=invitations')
    const port = Number(new URL(app.url).port)
    expect(await app.stop()).toBe(0)
    app = await startExample('events', { port, env: { DATABASE_URL: database, ...ROOT } })
    await page.reload()
    await page.getByRole('heading', { name: 'People' }).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByText('You are logged out.').waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await context.close()
  })

  test('the first administrator comes in by the link that is printed', async () => {
    const env = { DATABASE_URL: `sqlite:${newDatabaseFile('events')}` }
    const fresh = await startExample('events', { port: await freePort(), env })
    const { page, context } = await visitor(browser)
    await page.goto(fresh.bootstrapLink ?? '')
    await page.getByRole('heading', { name: 'Create your account' }).waitFor()
    await page.getByLabel('E-mail').fill('first@example.com')
    await fillSignUp(page, 'Fia', 'First')
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.getByText('Your account is ready.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('definition').getByText('Super administrator').waitFor()
    await context.close()
    expect(await fresh.stop()).toBe(0)
  })
})
