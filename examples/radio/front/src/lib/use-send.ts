import { ClientError } from 'invitekit/client'
import { useRef, useState } from 'react'
import { texts } from './language.ts'

export interface Send<I, A> {
  /** Sends, unless it is being sent: two clicks are one. Null when it was refused, or was on its way already. */
  readonly run: (input: I) => Promise<{ readonly answer: A } | null>
  readonly isSending: boolean
  readonly error: ClientError | null
}

export function useSend<I, A>(call: (input: I) => Promise<A>): Send<I, A> {
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<ClientError | null>(null)
  const underWay = useRef(false)
  const run = async (input: I) => {
    if (underWay.current) return null
    underWay.current = true
    setSending(true)
    setError(null)
    try {
      return { answer: await call(input) }
    } catch (cause) {
      setError(asClientError(cause))
      return null
    } finally {
      underWay.current = false
      setSending(false)
    }
  }
  return { run, isSending, error }
}

export const asClientError = (cause: unknown): ClientError =>
  cause instanceof ClientError ? cause : new ClientError('unexpected', texts.errors.unexpected, { cause })

/** What the server said about one field. */
export const fieldError = (error: ClientError | null, field: string): string | undefined =>
  error?.fields.find((wrong) => wrong.field === field)?.detail
