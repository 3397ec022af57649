export { fill } from './texts/fill.js'

/** The language that the server chose for this page. */
export const language = document.documentElement.lang === 'fr' ? 'fr' : 'en'

/** @type {typeof import('./texts/en.js').en} */
export const texts = (await import(`./texts/${language}.js`))[language]

// Dates as the browser's own region writes them, where it is of the page's language.
const region = navigator.languages.find((tag) => tag.startsWith(language)) ?? language
const day = new Intl.DateTimeFormat(region, { dateStyle: 'medium' })
const moment = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(region, { numeric: 'auto' })

/** @param {string} iso */
export const date = (iso) => day.format(new Date(iso))

/** @param {string} iso */
export const dateTime = (iso) => moment.format(new Date(iso))

/**
 * A moment seen from now: "2 hours ago", "yesterday", "in 6 days"; the date when it is far away.
 *
 * @param {string | null} iso
 */
export function fromNow(iso) {
  if (!iso) return texts.common.never
  const minutes = Math.round((Date.parse(iso) - Date.now()) / 60_000)
  const distance = Math.abs(minutes)
  if (distance < 60) return relative.format(minutes, 'minute')
  if (distance < 24 * 60) return relative.format(Math.round(minutes / 60), 'hour')
  if (distance < 14 * 24 * 60) return relative.format(Math.round(minutes / 1440), 'day')
  return date(iso)
}

/** What a role is called; its own name where these texts do not know it. @param {string | null | undefined} role */
export const roleName = (role) =>
  role ? (texts.roles[/** @type {keyof typeof texts.roles} */ (role)] ?? role) : texts.people.noRole
