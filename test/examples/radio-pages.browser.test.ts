import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { describeInBrowser, desktop, launchBrowser, phone, visitor } from './support/browser.ts'
import { prepareExample } from './support/example-app.ts'
import { look } from './support/pictures.ts'
import { openRadio, type RadioApp } from './support/radio-app.ts'
import { chiefOf, logInAs, logInAsChief, MEMBER_PASSWORD } from './support/radio-people.ts'

describeInBrowser('the pages of radio', () => {
  let browser: Browser
  let radio: RadioApp
  const links = { named: '', open: '', reset: '' }

  beforeAll(async () => {
    prepareExample('radio')
    browser = await launchBrowser()
    radio = await openRadio(betterSqlite3)
    const chief = await chiefOf(radio)
    await chief.member('nadia', {
      permissions: { can_create_showplan: true, can_view_users: true, quotes_view: true },
      profile: { name: 'Nadia', family_name: 'Belkacem', phone_number: '+33 6 12 34 56 78' },
    })
    await chief.member('new')
    const gone = await chief.member('jean-christophe.delatour', {
      profile: { name: 'Jean-Christophe', family_name: 'de la Tour d’Auvergne-Lauraguais' },
    })
    await chief.suspend(gone.id)
    const lea = await chief.member('lea', { profile: { name: 'Léa', family_name: 'Marchand' } })
    links.named = await chief.invite({ email: 'ida.rhodes@radio.example' })
    links.open = await chief.invite()
    links.reset = await chief.resetLink(lea.id)
    await radio.call('POST', '/auth/forgot-password', { json: { email: 'lea@radio.example' } })
    await radio.app.mailTo('lea@radio.example')
  })

  afterAll(async () => {
    await browser?.close()
    await radio?.close()
  })

  const at = (path: string) => (path.startsWith('/') ? radio.app.url + path : path)
  const open = async (page: Page, path: string, ready: string) => {
    await page.goto(at(path))
    await page.getByRole('heading', { name: ready }).waitFor()
  }

  const outside = [
    { name: 'login', path: () => '/login', ready: 'Connexion' },
    { name: 'forgot', path: () => '/forgot-password', ready: 'Mot de passe oublié' },
    { name: 'reset', path: () => links.reset, ready: 'Nouveau mot de passe' },
    { name: 'reset-dead', path: () => '/reset-password?token=nonsense', ready: 'Ce lien ne fonctionne plus' },
    { name: 'signup', path: () => links.named, ready: 'Créer votre compte' },
    { name: 'signup-open', path: () => links.open, ready: 'Créer votre compte' },
    {
      name: 'signup-dead',
      path: () => '/signup-with-invite?token=nonsense',
      ready: 'Cette invitation n’est plus valable',
    },
    { name: 'not-found', path: () => '/nowhere', ready: 'Page introuvable' },
    { name: 'mailbox', path: () => '/dev/mail', ready: 'Messagerie de développement' },
  ]
  const looks = [
    { size: 'desktop', options: { viewport: desktop, locale: 'fr-FR' } },
    { size: 'phone', options: { viewport: phone, hasTouch: true, locale: 'fr-FR' } },
  ] as const

  describe.each(looks)('on a $size', ({ size, options }) => {
    test('before the log-in', async () => {
      const { page, errors } = await visitor(browser, options)
      for (const { name, path, ready } of outside) {
        await open(page, path(), ready)
        if (name.startsWith('signup') && !name.endsWith('dead')) await page.getByLabel('Prénom').waitFor()
        await look(page, `radio-${name}-${size}`)
      }
      await open(page, '/login', 'Connexion')
      await page.getByRole('button', { name: 'Se connecter' }).click()
      await look(page, `radio-login-missing-${size}`)
      await page.getByLabel('Nom d’utilisateur ou e-mail').fill('nobody')
      await page.getByLabel('Mot de passe', { exact: true }).fill('wrong')
      await page.getByRole('button', { name: 'Se connecter' }).click()
      await page.getByRole('alert').waitFor()
      await look(page, `radio-login-refused-${size}`)
      await open(page, links.open, 'Créer votre compte')
      await page.getByLabel('Mot de passe', { exact: true }).fill('court')
      await page.getByRole('button', { name: 'Créer mon compte' }).click()
      await page.getByRole('alert').waitFor()
      await look(page, `radio-signup-refused-${size}`)
      await open(page, '/forgot-password', 'Mot de passe oublié')
      await page.getByLabel('Adresse e-mail').fill('lea@radio.example')
      await page.getByRole('button', { name: 'Envoyer le lien' }).click()
      await page.getByRole('heading', { name: 'Consultez votre messagerie' }).waitFor()
      await look(page, `radio-forgot-sent-${size}`)
      expect(errors).toEqual([])
    })

    test('of an administrator', async () => {
      const { page, errors } = await visitor(browser, options)
      await logInAsChief(page, radio.app.url)
      await page.getByText('Aucun conducteur pour l’instant').waitFor()
      await look(page, `radio-home-${size}`)
      await open(page, '/users', 'Utilisateurs')
      await page.getByRole('row', { name: 'Nadia' }).waitFor()
      await look(page, `radio-users-${size}`)
      await page.getByRole('searchbox').fill('zzz')
      await look(page, `radio-users-nobody-${size}`)
      await page.getByRole('searchbox').fill('')

      await page.getByRole('button', { name: 'Inviter quelqu’un' }).click()
      await look(page, `radio-invite-${size}`)
      await page.getByLabel('Adresse e-mail').fill('ida')
      await page.getByRole('button', { name: 'Créer le lien' }).click()
      await page.getByLabel('Adresse e-mail').and(page.locator('[aria-invalid=true]')).waitFor()
      await page.getByText('Permissions données').click()
      await page.getByRole('button', { name: 'Conducteurs : Tout' }).click()
      await look(page, `radio-invite-flags-${size}`)
      await page.getByLabel('Adresse e-mail').fill(`guest-${size}@radio.example`)
      await page.getByRole('button', { name: 'Créer le lien' }).click()
      await page.getByRole('dialog', { name: 'Le lien est prêt' }).waitFor()
      await look(page, `radio-invite-ready-${size}`)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })

      await page.getByRole('button', { name: 'Suspendre : Nadia Belkacem' }).click()
      await look(page, `radio-suspend-${size}`)
      await page.getByRole('button', { name: 'Annuler' }).click()
      await page.getByRole('button', { name: 'Réinitialiser : Nadia Belkacem' }).click()
      await page.getByRole('dialog').getByLabel('Lien', { exact: true }).waitFor()
      await look(page, `radio-reset-link-${size}`)
      expect(errors).toEqual([])
    })

    test('of an author, and of somebody with nothing', async () => {
      const { page, errors } = await visitor(browser, options)
      await logInAs(page, radio.app.url, 'nadia', MEMBER_PASSWORD)
      await page.getByRole('heading', { name: 'Bonjour Nadia' }).waitFor()
      await open(page, '/showplans/new', 'Nouveau conducteur')
      await look(page, `radio-plan-empty-${size}`)
      await page.getByRole('button', { name: 'Enregistrer le conducteur' }).click()
      await look(page, `radio-plan-missing-${size}`)
      await page.getByLabel('Titre').fill('Marée haute')
      await page.getByLabel('Type').selectOption('Magazine')
      await page.getByLabel('Date').fill('2026-12-24')
      await page.getByLabel('Heure').fill('18:30')
      await page.getByLabel('Description').fill('L’actualité du littoral, avec un invité et deux disques.')
      for (const [title, kind, minutes] of [
        ['Ouverture', 'Plateau', '5'],
        ['Le port vu d’en haut', 'Interview', '12'],
      ] as const) {
        await page.getByRole('button', { name: 'Ajouter une séquence' }).click()
        await page.getByRole('heading', { name: 'Nouvelle séquence' }).waitFor()
        await page.getByLabel('Titre de la séquence').fill(title)
        await page.getByLabel('Nature').selectOption(kind)
        await page.getByLabel('Durée en minutes').fill(minutes)
        await look(page, `radio-segment-${size}`)
        await page.getByRole('button', { name: 'Ajouter au conducteur' }).click()
      }
      await page.getByText('Durée totale : 17 min').waitFor()
      await look(page, `radio-plan-${size}`)
      await page.getByRole('button', { name: 'Enregistrer le conducteur' }).click()
      await page.getByText('« Marée haute » est enregistré.').waitFor()
      await page.getByRole('listitem').filter({ hasText: '24 décembre 2026' }).first().waitFor()
      await look(page, `radio-home-plans-${size}`)

      const { page: bare } = await visitor(browser, options)
      await logInAs(bare, radio.app.url, 'new', MEMBER_PASSWORD)
      await bare.getByText('aucune permission').waitFor()
      await look(bare, `radio-home-nothing-${size}`)
      await open(bare, '/showplans/new', 'Page réservée')
      await look(bare, `radio-refused-${size}`)
      expect(errors).toEqual([])
    })
  })

  test('in English, for who reads it first', async () => {
    const { page, errors } = await visitor(browser)
    await open(page, '/login', 'Log in')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.getByLabel('User name or e-mail').fill('nobody')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('The address or the password is not right.').waitFor()
    await look(page, 'radio-login-english')
    await page.getByRole('button', { name: 'Français' }).click()
    await page.getByRole('heading', { name: 'Connexion' }).waitFor()
    expect(errors).toEqual([])
  })
})
