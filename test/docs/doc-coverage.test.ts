import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { createInviteService, errors } from '../../src/index.ts'
import { complaints, publicSymbols } from '../../tools/doc-coverage.ts'
import { entries } from '../../tsup.config.ts'
import { permissions } from '../support/permissions.ts'

const symbols = publicSymbols(Object.values(entries))
const examples = symbols.flatMap((symbol) => symbol.examples)

/** Imports all that an entry exports. */
function everythingOf(entry: string): string {
  const lists = readFileSync(new URL(`../../${entry}`, import.meta.url), 'utf8').matchAll(
    /export (?:type )?\{([^}]*)\}/g,
  )
  const names = [...lists].flatMap(([, list = '']) => list.split(',').map((name) => name.replace('type ', '').trim()))
  return `import { ${names.filter((name) => name !== '').join(', ')} } from './${entry}'`
}

/** What the examples of one mount may take for granted besides: their names are those of the others. */
const mounts: Readonly<Record<string, string>> = {
  'adapters/web/express/': `${everythingOf(entries.express)}\ndeclare const app: import('express').Express`,
  'adapters/web/next/': everythingOf(entries.next),
  'adapters/react/': `${everythingOf(entries.react)}\nimport { createElement } from 'react'\ndeclare const App: () => null`,
  '': `${everythingOf(entries.hono)}\ndeclare const app: import('hono').Hono`,
}

/** What the examples may take for granted. */
const prelude = `
import http from 'node:http'
import BetterSqlite3 from 'better-sqlite3'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { describe, it } from 'vitest'
import { flexibleRateLimiter } from './adapters/rate-limits/index.ts'
import { cachedStatements, kyselyStorage, namedStatements } from './adapters/storage/kysely/index.ts'
import { memoryStorage } from './adapters/storage/memory/index.ts'
import { airtableStorage, type Register } from './adapters/storage/airtable/index.ts'
${everythingOf(entries.http)}
import { ClientError, createClient, type InviteClient, passwordRules } from './src/client.ts'
import { bcryptHasher } from './adapters/passwords/bcrypt/index.ts'
import { nodemailerMailer } from './adapters/mail/nodemailer/index.ts'
import { airtableEmulator, fixedClock, mailSink, seededRandom, serveProof, storageProof } from './src/testing.ts'
import {
  type AccountActor, type Actor, canonicalEmail, createInviteService, definePermissions, type Duration, fieldsOf, indexesOf, InviteError,
  type InviteService, isRef, type Keys, memoryRateLimiter, type Ref, system, uniqueOf,
} from './src/index.ts'

const permissions = definePermissions({
  flags: ['people.view', 'people.invite'],
  roles: { owner: { flags: 'all' }, member: ['people.view'] },
})
declare const service: InviteService<'people.view' | 'people.invite', 'owner' | 'member'>
declare const actor: Actor
declare const me: AccountActor
declare const request: Request
declare const client: InviteClient
declare const pool: pg.Pool
declare const accountId: string, token: string, password: string, newPassword: string
declare const airtableToken: string
declare const showDeadEnd: (text: string) => void
`

/** The verbs of the service, as they are called: `invitations.create`. */
function verbsOf(value: object, path = ''): readonly string[] {
  return Object.entries(value).flatMap(([name, inner]): readonly string[] => {
    if (typeof inner === 'function') return [path + name]
    return typeof inner === 'object' && inner !== null ? verbsOf(inner, `${path}${name}.`) : []
  })
}

describe('the public symbols', () => {
  it('are found', () => {
    const names = symbols.map(({ name }) => name)
    for (const name of [
      'createInviteService',
      'InviteOptions.resets',
      'InviteOptions.resets.lifetime',
      'CreatedInvitation.url',
      'InviteError.code',
      'Storage.commit',
      'createFetchHandler',
      'kyselyStorage',
      'KyselyStorage.migrate',
      'memoryStorage',
      'inviteRouter',
    ])
      expect(names).toContain(name)
  })

  it('have a comment each, and each of their members has', () => {
    const bare = symbols.filter(({ comment }) => comment.trim() === '')
    expect(bare.map(({ where, name }) => `${where} ${name}`)).toEqual([])
  })

  it('repeat no types in their comments', () => {
    const typed = symbols.filter(({ comment }) => /@(?:param|returns?|type)\s*\{/.test(comment))
    expect(typed.map(({ where, name }) => `${where} ${name}`)).toEqual([])
  })

  it('have an example each where they are called', () => {
    const without = symbols.filter(({ callable, examples }) => callable && examples.length === 0)
    expect(without.map(({ where, name }) => `${where} ${name}`)).toEqual([])
  })

  it('show every verb of the service in an example', () => {
    const service = createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions })
    const shown = examples.join('\n')
    expect(verbsOf(service).filter((verb) => !shown.includes(`service.${verb}(`))).toEqual([])
    expect(verbsOf(service).length).toBeGreaterThan(25)
  })

  it('name no refusal that does not exist', () => {
    const named = symbols.flatMap(({ name, comment }) =>
      (comment.match(/Refuses [^.]*\./g) ?? []).flatMap((sentence) =>
        [...sentence.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, code = '']) => ({ name, code })),
      ),
    )
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter(({ code }) => !Object.hasOwn(errors, code))).toEqual([])
  })
})

describe('the examples', () => {
  it('compile; and one that does not is noticed', () => {
    expect(examples.length).toBeGreaterThan(10)
    const wrong = `await service.can(actor, 'people.veiw')`
    const folderOf = (where: string) => Object.keys(mounts).find((folder) => where.startsWith(folder)) ?? ''
    const groups = Map.groupBy(symbols, ({ where }) => folderOf(where))
    const found = [...groups].flatMap(([folder, some]) =>
      complaints(
        [...some.flatMap((symbol) => symbol.examples), ...(folder === '' ? [wrong] : [])],
        prelude + mounts[folder],
      ),
    )
    expect(found).toEqual([expect.stringContaining(wrong)])
  })
})
