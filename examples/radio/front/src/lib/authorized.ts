import { ClientError } from 'invitekit/client'
import { request, type Sent } from './request.ts'
import { adoptStored, currentSession, endSession, keepSession, type Permissions, storedToken } from './session.ts'

const AHEAD = 60_000 // milliseconds before its end in which a token is renewed

/** When a token lapses. Only the server can say whether it is true; this is for knowing when to ask. */
function lapsesAt(token: string): number {
  const [, claims = ''] = token.split('.')
  const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')))
  return Number(exp) * 1000
}

/** Takes the next token with the refresh cookie; all tabs of the browser take turns, and the later ones mostly find it done. */
async function renew(spent: string): Promise<void> {
  await exclusively(async () => {
    if (storedToken() !== spent) return adoptStored()
    const session = currentSession()
    if (session === null) return
    const answer = await request<{ access_token: string; permissions: Permissions }>('/auth/refresh', {
      method: 'POST',
      json: {},
    })
    keepSession({ ...session, token: answer.access_token, permissions: answer.permissions })
  })
}

let turn: Promise<unknown> = Promise.resolve()

function exclusively(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) return navigator.locks.request('radio-refresh', work)
  const mine = turn.then(work, work)
  turn = mine
  return mine
}

async function renewOrEnd(spent: string): Promise<void> {
  try {
    await renew(spent)
  } catch (error) {
    if (error instanceof ClientError && error.status === 401) endSession('ended')
    throw error
  }
}

/** A request of whoever is logged in: the token is renewed before it lapses, and once after a 401. */
export async function authorized<T>(path: string, sent: Sent = {}): Promise<T> {
  const before = currentSession()
  if (before !== null && lapsesAt(before.token) - Date.now() < AHEAD / 2) await renewOrEnd(before.token)
  const { token = '' } = currentSession() ?? {}
  try {
    return await request<T>(path, { ...sent, token })
  } catch (error) {
    if (!(error instanceof ClientError) || error.status !== 401) throw error
    await renewOrEnd(token)
    return request<T>(path, { ...sent, token: currentSession()?.token ?? '' })
  }
}

/** Keeps the session of an open page alive: asks for the next token a minute before this one lapses. */
export function keepAlive(): () => void {
  let timer = 0
  const plan = () => {
    const session = currentSession()
    if (session === null) return
    const wait = Math.max(1000, lapsesAt(session.token) - Date.now() - AHEAD)
    timer = window.setTimeout(() => {
      // What fails now is tried again by the next request, which says why.
      renewOrEnd(session.token).then(plan, () => undefined)
    }, wait)
  }
  plan()
  return () => clearTimeout(timer)
}
