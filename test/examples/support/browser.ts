import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { describe, onTestFailed } from 'vitest'

const executablePath = '/usr/bin/chromium'
const isMissing = !existsSync(executablePath)
const { CI } = process.env

if (isMissing && !CI) console.warn(`skipped: browser tests need ${executablePath} (Debian: apt-get install chromium)`)

/** Tests that need a real browser: skipped where there is none, except on CI, where they fail. */
export const describeInBrowser = describe.skipIf(isMissing && !CI)

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] })

export const desktop = { width: 1280, height: 800 }
export const phone = { width: 390, height: 844 }

export const PASSWORD = 'seven lighthouses hum at dawn'
export const OTHER_PASSWORD = 'eleven paper boats drift north'

interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** What went wrong in the pages' scripts, or against their content security policy. */
  readonly errors: string[]
}

/** A person with a browser of their own: nothing is shared with another. */
export async function visitor(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: desktop, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    // A refusal of the API is an answer, not an error of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text())
  })
  tellOnFailure(page, errors)
  return { context, page, errors }
}

/** What the page showed and asked for last, printed when its test fails: a browser that waits does not say for what. */
function tellOnFailure(page: Page, errors: readonly string[]): void {
  const requests: string[] = []
  page.on('request', (request) => requests.push(`→ ${request.method()} ${request.url()}`))
  page.on('response', (response) => requests.push(`← ${response.status()} ${response.url()}`))
  page.on('requestfailed', (request) => requests.push(`✗ ${request.failure()?.errorText} ${request.url()}`))
  const tell = async () => {
    const text = await page.locator('body').innerText({ timeout: 2000 })
    console.error([`the page at ${page.url()}:`, text, ...errors, ...requests.slice(-40)].join('\n'))
  }
  try {
    onTestFailed(tell)
  } catch {
    // Made outside of a test, for several of them.
  }
}

export async function logIn(page: Page, url: string, email: string, password: string): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** Fills the acceptance form; the address only where the link is open. */
export async function join(page: Page, link: string, name: string, password: string, email?: string): Promise<void> {
  await page.goto(link)
  if (email) await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Join Quickstart' }).click()
  await page.getByRole('heading', { name: 'People' }).waitFor()
}

/** Invites somebody from the people page; gives the link where one was asked for. */
export async function invite(
  page: Page,
  email: string,
  delivery: 'mail' | 'link' = 'mail',
  role = 'Member',
): Promise<string> {
  await page.getByRole('button', { name: 'Invite someone' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite someone' })
  await dialog.getByLabel('Their e-mail').fill(email)
  await dialog.getByLabel('Role').selectOption({ label: role })
  if (delivery === 'link') await dialog.getByLabel('Give me a link to copy').check()
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.locator('#invitations').getByRole('row', { name: email }).waitFor({ state: 'attached' })
  return delivery === 'link' ? takeLink(page) : ''
}

/** The link that the page shows once. */
export async function takeLink(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog', { name: 'The link for' })
  const link = await dialog.getByLabel('Invitation link').inputValue()
  await dialog.getByRole('button', { name: 'Done' }).click()
  return link
}

/** Presses a button in somebody's row, and then the one that confirms it. */
export async function act(page: Page, action: string, name: string): Promise<void> {
  await page.getByRole('button', { name: `${action}: ${name}` }).click()
  await page.locator('dialog[open]').getByRole('button', { name: action }).click()
  await page.locator('dialog#confirm').waitFor({ state: 'hidden' })
}
