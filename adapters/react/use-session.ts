import { useEffect, useSyncExternalStore } from 'react'
import type { CallInputs, ClientAnswer } from '../../src/client.ts'
import { useShared } from './invite-provider.ts'
import { loggedOut, type SessionState } from './session-store.ts'
import { type CallState, useCall } from './use-call.ts'

type LoginInput = CallInputs['sessions']['login']

/** Who is logged in, and the ways in and out. */
export type Session = SessionState & {
  /** Logs in. */
  readonly login: CallState<LoginInput, ClientAnswer<'sessions', 'login'>>
  /** Logs out, for good. */
  readonly logout: CallState<void, undefined>
  /** Asks the server again. */
  readonly reload: () => Promise<void>
}

/**
 * Who is logged in: one answer for all components, asked once.
 *
 * @example
 * const session = useSession()
 * if (session.status === 'in') console.log(session.account.email)
 * const submit = (email: string) => session.login.run({ email, password })
 */
export function useSession(): Session {
  const { client, store } = useShared()
  const state = useSyncExternalStore(store.subscribe, store.get, store.get)
  useEffect(() => store.begin(), [store])
  const login = useCall(async (input: LoginInput) => {
    const answer = await client.sessions.login(input)
    await store.reload()
    return answer
  })
  const logout = useCall(async () => {
    const answer = await client.sessions.logout()
    store.set(loggedOut)
    return answer
  })
  return { ...state, login, logout, reload: store.reload }
}
