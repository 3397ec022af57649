import { html } from 'hono/html'
import { type Html, nothing, type View } from './parts.ts'

interface Page {
  readonly title: string
  readonly lead?: string | Html
  readonly body: Html
  /** The module in public/ that makes the page live. */
  readonly script?: string
  /** The one thing to do here, beside the title. */
  readonly action?: Html
}

const styles = ['style', 'layout', 'controls', 'notices', 'cards', 'boxes']

const frame = (
  { language, t }: View,
  title: string,
  script: string | undefined,
  body: Html,
): Html => html`<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex">
  <title>${title} · ${t.app.name}</title>
  <link rel="icon" href="/favicon.svg" type="image/svg+xml">
  ${styles.map((name) => html`<link rel="stylesheet" href="/${name}.css">`)}
  ${script ? html`<script type="module" src="/${script}"></script>` : nothing}
</head>
<body>
  ${body}
  <noscript><p class="notice bad">${t.app.noScript}</p></noscript>
</body>
</html>`

const brand = ({ t }: View): Html =>
  html`<a class="brand" href="/"><img src="/favicon.svg" alt="" width="28" height="28">${t.app.name}</a>`

const mailboxLink = ({ t, hasMailbox }: View): Html =>
  hasMailbox ? html`<a class="dev" href="/dev/mail">${t.app.mailbox}</a>` : nothing

/** A page for people who are logged in (and the mailbox): the menu above, the content below. */
export const mainPage = (view: View, here: string, { title, lead, body, script, action }: Page): Html => {
  const { t } = view
  const item = (href: string, label: string, needs = '') =>
    html`<a href="${href}" ${here === href ? html`aria-current="page"` : ''} ${needs ? html`data-needs="${needs}" hidden` : ''}>${label}</a>`
  return frame(
    view,
    title,
    script,
    html`
  <a class="skip" href="#content">${t.app.skip}</a>
  <header class="bar">
    ${brand(view)}
    <nav aria-label="${t.app.menu}">
      ${item('/', t.app.people)} ${item('/audit', t.app.audit, 'audit.view')} ${item('/account', t.app.account)}
    </nav>
    ${here === '/dev/mail' ? nothing : mailboxLink(view)}
  </header>
  <main id="content" tabindex="-1">
    <div class="head">
      <div><h1 tabindex="-1">${title}</h1>${lead ? html`<p class="lead">${lead}</p>` : nothing}</div>
      ${action ?? nothing}
    </div>
    ${body}
  </main>
  <p class="toast" id="status" role="status"></p>`,
  )
}

/**
 * A page of one question on one card: log in, join, forgot, reset, and where nothing is. It has no link that skips to the
 * content: there is nothing to skip, and the fragment of these addresses is where the secret of a link comes in.
 */
export const cardPage = (view: View, { title, lead, body, script }: Page): Html =>
  frame(
    view,
    title,
    script,
    html`
  <div class="stage">
    <header>${brand(view)}</header>
    <main class="card">
      <h1 tabindex="-1" data-slot="title">${title}</h1>
      ${lead ? html`<p class="lead" data-slot="lead">${lead}</p>` : nothing}
      ${body}
    </main>
    <footer>${view.t.app.tagline} ${mailboxLink(view)}</footer>
  </div>`,
  )
