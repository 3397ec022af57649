import { en } from './en.ts'
import { fr } from './fr.ts'

/** The language that the server chose by `Accept-Language`. */
export const language = document.documentElement.lang === 'fr' ? 'fr' : 'en'

export const t = language === 'fr' ? fr : en

/** Puts values where `{name}` stands. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

export const onDay = (iso: string): string => day.format(new Date(iso))
export const atMoment = (iso: string): string => moment.format(new Date(iso))
export const atClock = (iso: string): string => clock.format(new Date(iso))

/** `in 6 days`, `2 hours ago`. */
export function fromNow(iso: string): string {
  const minutes = Math.round((new Date(iso).getTime() - Date.now()) / 60_000)
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return Math.abs(hours) < 48 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day')
}

export const roleName = (role: string | null | undefined): string =>
  role == null ? '—' : ((t.roles as Readonly<Record<string, string>>)[role] ?? role)
