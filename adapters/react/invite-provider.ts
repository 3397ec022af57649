import { createContext, createElement, type ReactNode, useContext, useState } from 'react'
import type { InviteClient } from '../../src/client.ts'
import { createSessionStore, type SessionState, type SessionStore } from './session-store.ts'

interface Shared {
  readonly client: InviteClient
  readonly store: SessionStore
}

const Context = createContext<Shared | null>(null)

/** What the provider is given. */
export interface InviteProviderProps {
  /** What `createClient` made; constant. */
  readonly client: InviteClient
  /** Who is logged in, as a server that renders the page knows it. Left out, the first `useSession` asks. */
  readonly session?: SessionState
  /** The pages. */
  readonly children?: ReactNode
}

/**
 * Gives the hooks their client, and one session to share.
 *
 * @example
 * const page = createElement(InviteProvider, { client: createClient({ prefix: '/api' }) }, createElement(App))
 */
export function InviteProvider({ client, session, children }: InviteProviderProps): ReactNode {
  const [shared] = useState(() => ({ client, store: createSessionStore(client, session) }))
  return createElement(Context.Provider, { value: shared }, children)
}

/** What the provider shares; outside of one it is a mistake of the page. */
export function useShared(): Shared {
  const shared = useContext(Context)
  if (shared === null) throw new TypeError('There is no <InviteProvider> around this component')
  return shared
}
