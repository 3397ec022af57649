import { html } from 'hono/html'
import type { SentMail } from '../mailbox.ts'
import { cardPage, mainPage } from './layout.ts'
import { type Html, nothing, type View } from './parts.ts'

/** The development mailbox; made on the server, so that it works without a session. */
export const mailboxPage = (view: View, mails: readonly SentMail[]): Html => {
  const { t, language } = view
  const when = new Intl.DateTimeFormat(language === 'fr' ? 'fr' : 'en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
  return mainPage(view, '/dev/mail', {
    title: t.mailbox.title,
    lead: t.mailbox.lead,
    action: html`<a class="button" href="/dev/mail">${t.mailbox.refresh}</a>`,
    body: html`
    ${mails.length === 0 ? html`<div class="empty"><p>${t.mailbox.empty}</p><p class="small">${t.mailbox.emptyHint}</p></div>` : nothing}
    ${mails.map(
      (mail) => html`
      <article class="box mail">
        <h2>${mail.subject}</h2>
        <p class="small">${t.mailbox.to} <strong>${mail.to}</strong> · <time datetime="${mail.at}">${when.format(new Date(mail.at))}</time></p>
        <pre tabindex="0" aria-label="${mail.subject}">${mail.text}</pre>
        ${mail.url ? html`<a class="button primary" href="${mail.url}">${t.mailbox.open}</a>` : nothing}
      </article>`,
    )}`,
  })
}

/** Where nothing is, or nothing works. */
export const messagePage = (view: View, kind: 'notFound' | 'failure'): Html => {
  const { t } = view
  return cardPage(view, {
    title: t[kind].title,
    body: html`<p class="lead">${t[kind].lead}</p><p class="after"><a class="button primary" href="/">${t.common.goToPeople}</a></p>`,
  })
}
