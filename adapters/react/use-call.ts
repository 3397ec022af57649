import { useCallback, useRef, useState } from 'react'
import { ClientError } from '../../src/client.ts'

/** One thing that a page does, and how it goes. */
export interface CallState<I, A> {
  /** Does it. Null when it failed: `error` says why. While it is under way, another call is the same one. */
  readonly run: (input: I) => Promise<A | null>
  /** How it goes. */
  readonly status: 'idle' | 'sending' | 'done' | 'failed'
  /** What came of it; null until then. */
  readonly result: A | null
  /** Why it failed; null while it has not. */
  readonly error: ClientError | null
  /** Back to the start. */
  readonly reset: () => void
}

const idle = { status: 'idle', result: null, error: null } as const

/** A call with its state. Two clicks are one call. */
export function useCall<I, A>(call: (input: I) => Promise<A>): CallState<I, A> {
  const [state, setState] = useState<Omit<CallState<I, A>, 'run' | 'reset'>>(idle)
  const latest = useRef(call)
  latest.current = call
  const running = useRef<Promise<A | null> | null>(null)
  const run = useCallback((input: I) => {
    running.current ??= (async () => {
      setState({ status: 'sending', result: null, error: null })
      try {
        const result = await latest.current(input)
        setState({ status: 'done', result, error: null })
        return result
      } catch (error) {
        if (!(error instanceof ClientError)) {
          setState(idle)
          throw error
        }
        setState({ status: 'failed', result: null, error })
        return null
      } finally {
        running.current = null
      }
    })()
    return running.current
  }, [])
  const reset = useCallback(() => setState(idle), [])
  return { run, reset, ...state }
}
