import type { Kysely } from 'kysely'
import { openDatabase, run } from '../../examples/shared/database.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { PASSWORD, ROOT } from './events-flows.ts'
import { type ExampleApp, freePort, newDatabaseFile, prepareExample, startExample } from './support/example-app.ts'

export type Rows = readonly Readonly<Record<string, unknown>>[]
export type Tables = Record<'users' | 'invitations', Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly text: string
  // The bodies are the contract's, and each test says what it expects of them.
  readonly body: Readonly<Record<string, unknown>>
}

interface Place {
  readonly url: string
  readonly drop: () => Promise<unknown>
}

/** Empty databases of the engines that the contract is tested on. */
export const engines: readonly { readonly name: string; readonly create: () => Promise<Place> }[] = [
  {
    name: 'SQLite',
    create: async () => ({ url: `sqlite:${newDatabaseFile('events')}`, drop: async () => undefined }),
  },
  {
    name: 'PostgreSQL',
    create: async () => {
      const url = await postgres18.create()
      return { url, drop: () => postgres18.drop(url) }
    },
  },
]

export type EventsWorld = Awaited<ReturnType<typeof openEvents>>

/** The running product, its super administrator, and its tables. */
export async function openEvents(create: () => Promise<Place>) {
  prepareExample('events')
  const place = await create()
  const app: ExampleApp = await startExample('events', {
    port: await freePort(),
    env: { DATABASE_URL: place.url, ...ROOT },
  })
  const db: Kysely<Tables> = openDatabase<Tables>({ url: place.url, file: '' }).db
  let serial = 0

  async function call(method: string, path: string, json?: unknown, as?: string, headers = {}): Promise<Answer> {
    const response = await fetch(`${app.url}/api${path}`, {
      method,
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as ? { authorization: `Bearer ${as}` } : {}),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    })
    const text = await response.text()
    return { status: response.status, text, body: text === '' ? {} : JSON.parse(text) }
  }
  const login = async (email: string, password = PASSWORD) =>
    String((await call('POST', '/login', { email, password })).body['accessToken'])
  const root = await login(ROOT.ADMIN_EMAIL, ROOT.ADMIN_PASSWORD)
  const address = (name = 'ada') => `${name}${serial}@example.com`
  const invite = (json: object, as = root) => call('POST', '/invitations', { email: address(), ...json }, as)
  const tokenOf = ({ body }: Answer) => String(body['url']).split('/').at(-1) ?? ''
  const row = async (table: keyof Tables, column: 'id' | 'email', value: unknown) =>
    (await db.selectFrom(table).selectAll().where(column, '=', value).executeTakeFirst()) ?? {}

  return {
    app,
    db,
    root,
    call,
    login,
    address,
    invite,
    tokenOf,
    serial: () => serial,
    /** New addresses for the next test. */
    next: () => void serial++,
    sql: (...statements: string[]) => run(db, statements),
    user: (email: string) => row('users', 'email', email),
    invitation: (id: unknown) => row('invitations', 'id', id),
    /** The names of the fields that an answer calls wrong. */
    fields: ({ body }: Answer) => (body['fields'] as { readonly field: string }[]).map(({ field }) => field),
    /** An active person of a role, and their session. */
    async member(role: string, orgId = 'festival-du-nord', name = role.toLowerCase()) {
      const made = await invite({ email: address(name), role, orgId })
      const person = { firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD, passwordConfirmation: PASSWORD }
      const { body } = await call('POST', `/signup/${tokenOf(made)}`, person)
      return { id: String(body['id']), email: address(name), session: await login(address(name)) }
    },
    /** An invitation that waits. */
    async linkFor(role = 'PARTNER') {
      const made = await invite({ role, orgId: 'festival-du-nord' })
      return { id: made.body['id'], path: `/signup/${tokenOf(made)}`, token: tokenOf(made) }
    },
    /** The host deletes a person with SQL of its own, as the documents say. */
    async forget(email: string) {
      const { id } = await row('users', 'email', email)
      await run(
        db,
        ['users', 'invitekit_accounts'].map((table) => `delete from ${table} where id = '${String(id)}'`),
      )
    },
    expire: (id: unknown) =>
      db.updateTable('invitations').set({ expires_at: '2020-01-01 00:00:00' }).where('id', '=', id).execute(),
    watch: (session: string) => watch(app.url, session),
    async close() {
      await db.destroy()
      await app.stop()
      await place.drop()
    },
  }
}

/** Listens to the stream of security events, as a page does. */
async function watch(url: string, session: string) {
  const abort = new AbortController()
  const headers = { authorization: `Bearer ${session}` }
  const response = await fetch(`${url}/api/security/events`, { headers, signal: abort.signal })
  const events: Record<string, unknown>[] = []
  let counters: unknown = null
  const read = async () => {
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const [kind, data = ''] = [/^event: (.*)$/m.exec(part)?.[1], /^data: (.*)$/m.exec(part)?.[1]]
        if (kind === 'security') events.push(JSON.parse(data))
        if (kind === 'counters') counters = JSON.parse(data).counters
      }
    }
  }
  read().catch(() => undefined)
  return { events, counters: () => counters, end: () => abort.abort() }
}

/** A column without a zone holds UTC. */
export function utc(time: unknown): number {
  if (time instanceof Date) return time.getTime() - time.getTimezoneOffset() * 60_000
  return new Date(`${String(time).replace(' ', 'T')}Z`).getTime()
}
