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
      <svg className="error-art" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true">
        <path d="M8 23.500A3.500 3.500 0 0 1 11.500 20H30l-4 6 5 5-4 6 3 7H11.500A3.500 3.500 0 0 1 8 40.500v-3.500a5 5 0 0 0 0-10z" />
        <path d="M37 20h15.500a3.500 3.500 0 0 1 3.500 3.500V27a5 5 0 0 0 0 10v3.500a3.500 3.500 0 0 1-3.500 3.500H37l-3-7 4-6-5-5z" />
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
