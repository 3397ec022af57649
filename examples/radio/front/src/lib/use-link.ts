import type { ClientError } from 'invitekit/client'
import { useLinkToken } from 'invitekit/react'
import { useCallback, useEffect, useState } from 'react'
import { asClientError } from './use-send.ts'

export type Link<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'missing' }
  | { readonly status: 'failed'; readonly error: ClientError }
  | { readonly status: 'ready'; readonly token: string; readonly data: T }

/** The link that opened the page, and what the server says of it. Asking changes nothing: a mail scanner may do it first. */
export function useLink<T>(validate: (token: string) => Promise<T>): Link<T> & { readonly again: () => void } {
  const token = useLinkToken({ query: 'token' })
  const [hasLooked, setLooked] = useState(false)
  const [link, setLink] = useState<Link<T>>({ status: 'loading' })
  useEffect(() => setLooked(true), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the token says which link it is.
  const ask = useCallback(() => {
    if (token === null) return
    setLink({ status: 'loading' })
    validate(token).then(
      (data) => setLink({ status: 'ready', token, data }),
      (cause) => setLink({ status: 'failed', error: asClientError(cause) }),
    )
  }, [token])
  useEffect(ask, [ask])
  const found: Link<T> = hasLooked && token === null ? { status: 'missing' } : link
  return { ...found, again: ask }
}
