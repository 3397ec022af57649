import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { openapiDocument } from '../../src/http/openapi/document.ts'
import { routes } from '../../src/http.ts'
import { signingKey } from '../support/signing-keys.ts'
import { stores } from '../support/stores.ts'
import { plainHandler } from './support/mounts.ts'
import { validRequests } from './support/valid-requests.ts'
import { openWorld } from './support/world.ts'

const url = 'https://app.example.com/api'
const root = join(import.meta.dirname, '../..')
const folder = join(import.meta.dirname, '.generated')

/** What a program that was written against the document would do. */
const journey = `
import createClient from 'openapi-fetch'
import type { paths } from './api.ts'

export async function journey(fetch: (request: Request) => Promise<Response>, email: string, password: string) {
  const client = createClient<paths>({ baseUrl: '${url}', fetch })
  const login = await client.POST('/login', { body: { email, password } })
  const { accessToken, account } = login.data ?? {}
  const headers = { authorization: \`Bearer \${accessToken}\` }
  const created = await client.POST('/invitations', {
    headers,
    params: { header: { 'Idempotency-Key': 'one' } },
    body: { email: 'ada@example.com', role: 'member', delivery: 'link', expiresIn: '2d' },
  })
  const token: string = created.data?.token ?? ''
  const preview = await client.POST('/invitations/preview', { body: { token } })
  const accepted = await client.POST('/invitations/accept', { body: { token, password, profile: { name: 'Ada' } } })
  const again = await client.POST('/invitations/accept', { body: { token, password } })
  const code: 'already_accepted' | 'idempotency_mismatch' | undefined =
    again.error?.code === 'already_accepted' ? again.error.code : undefined
  const page = await client.GET('/invitations', { headers, params: { query: { status: 'accepted', limit: 5 } } })
  const one = await client.GET('/invitations/{id}', { headers, params: { path: { id: created.data?.id ?? '' } } })
  const out = await client.POST('/logout', { headers })
  // @ts-expect-error: there is no such role to filter by
  await client.GET('/accounts', { headers, params: { query: { status: 'lost' } } })
  return {
    who: account?.email,
    next: preview.data?.next,
    accepted: accepted.data?.account.profile,
    code,
    listed: page.data?.items.map(({ inviter }) => inviter?.name),
    status: one.data?.status,
    out: out.response.status,
  }
}
`

/** What the compiler says of files, with the options of this project. */
function complaints(files: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8'))
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...files], options))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
}

describe('the OpenAPI document', () => {
  const document = openapiDocument(routes, { url, carry: {} })

  it('is valid OpenAPI 3.1', async () => {
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true })
    const broken = { ...document, paths: { login: {} } }
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false })
  })

  it('names every schema that it speaks of', () => {
    const { schemas } = Object(document['components'])
    const named = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    )
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((name) => !Object.hasOwn(schemas, String(name)))).toEqual([])
  })

  it('describes the bodies that the routes take, and no others', async () => {
    const [memory] = stores
    if (memory === undefined) throw new TypeError('A store is wanted')
    const w = await openWorld(plainHandler, await memory.open(), {}, undefined, 'jwt')
    for (const { method, path, body, fields } of await validRequests(w)) {
      const route = routes.find((one) => one.method === method && patternOf(one.path).test(path))
      const shape: object = Object.assign({}, ...(route?.body ?? []).map(({ shape }) => shape))
      const told = Object.keys(shape).sort()
      if (path !== '/logout') expect(told, path).toEqual(Object.keys(fields).sort())
      if (route?.body)
        expect(z.safeParse(z.strictObject(shape as z.core.$ZodShape), body), path).toMatchObject({ success: true })
    }
  })

  it('says how tokens travel, as the mount has it', () => {
    const security = (mounted: Parameters<typeof openapiDocument>[1]) => {
      const { components, paths } = Object(openapiDocument(routes, mounted))
      const names = Object.entries(components.securitySchemes).map(([name, scheme]) => [name, Object(scheme).name])
      return [
        names,
        paths['/session'].get.security,
        paths['/token/refresh'].post.security,
        paths['/login'].post.security,
      ]
    }
    expect(security({ url, carry: {} })).toEqual([
      [
        ['bearer', undefined],
        ['cookie', '__Host-ik'],
        ['refreshCookie', '__Host-ik-refresh'],
      ],
      [{ bearer: [] }, { cookie: [] }],
      [{}, { refreshCookie: [] }],
      [{}],
    ])
    expect(security({ url: 'http://localhost:3000', carry: { access: 'cookie', refresh: 'bearer' } })).toEqual([
      [['cookie', 'ik']],
      [{ cookie: [] }],
      [{}],
      [{}],
    ])
    expect(security({ url, carry: { access: 'bearer', refresh: 'cookie' } })[1]).toEqual([{ bearer: [] }])
  })

  it('describes nothing that is not served', () => {
    const { paths } = Object(
      openapiDocument(
        routes.filter(({ path }) => path === '/login'),
        { url, carry: {} },
      ),
    )
    expect(Object.keys(paths)).toEqual(['/login'])
  })
})

describe('a client that a generator made of it', () => {
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    const document = openapiDocument(routes, { url, carry: {} })
    const api = astToString(await openapiTS(JSON.stringify(document)))
    writeFileSync(join(folder, 'api.ts'), api)
    writeFileSync(join(folder, 'journey.ts'), journey)
  }, 60_000)

  it('compiles', () => {
    expect(complaints([join(folder, 'journey.ts')])).toEqual([])
    writeFileSync(join(folder, 'wrong.ts'), journey.replace("role: 'member'", 'roll: 7'))
    expect(complaints([join(folder, 'wrong.ts')])).not.toEqual([])
  }, 60_000)

  it('runs against the server', async () => {
    const store = { storage: memoryStorage(), rows: async () => [], close: async () => undefined }
    const service = { sessions: { jwt: { keys: { current: signingKey() } } } }
    const w = await openWorld(plainHandler, store, { service })
    await w.person('owner')
    const file = join(folder, 'journey.ts')
    const done = await (await import(file)).journey(
      w.mounted.send,
      'owner@example.com',
      'tangerine bicycle 47 lanterns',
    )
    expect(done).toEqual({
      who: 'owner@example.com',
      next: 'sign_up',
      accepted: { name: 'Ada' },
      code: 'already_accepted',
      listed: ['owner@example.com'],
      status: 'accepted',
      out: 204,
    })
  })
})

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
