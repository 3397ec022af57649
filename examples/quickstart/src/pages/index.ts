import { type Context, Hono } from 'hono'
import type { PasswordPolicy } from 'invitekit'
import type { SentMail } from '../mailbox.ts'
import { texts } from '../texts.ts'
import { forgotPage, loginPage, newPasswordPage } from './access.ts'
import { accountPage, auditPage } from './account.ts'
import { joinPage } from './join.ts'
import { mailboxPage, messagePage } from './messages.ts'
import type { Html, View } from './parts.ts'
import { peoplePage } from './people.ts'

interface Options {
  /** Which role may invite to which: what the invitation dialog offers. The API decides. */
  readonly grants: ReadonlyMap<string, ReadonlySet<string>>
  /** What a new password must be: shown where it is typed. */
  readonly passwordRules: PasswordPolicy
  /** The mails of the development mailbox; undefined where there is no such page. */
  readonly mails: readonly SentMail[] | undefined
}

/** The pages: they hold no data and no rule; each asks the API below /api and shows what it says. */
export function createPages({ grants, passwordRules, mails }: Options) {
  const pages = new Hono()
  pages.use(async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
    c.header('vary', 'accept-language')
  })
  const view = (c: Context): View => {
    const language = c.get('language') === 'fr' ? 'fr' : 'en'
    return { language, t: texts[language], query: c.req.query(), hasMailbox: mails !== undefined }
  }
  const offers = Object.fromEntries([...grants].map(([role, granted]) => [role, [...granted]]))
  const routes: Readonly<Record<string, (view: View) => Html>> = {
    '/': (view) => peoplePage(view, offers),
    '/login': loginPage,
    '/join': joinPage,
    '/forgot': forgotPage,
    '/reset': (view) => newPasswordPage(view, 'reset'),
    '/activate': (view) => newPasswordPage(view, 'activate'),
    '/account': (view) => accountPage(view, passwordRules),
    '/audit': auditPage,
  }
  for (const [path, page] of Object.entries(routes)) pages.get(path, (c) => c.html(page(view(c))))
  if (mails) {
    pages.get('/dev/mail', (c) => c.html(mailboxPage(view(c), mails)))
    pages.get('/dev/mail.json', (c) => c.json(mails))
  }
  pages.all('*', (c) => c.html(messagePage(view(c), 'notFound'), 404))
  pages.onError((error, c) => {
    console.error(error)
    return c.html(messagePage(view(c), 'failure'), 500)
  })
  return pages
}
