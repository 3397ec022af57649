import { CompiledQuery, Kysely } from 'kysely'
import type { Server } from '../../support/engines/server.ts'
import { type ExampleApp, freePort, startExample } from './example-app.ts'

export const CHIEF = { email: 'chief@radio.example', password: 'seven lighthouses hum at dawn' }

export interface Sent {
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** An access token. */
  readonly as?: string | undefined
  readonly cookie?: string
}

/** What the station's answers have between them: a client reads what it expects. */
interface Body {
  readonly id: number
  readonly user_id: number
  readonly access_token: string
  readonly permissions: Readonly<Record<string, boolean>>
  readonly token: string
  readonly invite_token: string
  readonly invite_url: string
  readonly reset_token: string
  readonly expires_at: string
  readonly fields: readonly { readonly field: string; readonly code: string }[]
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Body
}

/** The running station on a database of its own, and the database seen with somebody else's SQL. */
export interface RadioApp {
  readonly app: ExampleApp
  readonly call: (method: string, path: string, sent?: Sent) => Promise<Answer>
  readonly sql: (text: string) => Promise<readonly Record<string, unknown>[]>
  /** A second process on the same database. */
  readonly beside: (env: Readonly<Record<string, string>>) => Promise<Omit<RadioApp, 'beside' | 'sql'>>
  readonly close: () => Promise<void>
}

export async function openRadio(server: Server, env: Readonly<Record<string, string>> = {}): Promise<RadioApp> {
  const address = await server.create()
  const base = {
    DATABASE_URL: server.sql === 'sqlite' ? `sqlite:${address}` : address,
    ADMIN_EMAIL: CHIEF.email,
    ADMIN_PASSWORD: CHIEF.password,
    SIGNING_KEY: Buffer.alloc(32, 7).toString('base64'),
  }
  const start = async (more: Readonly<Record<string, string>>) => {
    const app = await startExample('radio', { port: await freePort(), env: { ...base, ...more } })
    return { app, call: callTo(app.url), close: async () => void (await app.stop()) }
  }
  const first = await start(env)
  const { dialect } = await server.access(address, null)
  const db = new Kysely<unknown>({ dialect })
  return {
    ...first,
    sql: async (text) => (await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text))).rows,
    beside: start,
    close: async () => {
      await first.close()
      await db.destroy()
      await server.drop(address)
    },
  }
}

const callTo =
  (url: string): RadioApp['call'] =>
  async (method, path, { json, form, as, cookie } = {}) => {
    const headers = new Headers()
    if (as !== undefined) headers.set('authorization', `Bearer ${as}`)
    if (cookie !== undefined) headers.set('cookie', cookie)
    if (json !== undefined) headers.set('content-type', 'application/json')
    const body = form ? new URLSearchParams(form) : json === undefined ? null : JSON.stringify(json)
    const response = await fetch(url + path, { method, headers, body })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, headers: response.headers, text, body: JSON.parse(isJson ? text : '{}') }
  }
