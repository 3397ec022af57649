import { languageDetector } from 'hono/language'
import { en } from '../public/texts/en.js'
import { fr } from '../public/texts/fr.js'

export { fill } from '../public/texts/fill.js'

export type Language = 'en' | 'fr'
export type Texts = typeof en

export const texts: Readonly<Record<Language, Texts>> = { en, fr }

/** The first language of the browser's list that these pages speak; English where there is none. */
export const detectLanguage = languageDetector({
  supportedLanguages: ['en', 'fr'],
  fallbackLanguage: 'en',
  order: ['header'],
  caches: false,
})
