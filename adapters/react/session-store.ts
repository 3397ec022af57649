import { type ClientAnswer, ClientError, type InviteClient } from '../../src/client.ts'

/** Who is logged in, as `client.sessions.check` says. */
export type SessionAnswer = ClientAnswer<'sessions', 'check'>

/** `loading` until the server has been asked; `unknown` when it could not be. */
export type SessionState =
  | { readonly status: 'loading' | 'out'; readonly error: null }
  | { readonly status: 'unknown'; readonly error: ClientError }
  | ({ readonly status: 'in'; readonly error: null } & SessionAnswer)

/** One session for all components of a page. */
export interface SessionStore {
  readonly get: () => SessionState
  readonly subscribe: (listener: () => void) => () => void
  readonly reload: () => Promise<void>
  /** Asks the server, if nobody has. */
  readonly begin: () => void
  readonly set: (state: SessionState) => void
}

export const loggedOut: SessionState = { status: 'out', error: null }
export const loading: SessionState = { status: 'loading', error: null }

export function createSessionStore(client: InviteClient, first: SessionState = loading): SessionStore {
  let state = first
  let asked = 0
  const listeners = new Set<() => void>()
  const set = (next: SessionState) => {
    asked++ // what was asked before this is answered too late
    state = next
    for (const listener of listeners) listener()
  }
  const reload = async () => {
    const turn = ++asked
    const next = await client.sessions
      .check()
      .then((answer): SessionState => ({ status: 'in', error: null, ...answer }), whyNot)
    if (turn === asked) set(next)
  }
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reload,
    begin: () => {
      if (state.status === 'loading' && asked === 0) void reload()
    },
    set,
  }
}

function whyNot(error: unknown): SessionState {
  if (!(error instanceof ClientError)) throw error
  return error.status === 401 ? loggedOut : { status: 'unknown', error }
}
