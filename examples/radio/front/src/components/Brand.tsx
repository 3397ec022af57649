import { texts } from '../lib/language.ts'

export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path d="M5 14v4M10.5 10v12M21.5 10v12M27 14v4" />
    <path className="live" d="M16 5v22" />
  </svg>
)

export const Brand = () => (
  <span className="brand">
    <Mark />
    <span>
      <strong>{texts.station}</strong>
      <span>{texts.product}</span>
    </span>
  </span>
)
