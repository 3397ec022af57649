import type { Browser, Page } from 'playwright-core'
import { visitor } from './browser.ts'
import { ADMIN } from './collaborators-app.ts'

export const PASSWORD = 'Marceau2026'

/** The first password, typed twice and sent. */
export async function choose(page: Page, password: string, again = password): Promise<void> {
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByLabel('Confirmation du mot de passe', { exact: true }).fill(again)
  await page.getByRole('button', { name: 'Choisir ce mot de passe' }).click()
}

export async function logIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
}

export const welcomed = (page: Page): Promise<void> => page.getByText('Mot de passe initialisé avec succès').waitFor()

export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor()

/** The administrator, who wanted the list of people and is there after the log-in. */
export async function administrator(browser: Browser, url: string): Promise<Awaited<ReturnType<typeof visitor>>> {
  const found = await visitor(browser)
  await found.page.goto(`${url}/people`)
  await found.page.waitForURL('**/login?next=%2Fpeople')
  await logIn(found.page, ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD)
  await heading(found.page, 'Collaborateurs')
  return found
}
