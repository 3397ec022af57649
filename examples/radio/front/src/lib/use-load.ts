import type { ClientError } from 'invitekit/client'
import { useCallback, useEffect, useState } from 'react'
import { asClientError } from './use-send.ts'

export type Load<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: ClientError }
  | { readonly status: 'ready'; readonly data: T }

/** Reads when the page opens, and again when it is told to; what is on the screen stays there meanwhile. */
export function useLoad<T>(read: () => Promise<T>): Load<T> & { readonly reload: () => Promise<void> } {
  const [load, setLoad] = useState<Load<T>>({ status: 'loading' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read again on demand, not for every new function.
  const reload = useCallback(async () => {
    await read().then(
      (data) => setLoad({ status: 'ready', data }),
      (cause) => setLoad({ status: 'failed', error: asClientError(cause) }),
    )
  }, [])
  useEffect(() => void reload(), [reload])
  return { ...load, reload }
}
