import { Link } from 'react-router'
import { t } from '../texts/index.ts'

export function Brand() {
  return (
    <Link className="brand" to="/">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="brand-ground" />
        <path
          d="M8 11.5A1.5 1.5 0 0 1 9.5 10h13a1.500 1.500 0 0 1 1.500 1.500v2a2.500 2.500 0 0 0 0 5v2a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 8 20.500v-2a2.500 2.500 0 0 0 0-5z"
          className="brand-ticket"
        />
        <path d="M18.500 10.500v2m0 2.500v2m0 2.500v2" className="brand-tear" />
      </svg>
      <span>{t.brand}</span>
    </Link>
  )
}
