import { hash, randomBytes, randomUUID } from 'node:crypto'
import type { Store } from '../engines/store.ts'
import { password, type Subject } from '../subject.ts'
import { fillPending } from './fill.ts'
import { handPostgres } from './hand-postgres.ts'
import { handSqlite } from './hand-sqlite.ts'
import { migrate } from './ours.ts'

/** What somebody writes who needs these operations once, on one engine: the limit that the package is measured against. */
export interface Hand {
  person(row: PersonRow): Promise<void>
  create(row: NewInvitation): Promise<void>
  validate(hash: string, now: number): Promise<LinkRow | undefined>
  accept(row: Acceptance): Promise<void>
  list(owner: string, scope: string, now: number): Promise<readonly Record<string, unknown>[]>
  request(row: { id: string; message: string; email: string; now: number }): Promise<void>
  resetLink(row: { id: string; hash: string; owner: string; now: number }): Promise<void>
  reset(row: { id: string; message: string; hash: string; password: string; now: number }): Promise<void>
  login(row: NewSession, verify: (hash: string) => Promise<boolean>): Promise<void>
  createMany(rows: readonly NewInvitation[]): Promise<void>
}

export interface PersonRow {
  id: string
  membership: string
  email: string
  scope: string
  password: string
  now: number
}

export interface NewInvitation {
  id: string
  challenge: string
  event: string
  hash: string
  owner: string
  scope: string
  email: string
  now: number
  expires: number
}

export interface Acceptance {
  hash: string
  account: string
  membership: string
  event: string
  password: string
  profile: string
  now: number
}

export interface NewSession {
  id: string
  event: string
  hash: string
  email: string
  now: number
  expires: number
}

/** What stands behind a link, as both engines give it. */
export interface LinkRow {
  readonly [column: string]: unknown
}

export const DAY = 86_400_000
export const PAGE = 100

/** Times and numbers come as text from PostgreSQL. */
export const isOpen = (row: LinkRow, now: number): boolean =>
  row['status'] === 'pending' &&
  Number(row['expires_at']) > now &&
  row['link_status'] === 'open' &&
  Number(row['link_expires_at']) > now &&
  Number(row['link_generation']) === Number(row['generation']) &&
  row['inviter_status'] === 'active' &&
  (row['inviter_role'] === 'owner' || row['inviter_global'] === 'owner')

/** Leaves a transaction. */
export function refuse(why: string): never {
  throw new Error(why)
}

/** A UUID of version 7, as lists are ordered by it. */
function freshId(now: number): string {
  const time = now.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

const mint = (): string => randomBytes(32).toString('base64url')
const hashed = (purpose: string, token: string): string => hash('sha256', `${purpose}\0${token}`)

export type ByHand = Subject<string, string> & {
  createMany(owner: string, scope: string, emails: readonly string[]): Promise<void>
}

/** The SQL by hand, with what stands around it in an application: secrets, ids, checks, and answers fit to be sent. */
export async function byHand(store: Store): Promise<ByHand> {
  await migrate(store)
  const hand = store.kind === 'pg' ? handPostgres(store.pool) : handSqlite(store.database)
  const offer = (owner: string, scope: string, email: string) => {
    const now = Date.now()
    const token = mint()
    const ids = { id: freshId(now), challenge: freshId(now), event: freshId(now) }
    return {
      token,
      row: { ...ids, hash: hashed('invitation', token), owner, scope, email, now, expires: now + 7 * DAY },
    }
  }
  return {
    person: async (email, scope) => {
      const now = Date.now()
      const id = freshId(now)
      await hand.person({ id, membership: freshId(now), email, scope, password, now })
      return id
    },
    create: async (owner, scope, email) => {
      const { token, row } = offer(owner, scope, email)
      await hand.create(row)
      return token
    },
    shown: async (token) => token,
    validate: async (token) => {
      const now = Date.now()
      const row = await hand.validate(hashed('invitation', token), now)
      if (row === undefined || !isOpen(row, now)) return refuse('invitation_not_found')
      return {
        next: row['person'] === null ? 'sign_up' : 'log_in',
        invitation: offered(row),
        inviter: JSON.parse(String(row['inviter'])).name ?? null,
      }
    },
    accept: async (token) => {
      const now = Date.now()
      const ids = { account: freshId(now), membership: freshId(now), event: freshId(now) }
      await hand.accept({
        ...ids,
        hash: hashed('invitation', token),
        password,
        profile: JSON.stringify({ name: 'Ada' }),
        now,
      })
      return ids.account
    },
    list: async (owner, scope) =>
      (await hand.list(owner, scope, Date.now())).map((row) => ({
        ...offered(row),
        createdAt: new Date(Number(row['created_at'])),
        createdBy: row['created_by'],
        inviter: JSON.parse(String(row['inviter'])).name ?? null,
      })),
    request: (email) => {
      const now = Date.now()
      return hand.request({ id: freshId(now), message: freshId(now), email, now })
    },
    resetLink: async (owner) => {
      const now = Date.now()
      const token = mint()
      await hand.resetLink({ id: freshId(now), hash: hashed('reset', token), owner, now })
      return token
    },
    reset: (token) => {
      const now = Date.now()
      return hand.reset({ id: freshId(now), message: freshId(now), hash: hashed('reset', token), password, now })
    },
    login: async (email) => {
      const now = Date.now()
      const token = mint()
      const row = {
        id: freshId(now),
        event: freshId(now),
        hash: hashed('session', token),
        email,
        now,
        expires: now + 30 * DAY,
      }
      await hand.login(row, async (stored) => stored === password)
      return token
    },
    fill: (owner, scope, count) => fillPending(store, owner, scope, count),
    createMany: (owner, scope, emails) => hand.createMany(emails.map((email) => offer(owner, scope, email).row)),
  }
}

const offered = (row: LinkRow) => ({
  id: row['id'],
  email: row['email'],
  scope: row['scope'],
  role: row['role'],
  permissions: JSON.parse(String(row['permissions'])),
  metadata: JSON.parse(String(row['metadata'])),
  profile: JSON.parse(String(row['profile'])),
  status: row['status'],
  expiresAt: new Date(Number(row['expires_at'])),
})
