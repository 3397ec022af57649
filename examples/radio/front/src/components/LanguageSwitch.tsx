import { language, speak, texts } from '../lib/language.ts'

export function LanguageSwitch() {
  const other = language === 'fr' ? 'en' : 'fr'
  return (
    <button type="button" className="quiet language" lang={other} onClick={() => speak(other)}>
      <span className="long">{texts.otherLanguage}</span>
      <span className="short">{other.toUpperCase()}</span>
    </button>
  )
}
