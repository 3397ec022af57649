import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  describeInBrowser,
  desktop,
  launchBrowser,
  OTHER_PASSWORD,
  PASSWORD,
  phone,
  visitor,
} from './support/browser.ts'
import { type GarageApp, openGarage, prepareGarage } from './support/garage-app.ts'
import { look } from './support/pictures.ts'

let browser: Browser
let open: GarageApp
let admin: Page
beforeAll(async () => {
  prepareGarage()
  browser = await launchBrowser()
  open = await openGarage()
})
afterAll(async () => {
  await browser?.close()
  await open?.close()
})

const at = (path: string) => open.app.url + path
const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

/** Pictures of a page on a desk and in a hand. */
async function lookTwice(page: Page, name: string): Promise<void> {
  await page.setViewportSize(phone)
  await look(page, `garage-${name}-phone`)
  await page.setViewportSize(desktop)
  await look(page, `garage-${name}-desktop`)
}

async function fillIn(page: Page, fields: Readonly<Record<string, string>>, button: string): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByRole('button', { name: button, exact: true }).click()
}

const NEW_PASSWORD = 'Choisissez un mot de passe'

const joinWith = (page: Page, password = PASSWORD) => fillIn(page, { [NEW_PASSWORD]: password }, 'Créer mon compte')

const logIn = async (page: Page, email: string, password: string) => {
  await page.goto(at('/login'))
  await fillIn(page, { 'Adresse e-mail': email, 'Mot de passe': password }, 'Se connecter')
}

/** Invites from the administrator's page, and takes the link that it shows. */
async function invite(email: string, garage?: string): Promise<string> {
  await admin.goto(at('/administration'))
  if (garage) await admin.getByLabel('Garage').selectOption({ label: garage })
  await fillIn(admin, { 'Adresse e-mail': email }, 'Créer l’invitation')
  return admin.getByLabel(`Lien d’invitation pour ${email}`).inputValue()
}

let people = 0
const somebody = () => `visitor-${++people}@example.com`

/** Somebody who has come in through an invitation, in a browser of their own. */
async function newcomer(garage?: string, options = {}) {
  const email = somebody()
  const link = await invite(email, garage)
  const seen = await visitor(browser, { locale: 'fr-FR', ...options })
  await seen.page.goto(link)
  return { ...seen, email, link }
}

