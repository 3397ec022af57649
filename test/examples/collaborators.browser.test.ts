import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AirtableOperation } from '../../src/testing.ts'
import { describeInBrowser, desktop, launchBrowser, phone, visitor } from './support/browser.ts'
import {
  ADMIN,
  hashOf,
  openBase,
  prepareCollaborators,
  startCollaborators,
  type TestBase,
} from './support/collaborators-app.ts'
import { type ExampleApp, until } from './support/example-app.ts'
import { look } from './support/pictures.ts'

const PASSWORD = 'Marceau2026'
const AGAIN = /réessayez dans un instant/i

async function choose(page: Page, password: string, again = password): Promise<void> {
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByLabel('Confirmation du mot de passe', { exact: true }).fill(again)
  await page.getByRole('button', { name: 'Choisir ce mot de passe' }).click()
}

async function logIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
}

const welcomed = (page: Page) => page.getByText('Mot de passe initialisé avec succès').waitFor()
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

describeInBrowser('collaborators', () => {
  let browser: Browser

  beforeAll(async () => {
    prepareCollaborators()
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  describe('on its own emulator', () => {
    let app: ExampleApp

    beforeAll(async () => {
      app = await startCollaborators(null)
    })
    afterAll(() => app?.stop())

    /** As somebody types it, in the folder of the repository. */
    const token = (record: string) =>
      execFileSync('npm', ['run', '--silent', 'example:collaborators:token', '--', record], {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { ...process.env, PORT: new URL(app.url).port },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })

    test('says so, and prints a dozen record ids', () => {
      const port = Number(new URL(app.url).port) + 1000
      expect(app.output()).toContain(`this runs on an emulator of Airtable at http://127.0.0.1:${port}`)
      expect(app.output().match(/^ {2}rec[A-Za-z0-9]{14} {2}\S/gm)).toHaveLength(12)
    })

    test('a link by the script, the first password, the log-in', async () => {
      const [, record = ''] = /(rec\w{14}) {2}Ada Lovelace/.exec(app.output()) ?? []
      const [link = ''] = /http:\S+/.exec(token(record)) ?? []
      expect(link.startsWith(`${app.url}/signup?q=ik_act_`)).toBe(true)
      const { page, errors } = await visitor(browser)
      await page.goto(link)
      await heading(page, 'Bonjour Ada Lovelace')
      await choose(page, PASSWORD)
      await welcomed(page)
      await logIn(page, 'ada.lovelace@marceau.example', PASSWORD)
      await heading(page, 'Bonjour Ada Lovelace')
      expect(errors).toEqual([])
      expect(() => token(record)).toThrow(/déjà actif/)
      expect(() => token('rec00000000000000')).toThrow(/n’existe pas/)
      expect(() => token('Ada')).toThrow(/npm run token -- <record id>/)
    })

    test('the first administrator gets in by the link that is printed', async () => {
      const { page } = await visitor(browser)
      await page.goto(app.bootstrapLink ?? '')
      await heading(page, 'Bonjour Administration')
      await choose(page, PASSWORD)
      await welcomed(page)
      const [, email = ''] = /and log in as (\S+)/.exec(app.output()) ?? []
      await logIn(page, email, PASSWORD)
      await heading(page, 'Collaborateurs')
      expect(await page.getByRole('row').count()).toBe(1 + 12 + 1)
    })
  })

  describe('on a base', () => {
    let base: TestBase
    let app: ExampleApp
    let expired: string

    beforeAll(async () => {
      base = await openBase()
      expired = await base.issue('Denis Diderot', 25)
      base.edit('Jean-Baptiste Poquelin', { État: 'Suspendu' })
      app = await startCollaborators(base, ADMIN)
    })
    afterEach(() => base.emulator.faults.clear())
    afterAll(async () => {
      await app?.stop()
      await base?.close()
    })

    const signup = (token: string) => `${app.url}/signup?q=${token}`
    const administrator = async (options?: Parameters<typeof visitor>[1]) => {
      const found = await visitor(browser, options)
      await found.page.goto(`${app.url}/people`)
      await found.page.waitForURL('**/login?next=%2Fpeople')
      await logIn(found.page, ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD)
      await heading(found.page, 'Collaborateurs')
      return found
    }
    const fails = (
      count: number,
      fault: Parameters<TestBase['emulator']['faults']['next']>[1],
      on: AirtableOperation,
    ) => base.emulator.faults.next(count, fault, ({ operation }) => operation === on)
    const activations = (fullName: string) => {
      const line = `"type":"account.activated","actor":{"type":"account","id":"${base.person(fullName).id}"}`
      return app.output().split(line).length - 1
    }

    test('an administrator mails a link, and the person chooses a password', async () => {
      const { page, errors } = await administrator()
      const row = page.getByRole('row', { name: 'Hélène Boucher' })
      await row.getByText('À activer').waitFor()
      await row.getByRole('button', { name: 'Envoyer le lien à Hélène Boucher' }).click()
      const { email } = base.person('Hélène Boucher')
      await row.getByText(`Lien envoyé à ${email}.`).waitFor()
      const mail = await app.mailTo(email)
      expect(mail.subject).toBe('Activez votre compte Maison Marceau')
      // Once more at once would be a second mail: the library refuses that, and the page says so.
      await row.getByRole('button', { name: 'Renvoyer' }).click()
      await row.getByText('Trop de tentatives').waitFor()

      const person = await visitor(browser)
      await person.page.goto(mail.url ?? '')
      await heading(person.page, 'Bonjour Hélène Boucher')
      await choose(person.page, PASSWORD)
      await welcomed(person.page)
      expect(new URL(person.page.url()).pathname).toBe('/login')
      await logIn(person.page, email, PASSWORD)
      await heading(person.page, 'Bonjour Hélène Boucher')
      // The page of the administrator is not for everybody.
      await person.page.goto(`${app.url}/people`)
      await heading(person.page, 'Bonjour Hélène Boucher')
      await person.page.getByRole('button', { name: 'Se déconnecter' }).click()
      await heading(person.page, 'Connexion')
      await person.page.goto(`${app.url}/`)
      await heading(person.page, 'Connexion')

      await page.reload()
      await row.getByText('Actif').waitFor()
      expect(await row.getByRole('button').count()).toBe(0)
      expect([...errors, ...person.errors]).toEqual([])
    })

    test('the rules are checked in the page, before anything is sent', async () => {
      const { page } = await visitor(browser)
      await page.goto(signup(await base.issue('Émilie du Châtelet')))
      const sent: string[] = []
      page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
      const rule = (text: string) => page.getByRole('listitem').filter({ hasText: text })
      await page.getByLabel('Mot de passe', { exact: true }).fill('marceau')
      await rule('Une lettre minuscule : respecté').waitFor()
      for (const text of ['Au moins 8 caractères', 'Une lettre majuscule', 'Un chiffre'])
        await rule(`${text} : à respecter`).waitFor()
      await choose(page, 'marceau')
      await page.getByText('ne respecte pas encore toutes les règles').waitFor()
      expect(
        await page
          .getByLabel('Mot de passe', { exact: true })
          .evaluate((one) => one.ownerDocument.activeElement === one),
      ).toBe(true)
      await choose(page, PASSWORD, 'Marceau2027')
      await page.getByText('Les deux mots de passe ne sont pas les mêmes.').waitFor()
      expect(sent).toEqual([])
      await page.getByRole('button', { name: 'Afficher : Mot de passe' }).click()
      expect(await page.getByLabel('Mot de passe', { exact: true }).getAttribute('type')).toBe('text')
      // What only the server sees: bcrypt counts bytes.
      await choose(page, `Aa1${'é'.repeat(35)}`)
      await page.getByRole('alert').filter({ hasText: 'Ce mot de passe ne respecte pas les règles.' }).waitFor()
      await page.getByText('Au plus 72 octets').first().waitFor()
      await choose(page, PASSWORD)
      await welcomed(page)
    })

    test('by the keyboard alone', async () => {
      const { page } = await visitor(browser)
      await page.goto(signup(await base.issue('Blaise Cendrars')))
      const press = async (...keys: readonly string[]) => {
        for (const key of keys) await page.keyboard.press(key)
      }
      await press('Tab')
      await page.keyboard.type(PASSWORD)
      await press('Tab', 'Tab')
      await page.keyboard.type(PASSWORD)
      await press('Enter')
      await welcomed(page)
    })

    test('a link that is used, replaced, expired, incomplete or nobody’s has a page that says what to do', async () => {
      const { page } = await visitor(browser)
      const first = await base.issue('Gaspard Monge')
      const second = await base.issue('Gaspard Monge')
      await page.goto(signup(second))
      await choose(page, PASSWORD)
      await welcomed(page)
      await page.goto(signup(second))
      await heading(page, 'Votre mot de passe est déjà choisi')
      await page.goto(signup(expired))
      await heading(page, 'Ce lien a expiré')
      for (const address of [signup('nonsense'), `${app.url}/signup`, `${app.url}/signup?q=a&q=b`]) {
        await page.goto(address)
        await heading(page, 'Ce lien n’est pas valide')
      }
      await page.goto(signup(first))
      expect(await page.getByLabel('Mot de passe').count()).toBe(0)
    })

    test('a link that ends while the page is open', async () => {
      const token = await base.issue('Camille Claudel')
      const [one, other] = [await visitor(browser), await visitor(browser)]
      for (const { page } of [one, other]) await page.goto(signup(token))
      await choose(one.page, PASSWORD)
      await welcomed(one.page)
      await choose(other.page, 'Autrement2026')
      await heading(other.page, 'Votre mot de passe est déjà choisi')
      await other.page.getByRole('link', { name: 'Se connecter' }).click()
      await logIn(other.page, base.person('Camille Claudel').email, 'Autrement2026')
      await other.page.getByText('L’adresse ou le mot de passe est incorrect.').waitFor()
      await logIn(other.page, base.person('Camille Claudel').email, PASSWORD)
      await heading(other.page, 'Bonjour Camille Claudel')
    })

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

    describe('looks finished, and is readable for everybody', () => {
      let who: Record<(typeof pages)[number]['who'], Awaited<ReturnType<BrowserContext['storageState']>>>

      beforeAll(async () => {
        open = await base.issue('Françoise Barré-Sinoussi')
        const { page: chief } = await administrator()
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

    // The last one: Airtable is silent for half a minute after it.
    test('429 in the middle: try again in a moment, and the link still works, once', async () => {
      const { page } = await visitor(browser)
      const chief = await administrator()
      const token = await base.issue('Léopold Senghor')
      await page.goto(signup(token))
      fails(1, { kind: 'rate_limited' }, 'create')
      await choose(page, PASSWORD)
      await page.getByRole('alert').filter({ hasText: AGAIN }).waitFor()
      expect(hashOf(base, 'Léopold Senghor')).toBeUndefined()
      // Whoever opens a link meanwhile reads the same, and what they typed stays.
      const other = await visitor(browser, { viewport: phone })
      await other.page.goto(signup(open))
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
      await other.page.goto(signup(open))
      await heading(other.page, 'Bonjour Françoise Barré-Sinoussi')
    })
  })
})
