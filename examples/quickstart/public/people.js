import { all, announce, copyOf, one, slots, start } from './dom.js'
import { fill, fromNow, language, roleName, texts } from './i18n.js'
import { confirmAction, inviteDialog, linkDialog, roleDialog } from './people-dialogs.js'
import { ask, nameOf, session, showAllowed } from './session.js'

/** @typedef {import('./session.js').Account & { membership: { role: string | null } | null }} Person */
/** @typedef {{ id: string, email: string | null, role: string | null, seats: number, used: number, status: string, delivery: 'none' | 'queued' | 'sent' | 'failed', createdAt: string, expiresAt: string }} Invitation */

/** @type {import('./session.js').Session} */
let here

/** The rows on the page, by the id of what they show. @type {Map<string, Invitation | Person>} */
const shown = new Map()

/** The two tables: what each asks for, page by page. */
const lists = {
  invitations: { paths: ['/invitations?status=pending', '/invitations?status=expired'], fillRow: fillInvitation },
  accounts: { paths: ['/accounts?'], fillRow: fillAccount },
}

/** @param {HTMLElement} row @param {Invitation} invitation */
function fillInvitation(row, { email, role, seats, used, status, delivery, expiresAt }) {
  slots(row, {
    who: email ?? texts.people.openLink,
    more: seats > 1 ? fill(texts.people.seats, { used, seats }) : '',
    role: roleName(role),
    delivery: texts.deliveries[delivery],
    expires: fromNow(expiresAt),
  })
  setState(row, status)
  one('[data-slot="delivery"]', row).className = `delivery ${delivery}`
  if (!email) one('[data-action="resend"]', row).hidden = true
  return email ?? texts.people.openLink
}

/** @param {HTMLElement} row @param {Person} person */
function fillAccount(row, person) {
  const { id, email, profile, status, membership, lastSeenAt } = person
  const you = id === here.account.id
  slots(row, {
    who: nameOf(person),
    more: profile.name ? email : '',
    role: roleName(membership?.role),
    seen: fromNow(lastSeenAt),
  })
  setState(row, status)
  if (you) one('[data-slot="who"]', row).append(tag(texts.people.you))
  for (const [action, fits] of Object.entries({
    role: membership !== null,
    suspend: status === 'active' && !you,
    reactivate: status === 'suspended',
  })) {
    if (!fits) one(`[data-action="${action}"]`, row).hidden = true
  }
  return nameOf(person)
}

/** @param {HTMLElement} row @param {string} state */
function setState(row, state) {
  const badge = one('[data-slot="state"]', row)
  badge.textContent = texts.states[/** @type {keyof typeof texts.states} */ (state)] ?? state
  badge.classList.add(state)
}

/** @param {string} text */
function tag(text) {
  const element = document.createElement('span')
  element.className = 'tag'
  element.textContent = text
  return element
}

/** @param {'invitations' | 'accounts'} list @param {Invitation | Person} item */
function newRow(list, item) {
  const row = copyOf(`#${list}-row`)
  row.dataset.id = item.id
  showAllowed(here, row)
  const name = lists[list].fillRow(row, /** @type {any} */ (item))
  for (const button of all('[data-action]', row))
    button.ariaLabel = fill(texts.people.actionFor, { action: button.textContent ?? '', name })
  shown.set(item.id, item)
  return row
}

/** Loads the first page of a table, and makes "Show more" go on. @param {'invitations' | 'accounts'} list */
async function loadList(list) {
  const section = one(`[data-list="${list}"]`)
  if (section.hidden) return
  const body = one('tbody', section)
  const more = /** @type {HTMLButtonElement} */ (one('[data-more]', section))
  let pages = /** @type {string[]} */ (lists[list].paths)
  const next = async () => {
    const answers = await Promise.all(pages.map((path) => ask('GET', `${path}&limit=50`)))
    pages = answers.flatMap(({ next }, n) =>
      next ? [`${pages[n]?.split('&')[0]}&after=${encodeURIComponent(next)}`] : [],
    )
    more.hidden = pages.length === 0
    return answers.flatMap(({ items }) => items).map((item) => newRow(list, item))
  }
  body.replaceChildren(...(await next()))
  more.onclick = () =>
    next().then(
      (rows) => body.append(...rows),
      (problem) => announce(problem.message),
    )
  const empty = one('[data-empty]', section)
  empty.hidden = body.childElementCount > 0
  one('table', section).hidden = !empty.hidden
}

