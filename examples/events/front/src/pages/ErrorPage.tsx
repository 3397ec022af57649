import { Link, useSearchParams } from 'react-router'
import { Gate } from '../components/Gate.tsx'
import { Heading } from '../components/Heading.tsx'
import { t } from '../texts/index.ts'

const types = ['invalid-token', 'email-mismatch', 'user-not-found', 'already-used', 'unavailable'] as const

const contact = document.querySelector<HTMLMetaElement>('meta[name="contact"]')?.content ?? ''

/** A dead end that says what to do next. It knows nothing but its type: there is nothing to reveal. */
export function ErrorPage() {
  const [search] = useSearchParams()
  const type = types.find((name) => name === search.get('type')) ?? 'not-found'
  const { title, text } = t.errors[type]
  const isInvitation = type !== 'not-found' && type !== 'unavailable'
  return (
    <Gate>
      <svg className="error-art" viewBox="0 0 120 64" width="120" height="64" aria-hidden="true">
        <path d="M6 14a4 4 0 0 1 4-4h56l-5 9 6 8-7 9 6 9-5 9H10a4 4 0 0 1-4-4V42a10 10 0 0 0 0-20z" />
        <path d="M78 6l30 8a4 4 0 0 1 3 5l-2 8a10 10 0 0 0-5 19l-2 8a4 4 0 0 1-5 3l-31-8 7-8-4-10 9-7-4-9z" />
        <path d="M22 24h24M22 34h16" />
      </svg>
      <Heading title={title} />
      <p className="lead">{text}</p>
      <div className="stack">
        {type === 'already-used' && (
          <Link className="button primary wide" to="/login">
            {t.errors.login}
          </Link>
        )}
        {isInvitation && (
          <a className={`button wide ${type === 'already-used' ? 'secondary' : 'primary'}`} href={`mailto:${contact}`}>
            {t.errors.contact}
          </a>
        )}
        {type !== 'already-used' && (
          <Link className={`button wide ${isInvitation ? 'secondary' : 'primary'}`} to={isInvitation ? '/login' : '/'}>
            {isInvitation ? t.errors.login : t.errors.home}
          </Link>
        )}
      </div>
    </Gate>
  )
}
