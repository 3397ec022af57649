import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AirtableFault, AirtableOperation } from '../../src/testing.ts'
import { describeInBrowser, launchBrowser, phone, visitor } from './support/browser.ts'
import {
  ADMIN,
  hashOf,
  openBase,
  prepareCollaborators,
  startCollaborators,
  type TestBase,
} from './support/collaborators-app.ts'
import { administrator, choose, heading, logIn, PASSWORD, welcomed } from './support/collaborators-visit.ts'
import { type ExampleApp, until } from './support/example-app.ts'
import { look } from './support/pictures.ts'

const AGAIN = /réessayez dans un instant/i

describeInBrowser('collaborators, while Airtable fails', () => {
  let browser: Browser
  let base: TestBase
  let app: ExampleApp

  beforeAll(async () => {
    prepareCollaborators()
    browser = await launchBrowser()
    base = await openBase()
    app = await startCollaborators(base, ADMIN)
  })
  afterEach(() => base.emulator.faults.clear())
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await base?.close()
  })

  const signup = (token: string) => `${app.url}/signup?q=${token}`
  const fails = (count: number, fault: AirtableFault, on: AirtableOperation) =>
    base.emulator.faults.next(count, fault, ({ operation }) => operation === on)
  const activations = (fullName: string) => {
    const line = `"type":"account.activated","actor":{"type":"account","id":"${base.person(fullName).id}"}`
    return app.output().split(line).length - 1
  }

  test('an answer of Airtable that is lost after the write is nothing that the person sees', async () => {
    const { page } = await visitor(browser)
    await page.goto(signup(await base.issue('Katia Krafft')))
    fails(1, { kind: 'reset', applied: true }, 'create')
    await choose(page, PASSWORD)
    await welcomed(page)
    expect(activations('Katia Krafft')).toBe(1)
  })

  test('an answer lost after the write, and silence after it: try again in a moment, and it has worked once', async () => {
    const { page } = await visitor(browser)
    const token = await base.issue('Irène Joliot-Curie')
    await page.goto(signup(token))
    let isWritten = false
    const { faults } = base.emulator
    faults.next(1, { kind: 'reset', applied: true }, ({ operation }) => {
      if (operation === 'create') isWritten = true
      return operation === 'create'
    })
    faults.next(1000, { kind: 'server_error', status: 503 }, () => isWritten)
    await choose(page, PASSWORD)
    await page.getByRole('alert').filter({ hasText: AGAIN }).waitFor({ timeout: 40_000 })
    expect(isWritten).toBe(true)
    await look(page, 'collaborators-signup-again-desktop')
    faults.clear()
    await page.getByRole('button', { name: 'Choisir ce mot de passe' }).click()
    await heading(page, 'Votre mot de passe est déjà choisi')
    await page.getByRole('link', { name: 'Se connecter' }).click()
    await logIn(page, base.person('Irène Joliot-Curie').email, PASSWORD)
    await heading(page, 'Bonjour Irène Joliot-Curie')
    await until(() => hashOf(base, 'Irène Joliot-Curie'), 'no hash in the table of people', 60)
  })

  // The last one: Airtable is silent for half a minute after it.
  test('429 in the middle: try again in a moment, and the link still works, once', async () => {
    const { page } = await visitor(browser)
    const chief = await administrator(browser, app.url)
    const token = await base.issue('Léopold Senghor')
    const spare = await base.issue('Françoise Barré-Sinoussi')
    await page.goto(signup(token))
    fails(1, { kind: 'rate_limited' }, 'create')
    await choose(page, PASSWORD)
    await page.getByRole('alert').filter({ hasText: AGAIN }).waitFor()
    expect(hashOf(base, 'Léopold Senghor')).toBeUndefined()
    // Whoever opens a link meanwhile reads the same, and what they typed stays.
    const other = await visitor(browser, { viewport: phone })
    await other.page.goto(signup(spare))
    await heading(other.page, 'Réessayez dans un instant')
    await look(other.page, 'collaborators-signup-later-phone')
    await other.page.goto(`${app.url}/people`)
    await heading(other.page, 'Connexion')
    await chief.page.goto(`${app.url}/people`)
    await heading(chief.page, 'Réessayez dans un instant')
    await look(chief.page, 'collaborators-error-desktop')
    const submit = page.getByRole('button', { name: 'Choisir ce mot de passe' })
    await until(
      async () => {
        if (await submit.isVisible()) await submit.click()
        return page.waitForURL('**/login?bienvenue=1', { timeout: 3000 }).then(
          () => true,
          () => false,
        )
      },
      'the link does not work any more',
      60,
    )
    expect(activations('Léopold Senghor')).toBe(1)
    await logIn(page, base.person('Léopold Senghor').email, PASSWORD)
    await heading(page, 'Bonjour Léopold Senghor')
    await chief.page.getByRole('button', { name: 'Réessayer' }).click()
    await heading(chief.page, 'Collaborateurs')
    await other.page.goto(signup(spare))
    await heading(other.page, 'Bonjour Françoise Barré-Sinoussi')
  })
})
