import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeInBrowser, desktop, launchBrowser, phone, visitor } from './support/browser.ts'
import {
  ADMIN,
  openBase,
  prepareCollaborators,
  startCollaborators,
  type TestBase,
} from './support/collaborators-app.ts'
import { administrator, choose, heading, logIn, PASSWORD, welcomed } from './support/collaborators-visit.ts'
import type { ExampleApp } from './support/example-app.ts'
import { look } from './support/pictures.ts'

describeInBrowser('the pages of collaborators look finished, and are readable for everybody', () => {
  let browser: Browser
  let base: TestBase
  let app: ExampleApp
  let expired: string

  beforeAll(async () => {
    prepareCollaborators()
    browser = await launchBrowser()
    base = await openBase()
    expired = await base.issue('Denis Diderot', 25)
    base.edit('Jean-Baptiste Poquelin', { État: 'Suspendu' })
    app = await startCollaborators(base, ADMIN)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await base?.close()
  })

  const signup = (token: string) => `${app.url}/signup?q=${token}`

  let open: string
  /** Each page, who looks at it, and what is there when it is ready. */
  const pages = [
    { name: 'login', path: () => '/login', who: 'nobody', ready: 'Connexion' },
    { name: 'login-welcome', path: () => '/login?bienvenue=1', who: 'nobody', ready: 'Connexion' },
    { name: 'signup', path: () => `/signup?q=${open}`, who: 'nobody', ready: 'Bonjour Françoise Barré-Sinoussi' },
    { name: 'signup-expired', path: () => `/signup?q=${expired}`, who: 'nobody', ready: 'Ce lien a expiré' },
    { name: 'signup-unknown', path: () => '/signup', who: 'nobody', ready: 'Ce lien n’est pas valide' },
    { name: 'not-found', path: () => '/rien', who: 'nobody', ready: 'Cette page n’existe pas' },
    { name: 'home', path: () => '/', who: 'person', ready: 'Bonjour Ada Lovelace' },
    { name: 'people', path: () => '/people', who: 'administrator', ready: 'Collaborateurs' },
  ] as const

  let who: Record<(typeof pages)[number]['who'], Awaited<ReturnType<BrowserContext['storageState']>>>

  beforeAll(async () => {
    open = await base.issue('Françoise Barré-Sinoussi')
    const { page: chief } = await administrator(browser, app.url)
    const { page } = await visitor(browser)
    const nobody = await page.context().storageState()
    await page.goto(signup(await base.issue('Ada Lovelace')))
    await choose(page, PASSWORD)
    await welcomed(page)
    await logIn(page, base.person('Ada Lovelace').email, PASSWORD)
    await heading(page, 'Bonjour Ada Lovelace')
    who = {
      nobody,
      person: await page.context().storageState(),
      administrator: await chief.context().storageState(),
    }
  })

  test.each([
    ['desktop', 'light'],
    ['phone', 'dark'],
  ] as const)('%s, %s', async (size, colorScheme) => {
    const viewport = { desktop, phone }[size]
    const pictured = (page: Page, name: string) => look(page, `collaborators-${name}-${size}-${colorScheme}`)
    for (const one of pages) {
      const options = { viewport, colorScheme, reducedMotion: 'reduce', storageState: who[one.who] } as const
      const { page, context, errors } = await visitor(browser, options)
      await page.goto(app.url + one.path())
      await heading(page, one.ready)
      await pictured(page, one.name)
      // What is seen while somebody types, and is refused.
      if (one.name === 'signup') {
        await choose(page, 'marceau2', 'autre')
        await pictured(page, 'signup-wrong')
      }
      if (one.name === 'login') {
        await logIn(page, 'personne@marceau.example', 'x')
        await page.getByRole('alert').filter({ hasText: 'incorrect' }).waitFor()
        await pictured(page, 'login-wrong')
      }
      expect(errors).toEqual([])
      await context.close()
    }
  })
})
