import type { SentMail } from './mails.ts'

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const safe = (text: string) => text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? '')

const when = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'medium' })

const article = ({ to, subject, text, url, at }: SentMail) => `
  <article>
    <h2>${safe(subject)}</h2>
    <p class="to">À <strong>${safe(to)}</strong> · <time datetime="${at}">${when.format(new Date(at))}</time></p>
    <pre tabindex="0" aria-label="${safe(subject)}">${safe(text)}</pre>
    ${url === null ? '' : `<a class="open" href="${safe(url)}">Ouvrir le lien</a>`}
  </article>`

const empty = '<p class="empty">Aucun message pour l’instant. Les e-mails envoyés par l’application arrivent ici.</p>'

/** The page of the development mailbox. Texts are shown as texts: nothing of a mail becomes markup. */
export const mailboxPage = (mails: readonly SentMail[]): string => `<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Messagerie de développement</title>
  <link rel="stylesheet" href="/dev/mail.css">
</head>
<body>
  <main>
    <header>
      <div><h1>Messagerie de développement</h1><p>Rien n’est envoyé : chaque message s’arrête ici.</p></div>
      <a class="again" href="/dev/mail">Actualiser</a>
    </header>
    ${mails.length === 0 ? empty : mails.map(article).join('')}
  </main>
</body>
</html>
`

export const mailboxStyle = `
:root { color-scheme: light dark; --paper: #f5f5f4; --card: #fff; --ink: #1c1917; --soft: #57534e; --line: #e7e5e4; --accent: #1d4ed8; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --paper: #1c1917; --card: #292524; --ink: #fafaf9; --soft: #d6d3d1; --line: #44403c; --accent: #93c5fd; --on: #172554 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1rem 4rem }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; justify-content: space-between; margin-bottom: 1.5rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 } h2 { font-size: 1.0625rem; margin: 0 }
header p, .to { color: var(--soft); margin: .25rem 0 0 }
article, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; margin: 0 0 1rem }
.empty { color: var(--soft); text-align: center; padding: 3rem 1.25rem }
.to { font-size: .875rem; overflow-wrap: anywhere }
pre { font: inherit; font-size: .9375rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: 1rem 0; padding-top: 1rem; border-top: 1px solid var(--line) }
a { color: var(--accent) }
.open, .again { display: inline-block; border-radius: 8px; padding: .5rem .875rem; font-weight: 600; text-decoration: none }
.open { background: var(--accent); color: var(--on) } .again { border: 1px solid var(--line); background: var(--card) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`
