import { useSyncExternalStore } from 'react'
import type { Flag } from '../../../src/flags.ts'

export type Permissions = Readonly<Record<Flag, boolean>>

/** Who is logged in, for the pages to greet. */
export interface Me {
  readonly user_id: number
  readonly username: string
  readonly email: string
  readonly name: string
  readonly family_name: string
}

export interface Session {
  readonly token: string
  readonly permissions: Permissions
  readonly me: Me
}

/** Why nobody is logged in: by the person's own wish, because the server ended it, or nobody was. */
type End = 'left' | 'ended' | null

interface State {
  readonly session: Session | null
  readonly end: End
}

// `token` and `permissions` are where the station's front has always kept them.
const KEYS = { token: 'token', permissions: 'permissions', me: 'user' } as const

function stored(): Session | null {
  const token = localStorage.getItem(KEYS.token)
  const permissions = localStorage.getItem(KEYS.permissions)
  const me = localStorage.getItem(KEYS.me)
  if (token === null || permissions === null || me === null) return null
  try {
    return { token, permissions: JSON.parse(permissions), me: JSON.parse(me) }
  } catch {
    return null // somebody else has written there
  }
}

let state: State = { session: stored(), end: null }
const listeners = new Set<() => void>()

function become(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

// Another tab has logged in, out, or refreshed.
addEventListener('storage', ({ key }) => {
  if (key !== null && key !== KEYS.token && key !== KEYS.permissions) return
  const session = stored()
  become({ session, end: session === null && state.session !== null ? 'left' : state.end })
})

export const currentSession = (): Session | null => state.session

/** Keeps a log-in, or what a refresh brought. */
export function keepSession(session: Session): void {
  localStorage.setItem(KEYS.me, JSON.stringify(session.me))
  localStorage.setItem(KEYS.permissions, JSON.stringify(session.permissions))
  localStorage.setItem(KEYS.token, session.token)
  become({ session, end: null })
}

/** Forgets everything about whoever was logged in. */
export function endSession(end: NonNullable<End>): void {
  for (const key of Object.values(KEYS)) localStorage.removeItem(key)
  // Who comes back after an end that they did not choose finds what they typed.
  if (end === 'left') sessionStorage.clear()
  become({ session: null, end })
}

/** What another tab may have kept since this one last looked. */
export const storedToken = (): string | null => localStorage.getItem(KEYS.token)
export const adoptStored = (): void => become({ session: stored(), end: null })

/** Who is logged in, for all components at once. */
export const useSession = (): State =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )

/** Whether the person may do something, as the server said last; it asks again with every call. */
export const useMay = (): ((flag: Flag) => boolean) => {
  const { session } = useSession()
  return (flag) => session?.permissions[flag] === true
}
