import type { Page } from 'playwright-core'
import { OTHER_PASSWORD } from './browser.ts'
import { CHIEF, type RadioApp } from './radio-app.ts'

export const MEMBER_PASSWORD = OTHER_PASSWORD

/** Logs in on the page, in French. */
export async function logInAs(page: Page, url: string, username: string, password: string): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('Nom d’utilisateur ou e-mail').fill(username)
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
}

export const logInAsChief = async (page: Page, url: string): Promise<void> => {
  await logInAs(page, url, CHIEF.email, CHIEF.password)
  await page.getByRole('heading', { name: 'Bonjour Administration' }).waitFor()
}

/** The administrator as a program, for what a test needs and no page is asked for. */
export async function chiefOf({ call }: RadioApp) {
  const login = await call('POST', '/auth/login', { form: { username: CHIEF.email, password: CHIEF.password } })
  const as = login.body.access_token
  return {
    invite: async (json: object = {}): Promise<string> =>
      (await call('POST', '/auth/generate-invite', { json, as })).body.invite_url,
    /** Somebody who has come in by an invitation. */
    member: async (username: string, more: { readonly permissions?: object; readonly profile?: object } = {}) => {
      const email = `${username}@radio.example`
      const { permissions = {}, profile = {} } = more
      const made = await call('POST', '/auth/generate-invite', { json: { email, permissions }, as })
      const json = { token: made.body.token, username, email, password: MEMBER_PASSWORD, ...profile }
      const { body } = await call('POST', '/auth/signup-with-invite', { json })
      return { id: body.id, username, email }
    },
    resetLink: async (user_id: number): Promise<string> => {
      const { body } = await call('POST', '/auth/generate-reset-token', { json: { user_id }, as })
      return `/reset-password?token=${body.reset_token}`
    },
    suspend: (id: number) => call('POST', `/users/${id}/suspend`, { as }),
  }
}

/** The link that the invitation dialog shows once. */
export async function inviteOnPage(page: Page, email: string, flags: readonly string[] = []): Promise<string> {
  await page.getByRole('button', { name: 'Inviter quelqu’un' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Adresse e-mail').fill(email)
  if (flags.length > 0) await dialog.getByText('Permissions données').click()
  for (const flag of flags) await dialog.locator(`[title=${flag}] input`).check()
  await dialog.getByRole('button', { name: 'Créer le lien' }).click()
  const link = await page
    .getByRole('dialog', { name: 'Le lien est prêt' })
    .getByLabel('Lien', { exact: true })
    .inputValue()
  await page.getByRole('dialog').getByRole('button', { name: 'Fermer' }).last().click()
  return link
}

/** Fills the form of an invitation. */
export async function signUp(page: Page, username: string, email?: string): Promise<void> {
  if (email) await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByLabel('Nom d’utilisateur').fill(username)
  await page.getByLabel('Mot de passe', { exact: true }).fill(MEMBER_PASSWORD)
  await page.getByLabel('Prénom').fill(username.charAt(0).toUpperCase() + username.slice(1))
  await page.getByRole('button', { name: 'Créer mon compte' }).click()
}
