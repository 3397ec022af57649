import type { Page } from 'playwright-core'
import type { ExampleApp } from './support/example-app.ts'

/** The first administrator of every test. */
export const ROOT = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'seven lighthouses hum' }
export const PASSWORD = 'eleven paper boats'

export async function logIn(page: Page, app: ExampleApp, email: string, password = PASSWORD): Promise<void> {
  await page.goto(`${app.url}/login`)
  await fillLogIn(page, email, password)
}

export async function fillLogIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

export async function logInAsRoot(page: Page, app: ExampleApp): Promise<void> {
  await logIn(page, app, ROOT.ADMIN_EMAIL, ROOT.ADMIN_PASSWORD)
  await page.getByRole('heading', { name: 'Welcome' }).waitFor()
}

interface Invited {
  readonly email: string
  readonly role: string
  readonly organization?: string
  readonly events?: string
}

/** Invites somebody on the people page; gives the link that is shown once. */
export async function invite(page: Page, { email, role, organization, events }: Invited): Promise<string> {
  await page.getByRole('button', { name: 'Invite someone' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite someone' })
  await dialog.getByLabel('E-mail').fill(email)
  if (organization) await dialog.getByLabel('Organisation').selectOption({ label: organization })
  await dialog.getByLabel('Role').selectOption({ label: role })
  if (events) await dialog.getByLabel('Events').fill(events)
  await dialog.getByRole('button', { name: 'Send the invitation' }).click()
  const sent = page.getByRole('dialog', { name: 'Invitation sent' })
  const link = await sent.getByLabel('Or hand this link over yourself').inputValue()
  await sent.getByRole('button', { name: 'Close' }).last().click()
  return link
}

/** Completes the profile behind a link. */
export async function signUp(page: Page, link: string, firstName: string, lastName: string): Promise<void> {
  await page.goto(link)
  await fillSignUp(page, firstName, lastName)
  await page.getByRole('button', { name: 'Create my account' }).click()
  await page.getByText('Your account is ready.').waitFor()
}

export async function fillSignUp(page: Page, firstName: string, lastName: string): Promise<void> {
  await page.getByLabel('First name').fill(firstName)
  await page.getByLabel('Last name').fill(lastName)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Repeat the password').fill(PASSWORD)
}
