import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeInBrowser, launchBrowser, visitor } from './support/browser.ts'
import {
  ADMIN,
  openBase,
  prepareCollaborators,
  startCollaborators,
  type TestBase,
} from './support/collaborators-app.ts'
import { administrator, choose, heading, logIn, PASSWORD, welcomed } from './support/collaborators-visit.ts'
import type { ExampleApp } from './support/example-app.ts'

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
      app = await startCollaborators(base, ADMIN)
    })
    afterAll(async () => {
      await app?.stop()
      await base?.close()
    })

    const signup = (token: string) => `${app.url}/signup?q=${token}`
    test('an administrator mails a link, and the person chooses a password', async () => {
      const { page, errors } = await administrator(browser, app.url)
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

    test('without scripts the page says so, and no password ends up in an address', async () => {
      const { page } = await visitor(browser, { javaScriptEnabled: false })
      const token = await base.issue('Léopold Senghor')
      for (const [address, button] of [
        [signup(token), 'Choisir ce mot de passe'],
        [`${app.url}/login`, 'Se connecter'],
      ] as const) {
        await page.goto(address)
        await page.locator('noscript p').waitFor()
        await page.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD)
        await page.getByRole('button', { name: button }).click()
        await page.locator('noscript p').waitFor()
        expect(page.url()).toBe(address)
      }
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
  })
})
