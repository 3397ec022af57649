import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { postgres18 } from '../../support/engines/postgres.ts'
import { type ExampleApp, freePort, prepareExample, startExample } from './example-app.ts'

/** As in the README of the example. */
export const CHIEF = { email: 'chef@etabli.example', password: 'seven lighthouses hum at dawn' }

export const folder = fileURLToPath(new URL('../../../examples/garage/', import.meta.url))

/** What `npm start` does before it serves. Sign-up is closed while the pages are built. */
export function prepareGarage(): void {
  prepareExample('garage')
  execFileSync(process.execPath, ['../shared/build-next.ts'], { cwd: folder, stdio: 'inherit' })
}

type Env = Readonly<Record<string, string>>

/** The running product on a database of its own, and the database as its owner sees it. */
export interface GarageApp {
  readonly app: ExampleApp
  /** How its owner connects. */
  readonly address: string
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>
  /** The same, as a role; undone again. */
  readonly as: (role: string, text: string) => Promise<readonly Record<string, unknown>[]>
  /** A garage that was there before. */
  readonly garage: (name: string) => Promise<string>
  /** A second process on the same database. */
  readonly beside: (env: Env) => Promise<ExampleApp>
  readonly close: () => Promise<void>
}

export async function openGarage(env: Env = {}): Promise<GarageApp> {
  const address = await postgres18.create()
  const start = async (more: Env) =>
    startExample('garage', { port: await freePort(), env: { DATABASE_URL: address, ...more } })
  const app = await start(env)
  const pool = new pg.Pool({ connectionString: address, max: 2 })
  pool.on('error', () => undefined)
  const sql: GarageApp['sql'] = async (text, values = []) => (await pool.query(text, [...values])).rows
  const as: GarageApp['as'] = async (role, text) => {
    const client = await pool.connect()
    try {
      await client.query(`begin; set local role ${role}`)
      return (await client.query(text)).rows
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  return {
    app,
    address,
    sql,
    as,
    garage: async (name) =>
      String((await sql('insert into garages (name) values ($1) returning id', [name]))[0]?.['id']),
    beside: start,
    close: async () => {
      await app.stop()
      await pool.end()
      await postgres18.drop(address)
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
  /** The session's cookie, where one was set. */
  readonly cookie: string
}

/** Asks as `curl` would: JSON, a cookie perhaps, and nothing that a browser adds. */
export async function ask(
  app: ExampleApp,
  path: string,
  json?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(app.url + path, {
    method: json ? 'POST' : 'GET',
    headers: { ...(json && { 'content-type': 'application/json' }), ...headers },
    body: json ? JSON.stringify(json) : null,
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : JSON.parse(text),
    cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  }
}

export const logIn = async (app: ExampleApp, login: { readonly email: string; readonly password: string }) =>
  ({ cookie: (await ask(app, '/api/login', login)).cookie }) as const
