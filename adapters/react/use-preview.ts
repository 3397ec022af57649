import { useEffect, useState } from 'react'
import { type CallOptions, ClientError } from '../../src/client.ts'

/** What stands behind a link, and whether it has been read. */
export interface PreviewState<A> {
  /** `none` without a token. */
  readonly status: 'none' | 'loading' | 'ready' | 'failed'
  /** What the server says of the link; null until then. */
  readonly preview: A | null
  /** Why it could not be read; null while nothing is wrong. */
  readonly error: ClientError | null
}

interface Read<A> extends PreviewState<A> {
  readonly token: string | null
}

/** Reads what stands behind a token. Reading changes nothing, so that a page may do it twice. */
export function usePreview<A>(
  token: string | null,
  read: (input: { readonly token: string }, options: CallOptions) => Promise<A>,
): PreviewState<A> {
  const [state, setState] = useState<Read<A> | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the client of a page is constant.
  useEffect(() => {
    if (token === null) return
    const gone = new AbortController()
    read({ token }, { signal: gone.signal }).then(
      (preview) => setState({ token, status: 'ready', preview, error: null }),
      (error) => {
        if (gone.signal.aborted) return
        setState({ token, status: 'failed', preview: null, error: asClientError(error) })
      },
    )
    return () => gone.abort()
  }, [token])
  if (token === null) return { status: 'none', preview: null, error: null }
  // Of a token before, nothing is shown.
  if (state === null || state.token !== token) return { status: 'loading', preview: null, error: null }
  const { status, preview, error } = state
  return { status, preview, error }
}

const asClientError = (error: unknown): ClientError =>
  error instanceof ClientError
    ? error
    : new ClientError('unexpected', 'This answer was not expected.', { cause: error })
