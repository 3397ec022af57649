import type { ReactNode } from 'react'
import { texts } from '../lib/language.ts'
import type { Link } from '../lib/use-link.ts'
import { AuthLayout } from './AuthLayout.tsx'
import { Notice } from './Notice.tsx'

interface Props<T> {
  readonly link: Link<T> & { readonly again: () => void }
  readonly title: string
  /** The page of a link that leads nowhere. */
  readonly deadEnd: ReactNode
  readonly children: (token: string, data: T) => ReactNode
}

/** What a page shows that is opened by a link: the form of a living one, a dead end, or that nobody knows yet. */
export function LinkGate<T>({ link, title, deadEnd, children }: Props<T>) {
  if (link.status === 'ready') return children(link.token, link.data)
  const isDead =
    link.status === 'missing' || (link.status === 'failed' && [400, 401, 404, 410].includes(link.error.status))
  if (isDead) return deadEnd
  return (
    <AuthLayout title={title}>
      {link.status === 'failed' ? (
        <>
          <Notice kind="error">{link.error.message}</Notice>
          <button type="button" className="wide" onClick={link.again}>
            {texts.retry}
          </button>
        </>
      ) : (
        <div className="skeleton" role="status">
          <span className="visually-hidden">{texts.loading}</span>
        </div>
      )}
    </AuthLayout>
  )
}