async function refresh() {
  shown.clear()
  await Promise.all([loadList('invitations'), loadList('accounts')])
  if (shown.size === 1) one('[data-list="invitations"] [data-empty]').textContent = texts.people.onlyYou
}

/**
 * After something was done: shows it, says so, and puts the focus back to the row, or to the title of the table that it left.
 *
 * @param {string} message
 * @param {HTMLElement} [button] the one that was pressed; its row is made anew
 */
async function done(message, button) {
  const row = button?.closest('tr')
  const section = button?.closest('section')
  await refresh()
  followDelivery()
  return () => {
    announce(message)
    if (!row || !section) return
    const again = section.querySelector(`tr[data-id="${CSS.escape(row.dataset.id ?? '')}"] [data-action]:not([hidden])`)
    const target = again instanceof HTMLElement ? again : one('h2', section)
    target.focus()
  }
}

// A mail leaves a moment after the answer: look again until none is waiting, a few times.
function followDelivery(tries = 4) {
  const waiting = [...shown.values()].some((item) => 'delivery' in item && item.delivery === 'queued')
  if (!waiting || tries === 0) return
  setTimeout(async () => {
    if (!document.querySelector('dialog[open]') && !document.activeElement?.closest('tr'))
      await loadList('invitations').catch(() => {})
    followDelivery(tries - 1)
  }, 1500)
}

/** What each button of a row does. @type {Record<string, (item: any, name: string, button: HTMLElement) => void>} */
const actions = {
  resend: ({ id }, name, button) =>
    confirmAction('resend', name, async () => {
      await ask('POST', `/invitations/${id}/resend`, { delivery: 'mail' })
      return done(fill(texts.confirm.resendDone, { name }), button)
    }),
  link: (invitation, name) =>
    confirmAction('link', name, async () => {
      const { url } = await ask('POST', `/invitations/${invitation.id}/resend`, { delivery: 'link' })
      await refresh()
      return () => linkDialog(name, roleName(invitation.role), url)
    }),
  revoke: ({ id }, name, button) =>
    confirmAction('revoke', name, async () => {
      await ask('POST', `/invitations/${id}/revoke`, {})
      return done(fill(texts.confirm.revokeDone, { name }), button)
    }),
  suspend: ({ id }, name, button) =>
    confirmAction('suspend', name, async () => {
      await ask('POST', `/accounts/${id}/suspend`, {})
      return done(fill(texts.confirm.suspendDone, { name }), button)
    }),
  reactivate: ({ id }, name, button) =>
    confirmAction('reactivate', name, async () => {
      await ask('POST', `/accounts/${id}/reactivate`, {})
      return done(fill(texts.confirm.reactivateDone, { name }), button)
    }),
  role: ({ id, membership }, name, button) =>
    roleDialog(here, name, membership.role, async (role) => {
      await ask('PATCH', `/accounts/${id}/memberships/*`, { role })
      return done(fill(texts.confirm.roleDone, { name, role: roleName(role) }), button)
    }),
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button[data-action]') : null
  if (!(button instanceof HTMLElement)) return
  const item = shown.get(button.closest('tr')?.dataset.id ?? '')
  if (!item) return
  const name = 'profile' in item && !('seats' in item) ? nameOf(item) : (item.email ?? texts.people.openLink)
  actions[button.dataset.action ?? '']?.(item, name, button)
})

one('[data-open="invite"]').addEventListener('click', () =>
  inviteDialog(here, async ({ email = '', role, delivery }) => {
    const { url } = await ask('POST', '/invitations', { email, role, delivery, locale: language })
    const say = await done(fill(texts.invite.sent, { email }))
    return url ? () => linkDialog(email, roleName(role), url) : say
  }),
)

await start(async () => {
  here = await session()
  showAllowed(here)
  await refresh()
  if (new URLSearchParams(location.search).has('welcome')) {
    history.replaceState(null, '', '/')
    announce(fill(texts.people.welcome, { name: nameOf(here.account) }))
  }
})
