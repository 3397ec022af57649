import { call, Problem } from './api.js'
import { all, go } from './dom.js'

/**
 * @typedef {{ id: string, email: string, username: string | null, status: 'invited' | 'active' | 'suspended', profile: { name?: string }, createdAt: string, lastSeenAt: string | null }} Account
 * @typedef {{ scope: string, role: string | null, permissions: string[], flags: string[] }} Membership
 * @typedef {{ account: Account, memberships: Membership[], session: { id: string, createdAt: string, expiresAt: string } }} Session
 */

/** Who is here; without a session, off to log in. @returns {Promise<Session>} */
export const session = () => orLogIn(call('GET', '/session'), '/login')

/**
 * Asks the API in the name of who is logged in. A session that has ended meanwhile leads to the log-in page.
 *
 * @param {'GET' | 'POST' | 'PATCH' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 */
export const ask = (method, path, body) => orLogIn(call(method, path, body), '/login?ended')

/** @param {Promise<any>} answer @param {string} logIn */
const orLogIn = (answer, logIn) =>
  answer.catch((problem) => {
    if (problem instanceof Problem && problem.code === 'not_authenticated') return go(logIn)
    throw problem
  })

/** Shows what is for those who hold a flag: the API says which flags these are. @param {Session} session @param {ParentNode} [root] */
export function showAllowed({ memberships }, root = document) {
  const flags = new Set(memberships.flatMap((membership) => membership.flags))
  for (const element of all('[data-needs]', root)) element.hidden = !flags.has(element.dataset.needs ?? '')
  return flags
}

/** What to call somebody. @param {Pick<Account, 'email' | 'profile'>} account */
export const nameOf = (account) => account.profile.name || account.email
