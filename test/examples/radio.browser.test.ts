import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { describeInBrowser, launchBrowser, visitor } from './support/browser.ts'
import { prepareExample } from './support/example-app.ts'
import { openRadio, type RadioApp } from './support/radio-app.ts'
import { chiefOf, inviteOnPage, logInAs, logInAsChief, MEMBER_PASSWORD, signUp } from './support/radio-people.ts'

const NEW_PASSWORD = 'four quiet harbours sleep'

describeInBrowser('radio, in browsers', () => {
  let browser: Browser
  let radio: RadioApp

  beforeAll(async () => {
    prepareExample('radio')
    browser = await launchBrowser()
    radio = await openRadio(betterSqlite3)
  })

  afterAll(async () => {
    await browser?.close()
    await radio?.close()
  })

  /** A person with a browser of their own, who reads French. */
  const person = () => visitor(browser, { locale: 'fr-FR' })
  const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor()
  const stored = (page: Page) =>
    page.evaluate(() => [localStorage.getItem('token'), localStorage.getItem('permissions')])
  const isDead = (page: Page) => heading(page, 'Cette invitation n’est plus valable')

  test('an administrator invites, somebody else comes in, and sees what the permissions allow', async () => {
    const chief = await person()
    const guest = await person()
    await logInAsChief(chief.page, radio.app.url)
    await chief.page.getByRole('link', { name: 'Utilisateurs' }).click()
    const link = await inviteOnPage(chief.page, 'ada@radio.example', ['can_create_showplan'])
    expect(link).toMatch(new RegExp(`^${radio.app.url}/signup-with-invite\\?token=ik_inv_`))

    const { page } = guest
    await page.goto(link)
    await heading(page, 'Créer votre compte')
    expect(await page.getByLabel('Adresse e-mail').inputValue()).toBe('ada@radio.example')
    expect(await page.getByLabel('Adresse e-mail').getAttribute('readonly')).not.toBeNull()
    expect(page.url()).toBe(`${radio.app.url}/signup-with-invite`)
    await page.reload()
    await signUp(page, 'ada')
    await page.getByText('Votre compte est prêt').waitFor()
    expect(await page.getByLabel('Nom d’utilisateur ou e-mail').inputValue()).toBe('ada')
    await page.getByLabel('Mot de passe', { exact: true }).fill(MEMBER_PASSWORD)
    await page.getByRole('button', { name: 'Se connecter' }).click()
    await heading(page, 'Bonjour Ada')

    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
      'Accueil',
      'Nouveau conducteur',
    ])
    await page.goto(`${radio.app.url}/users`)
    await heading(page, 'Page réservée')
    await page.goto(`${radio.app.url}/showplans/new`)
    await heading(page, 'Nouveau conducteur')
    const [token, permissions] = await stored(page)
    expect(token).toMatch(/^ey/)
    expect(Object.values(JSON.parse(permissions ?? '')).filter(Boolean)).toHaveLength(1)

    // The link was good for one: nobody else comes in by it, and going back to it leads nowhere.
    const late = await person()
    await late.page.goto(link)
    await isDead(late.page)
    await chief.page.reload()
    await chief.page.getByRole('row', { name: 'Ada' }).getByText('1 / 63').waitFor()

    // Out: the browser forgets both, and the server refuses the token.
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.getByText('Vous êtes déconnecté.').waitFor()
    expect(await stored(page)).toEqual([null, null])
    expect((await radio.call('GET', '/showplans', { as: token ?? '' })).status).toBe(401)
    await page.goBack()
    await heading(page, 'Connexion')
    expect([...chief.errors, ...guest.errors, ...late.errors]).toEqual([])
  })

  test('what was typed in a show plan is there after a segment, by both ways back, and after a reload', async () => {
    const { member } = await chiefOf(radio)
    await member('author', { permissions: { can_create_showplan: true } })
    const { page, errors } = await person()
    await logInAs(page, radio.app.url, 'author', MEMBER_PASSWORD)
    await page.getByRole('link', { name: 'Nouveau conducteur' }).click()
    await page.getByLabel('Titre').fill('Les quais')
    await page.getByLabel('Type').selectOption('Débat')
    await page.getByLabel('Date').fill('2026-12-01')
    await page.getByLabel('Heure').fill('07:15')
    await page.getByLabel('Description').fill('Trois voix, une heure.')
    const typed = async () => [
      await page.getByLabel('Titre').inputValue(),
      await page.getByLabel('Type').inputValue(),
      await page.getByLabel('Date').inputValue(),
      await page.getByLabel('Heure').inputValue(),
      await page.getByLabel('Description').inputValue(),
    ]
    const all = ['Les quais', 'Débat', '2026-12-01', '07:15', 'Trois voix, une heure.']
    const openSegment = async () => {
      await page.getByRole('button', { name: 'Ajouter une séquence' }).click()
      await heading(page, 'Nouvelle séquence')
      await page.getByText('Elle s’ajoute à « Les quais ».').waitFor()
    }
    const isBack = () => heading(page, 'Nouveau conducteur')
    const segments = () => page.locator('.segments li strong').allInnerTexts()

    // With a new segment.
    await openSegment()
    await page.getByLabel('Titre de la séquence').fill('Générique')
    await page.getByRole('button', { name: 'Ajouter au conducteur' }).click()
    await isBack()
    expect([await typed(), await segments()]).toEqual([all, ['Générique']])

    // After a reload of the list, once and twice: the segment is not added again.
    for (let n = 0; n < 2; n++) {
      await page.reload()
      await isBack()
      expect([await typed(), await segments()]).toEqual([all, ['Générique']])
    }

    // Without one: by the page's own button, and by the browser's.
    await openSegment()
    await page.getByRole('button', { name: 'Revenir sans ajouter' }).click()
    await isBack()
    expect([await typed(), await segments()]).toEqual([all, ['Générique']])
    await openSegment()
    await page.goBack()
    await isBack()
    expect([await typed(), await segments()]).toEqual([all, ['Générique']])

    // What was typed since counts too, and a reload in the middle of a segment.
    await page.getByLabel('Titre').fill('Les quais, le soir')
    await page.getByRole('button', { name: 'Ajouter une séquence' }).click()
    await page.reload()
    await page.getByText('Elle s’ajoute à « Les quais, le soir ».').waitFor()
    await page.getByLabel('Titre de la séquence').fill('Débat')
    await page.getByLabel('Durée en minutes').fill('40')
    await page.getByRole('button', { name: 'Ajouter au conducteur' }).click()
    await page.getByText('Durée totale : 45 min').waitFor()
    expect(await typed()).toEqual(['Les quais, le soir', ...all.slice(1)])

    // Saved once for two clicks, and the next one begins empty.
    await page.getByRole('button', { name: 'Enregistrer le conducteur' }).dblclick()
    await page.getByText('« Les quais, le soir » est enregistré.').waitFor()
    expect(await radio.sql('select title from show_plans')).toEqual([{ title: 'Les quais, le soir' }])
    await page.getByRole('link', { name: 'Nouveau conducteur' }).click()
    await isBack()
    expect([await typed(), await segments()]).toEqual([['', '', '', '', ''], []])
    expect(errors).toEqual([])
  })

  test('wrong, used, revoked and expired links lead to one dead end; so does one that ends while its form is open', async () => {
    const { invite } = await chiefOf(radio)
    const { page, errors } = await person()
    for (const query of ['', '?token=', '?token=nonsense', `?token=ik_inv_${'A'.repeat(51)}`]) {
      await page.goto(`${radio.app.url}/signup-with-invite${query}`)
      await isDead(page)
    }
    await page.getByRole('link', { name: 'J’ai déjà un compte' }).click()
    await heading(page, 'Connexion')

    const link = await invite({ email: 'late@radio.example' })
    await page.goto(link)
    await heading(page, 'Créer votre compte')
    await page.getByLabel('Nom d’utilisateur').waitFor()
    await radio.sql(`update invite_tokens set expires_at = '2020-01-01 00:00:00' where email = 'late@radio.example'`)
    await signUp(page, 'late')
    await isDead(page)
    await page.goto(await invite({ email: 'gone@radio.example' }))
    await page.getByLabel('Nom d’utilisateur').waitFor()
    await radio.sql(`update invite_tokens set used = true where email = 'gone@radio.example'`)
    await page.reload()
    await isDead(page)
    expect(errors).toEqual([])
  })

  test('a scanner may open the link first, several times; two clicks make one account', async () => {
    const { invite } = await chiefOf(radio)
    const link = await invite({})
    for (const method of ['HEAD', 'GET', 'GET']) await fetch(link, { method })
    const scanner = await person()
    await scanner.page.goto(link)
    await scanner.page.getByLabel('Nom d’utilisateur').waitFor()

    const { page, errors } = await person()
    await page.goto(link)
    await page.getByLabel('Adresse e-mail').fill('twice@radio.example')
    await page.getByLabel('Nom d’utilisateur').fill('twice')
    await page.getByLabel('Mot de passe', { exact: true }).fill(MEMBER_PASSWORD)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.getByRole('button', { name: 'Créer mon compte' }).dblclick()
    await page.getByText('Votre compte est prêt').waitFor()
    expect(asked.filter((path) => path === '/auth/signup-with-invite')).toHaveLength(1)
    await page.goBack()
    expect(page.url()).not.toContain('token=')
    expect(errors).toEqual([])
  })

  test('what is refused is said at its field, which takes the focus; what was typed stays', async () => {
    const { invite, member } = await chiefOf(radio)
    await member('taken')
    const { page, errors } = await person()
    await page.goto(await invite({}))
    await page.getByLabel('Nom d’utilisateur').waitFor()
    await signUp(page, 'taken', 'fresh@radio.example')
    await page.getByText('Ce nom d’utilisateur est déjà pris.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('username')
    expect(await page.getByLabel('Prénom').inputValue()).toBe('Taken')
    await page.getByLabel('Mot de passe', { exact: true }).fill('password123')
    await page.getByLabel('Nom d’utilisateur').fill('fresh')
    await page.getByRole('button', { name: 'Créer mon compte' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('Mot de passe', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Mot de passe', { exact: true }).fill(MEMBER_PASSWORD)
    await page.getByRole('button', { name: 'Créer mon compte' }).click()
    await page.getByText('Votre compte est prêt').waitFor()
    expect(errors).toEqual([])
  })

  test('a forgotten password: by mail, once; sessions elsewhere end', async () => {
    const { member } = await chiefOf(radio)
    await member('forgetful')
    const elsewhere = await person()
    await logInAs(elsewhere.page, radio.app.url, 'forgetful', MEMBER_PASSWORD)
    await heading(elsewhere.page, 'Bonjour forgetful')

    const { page, errors } = await person()
    await page.goto(`${radio.app.url}/login`)
    await page.getByRole('link', { name: 'Mot de passe oublié ?' }).click()
    await page.getByLabel('Adresse e-mail').fill('forgetful@radio.example')
    await page.getByRole('button', { name: 'Envoyer le lien' }).click()
    await heading(page, 'Consultez votre messagerie')
    const mail = await radio.app.mailTo('forgetful@radio.example')
    expect(mail.subject).toMatch(/mot de passe/)
    await page.goto(mail.url ?? '')
    await page.getByLabel('Nouveau mot de passe').fill('court')
    await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click()
    await page.getByLabel('Nouveau mot de passe').and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByLabel('Nouveau mot de passe').fill(NEW_PASSWORD)
    await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click()
    await page.getByText('Votre mot de passe est changé.').waitFor()
    await logInAs(page, radio.app.url, 'forgetful', MEMBER_PASSWORD)
    await page.getByRole('alert').waitFor()
    await logInAs(page, radio.app.url, 'forgetful', NEW_PASSWORD)
    await heading(page, 'Bonjour forgetful')

    await elsewhere.page.goto(mail.url ?? '')
    await heading(elsewhere.page, 'Ce lien ne fonctionne plus')
    expect([...errors, ...elsewhere.errors]).toEqual([])
  })

  test('an administrator makes a link for a new password', async () => {
    const { member } = await chiefOf(radio)
    await member('helped')
    const chief = await person()
    await logInAsChief(chief.page, radio.app.url)
    await chief.page.goto(`${radio.app.url}/users`)
    await chief.page.getByRole('button', { name: 'Réinitialiser : helped' }).click()
    const link = await chief.page.getByRole('dialog').getByLabel('Lien', { exact: true }).inputValue()
    const { page, errors } = await person()
    await page.goto(link)
    await page.getByLabel('Nouveau mot de passe').fill(NEW_PASSWORD)
    await page.getByRole('button', { name: 'Enregistrer le mot de passe' }).click()
    await page.getByText('Votre mot de passe est changé.').waitFor()
    expect([...errors, ...chief.errors]).toEqual([])
  })

  test('somebody is suspended while their browser is open, and comes back to where they were', async () => {
    const { member } = await chiefOf(radio)
    await member('mia', { permissions: { can_create_showplan: true }, profile: { name: 'Mia' } })
    const chief = await person()
    const { page, errors } = await person()
    await logInAs(page, radio.app.url, 'mia', MEMBER_PASSWORD)
    await page.getByRole('link', { name: 'Nouveau conducteur' }).click()
    await page.getByLabel('Titre').fill('À moitié')
    await page.getByLabel('Date').fill('2026-12-02')
    await page.getByLabel('Heure').fill('10:00')

    await logInAsChief(chief.page, radio.app.url)
    await chief.page.goto(`${radio.app.url}/users`)
    await chief.page.getByRole('button', { name: 'Suspendre : Mia' }).click()
    await chief.page.getByRole('dialog').getByRole('button', { name: 'Suspendre' }).dblclick()
    await chief.page.getByText('Mia est suspendu.').waitFor()
    await chief.page.getByRole('row', { name: 'Mia' }).getByText('Suspendu').waitFor()

    await page.getByRole('button', { name: 'Enregistrer le conducteur' }).click()
    await page.getByText('Votre session a pris fin.').waitFor()
    expect(await stored(page)).toEqual([null, null])
    const logIn = async () => {
      await page.getByLabel('Nom d’utilisateur ou e-mail').fill('mia')
      await page.getByLabel('Mot de passe', { exact: true }).fill(MEMBER_PASSWORD)
      await page.getByRole('button', { name: 'Se connecter' }).click()
    }
    await logIn()
    await page.getByText('L’adresse ou le mot de passe est incorrect.').waitFor()

    await chief.page.getByRole('button', { name: 'Réactiver : Mia' }).click()
    await chief.page.getByText('Mia est de nouveau actif.').waitFor()
    await logIn()
    await heading(page, 'Nouveau conducteur')
    expect(await page.getByLabel('Titre').inputValue()).toBe('À moitié')
    expect([...errors, ...chief.errors]).toEqual([])
  })

  test('a token that has lapsed is renewed without a word, in two tabs at once; log-out reaches both', async () => {
    const { member } = await chiefOf(radio)
    await member('tabs', { permissions: { can_view_users: true } })
    const { page, context, errors } = await person()
    await logInAs(page, radio.app.url, 'tabs', MEMBER_PASSWORD)
    await heading(page, 'Bonjour tabs')
    const other = await context.newPage()
    await other.goto(`${radio.app.url}/users`)
    await other.getByRole('row', { name: 'tabs' }).waitFor()
    const [first] = await stored(page)

    // A token of the same claims that the server no longer believes: a 401, one refresh, and the page is there.
    const spoiled = `${first?.slice(0, -4)}AAAA`
    await page.evaluate((token) => localStorage.setItem('token', token), spoiled)
    const refreshed: string[] = []
    for (const tab of [page, other])
      tab.on('request', (request) => request.url().endsWith('/auth/refresh') && refreshed.push(request.url()))
    await Promise.all([page.goto(`${radio.app.url}/users`), other.reload()])
    for (const tab of [page, other]) await tab.getByRole('row', { name: 'tabs' }).waitFor()
    const [second] = await stored(page)
    expect(second).not.toBe(spoiled)
    // The second tab may not see at once what the first has stored; then it takes one more, from the same cookie.
    expect([1, 2]).toContain(refreshed.length)

    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.getByText('Vous êtes déconnecté.').waitFor()
    await heading(other, 'Connexion')
    expect(await stored(other)).toEqual([null, null])
    expect(errors).toEqual([])
  })

  test('a page that stays open takes its next token before the last one lapses', async () => {
    const { page, errors } = await person()
    await page.clock.install()
    await logInAsChief(page, radio.app.url)
    const [first] = await stored(page)
    await page.clock.fastForward('08:30')
    expect((await stored(page))[0]).toBe(first)
    const renewed = page.waitForResponse((response) => response.url().endsWith('/auth/refresh'))
    await page.clock.fastForward('00:45')
    expect((await renewed).status()).toBe(200)
    await page.waitForFunction((token) => localStorage.getItem('token') !== token, first)
    await heading(page, 'Bonjour Administration')
    expect(errors).toEqual([])
  })

  test('a server that does not answer is no dead end', async () => {
    const { invite } = await chiefOf(radio)
    const { page } = await person()
    await page.route('**/auth/invite/validate**', (route) => route.abort())
    await page.goto(await invite({}))
    await page.getByText('Le serveur ne répond pas.').waitFor()
    await page.unroute('**/auth/invite/validate**')
    await page.getByRole('button', { name: 'Réessayer' }).click()
    await page.getByLabel('Nom d’utilisateur').waitFor()
  })

  test('everything can be done with the keyboard', async () => {
    const { page, errors } = await person()
    await logInAsChief(page, radio.app.url)
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    await page.reload()
    await heading(page, 'Bonjour Administration')
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Aller au contenu' })
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true)
    await page.goto(`${radio.app.url}/users`)
    await page.getByRole('button', { name: 'Inviter quelqu’un' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.getByLabel('Adresse e-mail').focus()
    await page.keyboard.type('keys@radio.example')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Le lien est prêt' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(errors).toEqual([])
  })
})
