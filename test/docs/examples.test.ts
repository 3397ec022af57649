import { globSync, readFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import express from 'express'
import { Hono } from 'hono'
import { Redis } from 'ioredis'
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import ts from 'typescript'
import { describe, expect, it, vi } from 'vitest'
import { nodemailerMailer } from '../../adapters/mail/nodemailer/index.ts'
import { bcryptHasher } from '../../adapters/passwords/bcrypt/index.ts'
import { flexibleRateLimiter } from '../../adapters/rate-limits/index.ts'
import * as hooks from '../../adapters/react/index.ts'
import { airtableStorage } from '../../adapters/storage/airtable/index.ts'
import { cachedStatements, kyselyStorage, namedStatements } from '../../adapters/storage/kysely/index.ts'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import * as expressMount from '../../adapters/web/express/index.ts'
import * as honoMount from '../../adapters/web/hono/index.ts'
import * as nextMount from '../../adapters/web/next/index.ts'
import { ClientError, type ClientOptions, createClient, passwordRules } from '../../src/client.ts'
import { createPasswordHasher } from '../../src/defaults/password-hasher.ts'
import * as mounting from '../../src/http.ts'
import * as core from '../../src/index.ts'
import { isCommonPassword } from '../../src/passwords/common-passwords.ts'
import * as testing from '../../src/testing.ts'
import { permissions } from '../support/permissions.ts'
import { goodPassword, person, testService, tokenIn } from '../support/service.ts'
import { signingKey } from '../support/signing-keys.ts'

const root = join(import.meta.dirname, '../..')
const files = globSync('{src,adapters}/**/*.ts', { cwd: root }).sort()

/** Each `@example` of the source, under the name of what follows it. */
const examples = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(
    /@example\n(.*?)\n \*\/\nexport (?:async )?(?:const|function|interface|type|class) (\w+)/gs,
  )
  return [...found].map(([, code = '', name = '']) => ({ file, name, code: code.replaceAll(/^ \* ?/gm, '') }))
})

/** What the links of an example are about. */
const purposes: Readonly<Record<string, 'invitation' | 'activation' | 'reset' | 'email'>> = {
  Accounts: 'email',
  Activations: 'activation',
  Resets: 'reset',
}

// There is no request of Next.js here; `test/http/next.test.ts` has some.
vi.mock('next/headers', () => ({ headers: async () => new Headers(), cookies: async () => ({ set: () => undefined }) }))
vi.mock('next/navigation', () => ({ redirect: () => ({ account: {} }) }))

/** What the examples of a framework take for granted. */
function mountOf(file: string) {
  if (file.startsWith('adapters/web/express/')) return { ...expressMount, app: express() }
  if (file.startsWith('adapters/web/next/')) return nextMount
  if (file.startsWith('adapters/react/')) return { ...hooks, createElement, App: () => null }
  return { ...honoMount, app: new Hono() }
}

/** Live values for the names that the examples take for granted. */
async function world(example: string, file: string) {
  const storage = memoryStorage()
  const jwt = example === 'Sessions' ? { sessions: { jwt: { keys: { current: signingKey() } } } } : {}
  const t = testService(storage, { signUp: { role: 'member' }, ...jwt })
  const { service } = t
  const actor = await person(t, 'owner@example.com', 'owner')
  const made = async (email: string) =>
    (await service.accounts.create({ email, role: 'member' }, { actor: core.system })).id
  const me = await person(t, 'me@example.com', 'member')
  await person(t, 'member@example.com', 'member')
  const purpose = purposes[example] ?? 'invitation'
  const by = { actor, delivery: 'link' } as const
  const link = {
    invitation: () => service.invitations.create({ email: 'grace@example.com', role: 'member' }, by),
    activation: async () => service.activations.issue(await made('grace@example.com'), by),
    reset: () => service.resets.issue(me.id, by),
    email: async () => {
      const input = { email: 'newer@example.com', currentPassword: goodPassword }
      await service.accounts.changeEmail(input, { actor: me })
      return { token: tokenIn((await t.drained()).at(-1)) }
    },
  }[purpose]
  const accountId = purpose === 'reset' ? me.id : await made('edsger@example.com')
  const handler = mounting.createFetchHandler(service, { prefix: '/api' })
  const send = (path: unknown, init?: RequestInit) => handler(new Request(`https://app.example.com${path}`, init))
  const createPageClient = (options: ClientOptions) => createClient({ ...options, fetch: send })
  if (example === 'Sessions') await person(t, 'ada@example.com', 'member')
  return {
    ...core,
    ...mounting,
    ...mountOf(file),
    http,
    request: new Request('https://app.example.com/api/session'),
    ...testing,
    client: createPageClient({ prefix: '/api' }),
    createClient: createPageClient,
    ClientError,
    passwordRules,
    bcryptHasher,
    nodemailerMailer,
    service,
    permissions,
    actor,
    me,
    accountId,
    memoryStorage,
    airtableStorage,
    airtableToken: 'pat.example',
    kyselyStorage,
    cachedStatements,
    namedStatements,
    flexibleRateLimiter,
    RateLimiterRedis,
    Redis: class extends Redis {
      constructor() {
        super({ lazyConnect: true })
      }
    },
    PostgresDialect,
    pool: new pg.Pool(),
    createPasswordHasher,
    isCommonPassword,
    Kysely,
    SqliteDialect,
    BetterSqlite3: class extends BetterSqlite3 {
      constructor() {
        super(':memory:')
      }
    },
    token: (await link()).token,
    password: goodPassword,
    newPassword: `${goodPassword} again`,
    showDeadEnd: () => undefined,
    console: { log: () => undefined },
  }
}

describe('examples in the source', () => {
  it('are all found', () => {
    const written = files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/@example\n/g)])
    expect(written.length).toBeGreaterThanOrEqual(20)
    expect(examples).toHaveLength(written.length)
  })

  it.each(examples)('$file: $name', async ({ file, name, code }) => {
    const names = await world(name, file)
    const isHook = file.startsWith('adapters/react/')
    const script = ts.transpileModule(`${isHook ? '' : 'async '}function example() {\n${code}\n}`, {
      compilerOptions: { target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.ESNext },
    }).outputText
    // An example may make what the world has already: its own names hide those of the world.
    const run = new Function(...Object.keys(names), `${script}\nreturn example()`)
    if (!isHook) return expect(run(...Object.values(names))).resolves.toBeUndefined()
    const Page = () => run(...Object.values(names))
    const page = createElement(hooks.InviteProvider, { client: names.client }, createElement(Page))
    expect(renderToString(page)).toBe('')
  })
})
