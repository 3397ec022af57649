import { en } from '../texts/en.ts'
import { fr, type Texts } from '../texts/fr.ts'

export type Language = 'fr' | 'en'

const KEY = 'language'

const chosen = (): Language => {
  const kept = localStorage.getItem(KEY)
  if (kept === 'fr' || kept === 'en') return kept
  // The station speaks French; who reads English first gets English.
  return navigator.language.startsWith('en') ? 'en' : 'fr'
}

export const language: Language = chosen()

export const texts: Texts = { fr, en }[language]

/** The pages are drawn anew: what was typed in them is kept where it must be. */
export function speak(next: Language): void {
  localStorage.setItem(KEY, next)
  location.reload()
}

const tag = language === 'fr' ? 'fr-FR' : 'en-GB'
const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'short' })
const day = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' })

export const showMoment = (iso: string): string => moment.format(new Date(iso))
export const showDay = (date: string): string => day.format(new Date(`${date}T00:00:00Z`))