describeInBrowser('garage', () => {
  test('the first administrator comes in through the printed link', async () => {
    const { page, errors } = await visitor(browser, { locale: 'fr-FR' })
    admin = page
    expect(open.app.bootstrapLink).toContain(at('/invite?token=ik_inv_'))
    await page.goto(open.app.bootstrapLink ?? '')
    await title(page, 'Bienvenue à l’atelier')
    await joinWith(page)
    await title(page, 'Invitations')
    await open.sql(`delete from invitekit_challenges where status = 'used'`)
    expect(errors).toEqual([])
  })

  test('an administrator invites, copies the link, and sees what became of it', async () => {
    await open.garage('Garage du Port')
    await open.garage('Carrosserie Lambert')
    const link = await invite('ada@example.com')
    expect(link).toContain(at('/invite?token=ik_inv_'))
    await admin.getByRole('button', { name: 'Copier' }).click()
    await admin.getByText('Le lien est dans le presse-papiers.').waitFor()
    await admin.getByRole('listitem').filter({ hasText: 'ada@example.com' }).getByText('En attente').waitFor()
    await lookTwice(admin, 'administration-link')
    await fillIn(admin, { 'Adresse e-mail': 'ada@example.com', 'Durée en jours': '91' }, 'Créer l’invitation')
    await admin.getByText('C’est trop long ou trop grand.').waitFor()
    await fillIn(admin, { 'Durée en jours': '30' }, 'Créer l’invitation')
    await admin.getByText('Cette adresse a déjà une invitation en attente.').waitFor()
    expect(await admin.getByLabel('Adresse e-mail', { exact: true }).inputValue()).toBe('ada@example.com')
    await lookTwice(admin, 'administration-refused')
  })

  test('an invitation without a garage leads through the onboarding to a garage of one’s own', async () => {
    const { page, email, errors } = await newcomer()
    await title(page, 'Bienvenue à l’atelier')
    const address = page.getByLabel('Adresse e-mail')
    expect(await address.inputValue()).toBe(email)
    expect(await address.getAttribute('readonly')).not.toBeNull()
    await lookTwice(page, 'invite')
    await joinWith(page, 'motdepasse')
    await page.getByText('Le mot de passe est trop court.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('password')
    await lookTwice(page, 'invite-refused')
    await page.getByLabel('Votre nom (facultatif)').fill('Ada Martin')
    await joinWith(page)
    await title(page, 'Créez votre garage')
    await lookTwice(page, 'onboarding')
    await page.getByRole('button', { name: 'Créer mon garage' }).click()
    await page.getByText('Ce champ manque.').waitFor()
    await fillIn(page, { 'Nom du garage': 'Garage Martin & Fille' }, 'Créer mon garage')
    await title(page, 'Bonjour, Ada Martin')
    await page.getByRole('heading', { name: 'Garage Martin & Fille' }).waitFor()
    await lookTwice(page, 'home')
    const owned = await open.sql(
      `select m.role, g.name from garage_members m join garages g on g.id = m.garage_id join users u on u.id = m.user_id
       where u.email = $1`,
      [email],
    )
    expect(owned).toEqual([{ role: 'owner', name: 'Garage Martin & Fille' }])
    await page.goto(at('/onboarding'))
    await title(page, 'Bonjour, Ada Martin')
    await page.goto(at('/administration'))
    await title(page, 'Bonjour, Ada Martin')
    expect(errors).toEqual([])
  })

  test('an invitation into a garage makes its owner', async () => {
    const { page, errors } = await newcomer('Garage du Port')
    await page.getByText('à prendre en main').waitFor()
    await joinWith(page)
    await page.getByRole('heading', { name: 'Garage du Port' }).waitFor()
    await page.getByText('Vous êtes propriétaire de ce garage.').waitFor()
    expect(errors).toEqual([])
  })

  test('somebody with an account logs in and accepts; who is logged in as another changes over', async () => {
    const { page, email } = await newcomer('Garage du Port')
    await joinWith(page)
    await page.getByRole('heading', { name: 'Garage du Port' }).waitFor()
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await title(page, 'Bon retour à l’atelier')
    const link = await invite(email, 'Carrosserie Lambert')
    await page.goto(link)
    await title(page, 'Vous avez déjà un compte')
    await lookTwice(page, 'invite-log-in')
    await page.getByRole('link', { name: 'Se connecter' }).click()
    await fillIn(page, { 'Adresse e-mail': email, 'Mot de passe': PASSWORD }, 'Se connecter')
    await title(page, 'Acceptez l’invitation')
    await lookTwice(page, 'invite-accept')
    await admin.goto(link)
    await title(admin, 'Un autre compte est ouvert')
    await lookTwice(admin, 'invite-switch')
    await page.getByRole('button', { name: 'Accepter l’invitation' }).click()
    await page.getByRole('heading', { name: 'Carrosserie Lambert' }).waitFor()
    await lookTwice(page, 'home-two')
  })

  describe('a dead end says why in French', () => {
    test.each([
      ['nonsense', async () => at('/invite?token=nonsense'), 'Cette invitation n’existe pas.'],
      ['no token', async () => at('/invite'), 'Cette invitation n’existe pas.'],
      ['two tokens', async () => at('/invite?token=a&token=b'), 'Cette invitation n’existe pas.'],
      [
        'expired',
        async () => {
          const email = somebody()
          const link = await invite(email)
          await open.sql('update invites set expires_at = now() where email = $1', [email])
          return link
        },
        'Cette invitation a expiré.',
      ],
      [
        'revoked',
        async () => {
          const email = somebody()
          const link = await invite(email)
          const row = admin.getByRole('listitem').filter({ hasText: email })
          await row.getByText('Retirer', { exact: false }).first().click()
          await lookTwice(admin, 'administration-revoke')
          await row.getByRole('button', { name: 'Retirer l’invitation' }).click()
          await row.getByText('Retirée').waitFor()
          return link
        },
        'Cette invitation a été retirée.',
      ],
      [
        'replaced',
        async () => {
          const email = somebody()
          const link = await invite(email)
          const row = admin.getByRole('listitem').filter({ hasText: email })
          await row.getByRole('button', { name: 'Nouveau lien' }).click()
          const newer = await row.getByLabel(`Lien d’invitation pour ${email}`).inputValue()
          expect(newer).not.toBe(link)
          const { page, context } = await visitor(browser)
          await page.goto(newer)
          await title(page, 'Bienvenue à l’atelier')
          await context.close()
          return link
        },
        'Un lien plus récent remplace cette invitation.',
      ],
      [
        'used',
        async () => {
          const { page, link } = await newcomer()
          await joinWith(page)
          await title(page, 'Créez votre garage')
          return link
        },
        'Cette invitation a déjà été acceptée.',
      ],
    ])('%s', async (name, make, why) => {
      const link = await make()
      const { page, context } = await visitor(browser, { locale: 'fr-FR' })
      await page.goto(link)
      await page.getByText(why).waitFor()
      await page.getByRole('link', { name: 'Aller à la connexion' }).waitFor()
      if (name === 'expired' || name === 'used') await lookTwice(page, `dead-end-${name}`)
      await context.close()
    })
  })

  test('logs in by name and password, and says when they are wrong', async () => {
    const { email, page: joined, context } = await newcomer('Garage du Port')
    await joinWith(joined)
    await joined.getByRole('heading', { name: 'Garage du Port' }).waitFor()
    await context.close()
    const { page, errors } = await visitor(browser, { locale: 'fr-FR' })
    await page.goto(at('/'))
    await title(page, 'Bon retour à l’atelier')
    await lookTwice(page, 'login')
    await fillIn(page, { 'Adresse e-mail': email, 'Mot de passe': 'wrong' }, 'Se connecter')
    await page.getByRole('alert').getByText('L’adresse ou le mot de passe est incorrect.').waitFor()
    expect(await page.getByLabel('Adresse e-mail').inputValue()).toBe(email)
    await lookTwice(page, 'login-refused')
    await fillIn(page, { 'Mot de passe': PASSWORD }, 'Se connecter')
    await page.getByRole('heading', { name: 'Garage du Port' }).waitFor()
    expect(errors).toEqual([])
  })

  test('forgets a password: the mail brings a link, the link a new one, and every session ends', async () => {
    const { email, page } = await newcomer('Garage du Port')
    await joinWith(page)
    await page.getByRole('heading', { name: 'Garage du Port' }).waitFor()
    const { page: other, errors } = await visitor(browser, { locale: 'fr-FR' })
    await other.goto(at('/login'))
    await other.getByRole('link', { name: 'Mot de passe oublié ?' }).click()
    await title(other, 'Mot de passe oublié ?')
    await lookTwice(other, 'reset-request')
    await fillIn(other, { 'Adresse e-mail': email }, 'Recevoir un lien')
    await other.getByText('Consultez votre messagerie').waitFor()
    await lookTwice(other, 'reset-sent')
    const { url } = await open.app.mailTo(email)
    await other.goto(url ?? '')
    await title(other, 'Nouveau mot de passe')
    await lookTwice(other, 'reset')
    await fillIn(other, { 'Nouveau mot de passe': 'court' }, 'Changer le mot de passe')
    await other.getByText('Le mot de passe est trop court.').waitFor()
    await fillIn(other, { 'Nouveau mot de passe': OTHER_PASSWORD }, 'Changer le mot de passe')
    await other.getByText('Mot de passe changé').waitFor()
    await lookTwice(other, 'login-after-reset')
    await page.reload()
    await title(page, 'Bon retour à l’atelier')
    await logIn(page, email, PASSWORD)
    await page.getByText('L’adresse ou le mot de passe est incorrect.').waitFor()
    await logIn(page, email, OTHER_PASSWORD)
    await page.getByRole('heading', { name: 'Garage du Port' }).waitFor()
    await other.goto(url ?? '')
    await other.getByText('Ce lien a déjà été utilisé.').waitFor()
    await lookTwice(other, 'reset-dead-end')
    expect(errors).toEqual([])
  })

  test('everything of a newcomer works with scripts off', async () => {
    const { page } = await newcomer(undefined, { javaScriptEnabled: false })
    await title(page, 'Bienvenue à l’atelier')
    await joinWith(page, 'motdepasse')
    await page.getByText('Le mot de passe est trop court.').waitFor()
    await page.screenshot({ fullPage: true })
    await page.getByLabel('Votre nom (facultatif)').fill('Zoé')
    await joinWith(page)
    await title(page, 'Créez votre garage')
    await fillIn(page, { 'Nom du garage': 'Garage sans script' }, 'Créer mon garage')
    await title(page, 'Bonjour, Zoé')
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await title(page, 'Bon retour à l’atelier')
  })

  test('an administrator invites with scripts off', async () => {
    const state = await admin.context().storageState()
    const { page } = await visitor(browser, { javaScriptEnabled: false, storageState: state })
    const email = somebody()
    await page.goto(at('/administration'))
    await fillIn(page, { 'Adresse e-mail': email }, 'Créer l’invitation')
    const link = await page.getByLabel(`Lien d’invitation pour ${email}`).inputValue()
    expect(link).toContain('/invite?token=ik_inv_')
  })

  test('an invitation is mailed as well where that is asked for, with a link of its own', async () => {
    const email = somebody()
    await admin.goto(at('/administration'))
    await admin.getByLabel('Envoyer aussi l’invitation par e-mail').check()
    await fillIn(admin, { 'Adresse e-mail': email }, 'Créer l’invitation')
    const shown = await admin.getByLabel(`Lien d’invitation pour ${email}`).inputValue()
    const { url, text } = await open.app.mailTo(email)
    expect(text).toContain('invit')
    expect(url).not.toBe(shown)
    const { page } = await visitor(browser, { locale: 'fr-FR' })
    await page.goto(url ?? '')
    await joinWith(page)
    await title(page, 'Créez votre garage')
    const { page: late } = await visitor(browser, { locale: 'fr-FR' })
    await late.goto(shown)
    await late.getByText('Cette invitation a déjà été acceptée.').waitFor()
  })

  test('a form that another site sends is refused', async () => {
    const email = somebody()
    const link = await invite(email)
    const { page } = await visitor(browser, { javaScriptEnabled: false })
    await page.goto(link)
    const form = await page.locator('form').evaluate((element) => (element as HTMLElement).outerHTML)
    const { page: evil } = await visitor(browser)
    await evil.route('http://evil.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: form.replace('action=""', `action="${link}"`) }),
    )
    await evil.goto('http://evil.test/')
    await evil.locator('[name=password]').fill(PASSWORD)
    await Promise.all([evil.waitForURL(link), evil.locator('[type=submit]').click()])
    expect(await evil.title()).not.toBe('Votre garage · Établi')
    expect(await open.sql('select 1 from users where email = $1', [email])).toEqual([])
  })

  test('sign-up is closed, and open where the server says so, with the same build', async () => {
    const { page } = await visitor(browser, { locale: 'fr-FR' })
    await page.goto(at('/signup'))
    await page.getByText('Il n’est pas possible de s’inscrire ici').waitFor()
    await lookTwice(page, 'signup-closed')
    const other = await open.beside({ NEXT_PUBLIC_ALLOW_PUBLIC_SIGNUP: 'true' })
    await page.goto(`${other.url}/login`)
    await page.getByRole('link', { name: 'Créer un compte' }).click()
    await title(page, 'Créez votre compte')
    await lookTwice(page, 'signup')
    await fillIn(page, { 'Adresse e-mail': somebody(), [NEW_PASSWORD]: PASSWORD }, 'Créer mon compte')
    await title(page, 'Créez votre garage')
    await other.stop()
  })

  test('has pages for what is not there, and for mails', async () => {
    const { page } = await visitor(browser, { locale: 'fr-FR' })
    const answer = await page.goto(at('/nowhere'))
    expect(answer?.status()).toBe(404)
    await title(page, 'Cette page n’existe pas')
    await lookTwice(page, 'not-found')
    await page.goto(at('/dev/mail'))
    await lookTwice(page, 'mailbox')
  })
})
