import { announce, copyOf, one, slots, start } from './dom.js'
import { dateTime, fill, language, roleName, texts } from './i18n.js'
import { ask, nameOf, session, showAllowed } from './session.js'
import { events } from './texts/events.js'

/** @typedef {{ id: string, type: string, actor: { type: 'account', id: string } | { type: 'system' } | null, subject: string | null, at: string, data: { role?: string, from?: string, to?: string } }} AuditEvent */

/** What to call the people and invitations that events speak of, by id. @type {Map<string, string>} */
const names = new Map()

/** @param {string} path @param {(item: any) => string} name */
async function loadNames(path, name) {
  // Without the right to see them they stay unnamed.
  const { items } = await ask('GET', `${path}?limit=100`).catch(() => ({ items: [] }))
  for (const item of items) names.set(item.id, name(item))
}

/** @param {AuditEvent} event */
function sentence({ type, actor, subject, data }) {
  const who =
    actor?.type === 'account'
      ? (names.get(actor.id) ?? texts.common.somebodyGone)
      : actor
        ? texts.common.system
        : texts.common.someone
  return fill(events[language][type] ?? type, {
    actor: who,
    subject: names.get(subject ?? '') ?? texts.common.someone,
    role: roleName(data.role),
    from: roleName(data.from),
    to: roleName(data.to),
  })
}

/** @param {AuditEvent} event */
function newItem(event) {
  const item = copyOf('#event')
  slots(item, { sentence: sentence(event) })
  const time = /** @type {HTMLTimeElement} */ (one('time', item))
  time.dateTime = event.at
  time.textContent = dateTime(event.at)
  item.classList.add(event.type.split('.')[0] ?? '')
  return item
}

const list = one('.events')
const more = /** @type {HTMLButtonElement} */ (one('[data-more]'))

/** @param {string} after where the page before ended; empty for the first */
async function nextPage(after) {
  const { items, next } = await ask('GET', `/events?limit=50${after && `&after=${encodeURIComponent(after)}`}`)
  list.append(...items.map(newItem))
  more.hidden = !next
  more.onclick = () => nextPage(next).catch((problem) => announce(problem.message))
}

await start(async () => {
  showAllowed(await session())
  list.replaceChildren()
  await Promise.all([
    loadNames('/accounts', nameOf),
    loadNames('/invitations', ({ email }) => email ?? texts.audit.openLink),
  ])
  await nextPage('')
  one('[data-empty]').hidden = list.childElementCount > 0
})
