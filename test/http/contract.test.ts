import { describe, expect, it } from 'vitest'
import { type ContractLine, defineContract, everyItem, type Route } from '../../src/http.ts'
import { InviteError } from '../../src/index.ts'
import { stores } from '../support/stores.ts'
import { countingStorage } from './support/counting-storage.ts'
import { plainHandler } from './support/mounts.ts'
import { worlds } from './support/world.ts'

const [memory] = stores
if (memory === undefined) throw new TypeError('A store is wanted')

describe('a contract', () => {
  const open = worlds(plainHandler, memory, undefined, 'jwt')
  type Given = Readonly<Record<string, unknown>>
  /** A world with one line that answers with the input of its verb. */
  const echo = async (
    line: Partial<ContractLine<'none', Given, Given>>,
    options: Parameters<typeof defineContract>[0] = {},
  ) => {
    const routes = defineContract(options, (make) => [
      make({
        method: 'POST',
        path: '/echo',
        session: 'none',
        status: 200,
        takes: 'json',
        input: {},
        call: async (input: Given) => input,
        answer: (input) => input,
        ...line,
      }),
    ])
    return open({ handler: { routes } })
  }

  it('puts each field where it belongs', async () => {
    const w = await echo({
      path: '/echo/:id',
      input: { ':id': 'id', a: 'a', b: 'deep.b', c: { to: 'deep.c.d', as: (value) => [value] }, d: {} },
    })
    const send = async (body: object) => (await w.post('/echo/7', body)).body
    expect(await send({ a: 1, b: 2, c: 3, d: 4 })).toEqual({ id: '7', a: 1, deep: { b: 2, c: { d: [3] } }, d: 4 })
    expect(await send({})).toEqual({ id: '7' })
    expect(await send({ a: null })).toEqual({ id: '7', a: null })
  })

  it('refuses by its own names', async () => {
    const w = await echo({
      input: {
        email: { to: 'login', required: true },
        first: 'one',
        second: 'one',
        again: { sameAs: 'first' },
        name: 'profile.name',
        list: 'list',
      },
      call: async () => {
        const fields = ['login', 'profile.name', 'list.3', 'one', 'other'].map(
          (field) => ({ field, code: 'wrong' }) as const,
        )
        throw new InviteError('invalid_input', { fields })
      },
    })
    const fields = async (body: object) => (await w.post('/echo', body)).fields
    for (const body of [{}, { email: '' }, { email: null }]) expect(await fields(body)).toEqual(['email'])
    expect(await fields({ email: 'x', first: 1, second: 2 })).toEqual(['second', 'again'])
    expect(await fields({ email: 'x', first: 1, again: 2 })).toEqual(['again'])
    expect(await fields({ email: 'x', login: 'y', '<b>': 1 })).toEqual(['login', '?b?'])
    expect(await fields({ email: 'x', constructor: 1 })).toEqual(['constructor'])
    // Those of the verb come back under the names of the contract.
    expect(await fields({ email: 'x', first: 1, again: 1, second: 1 })).toEqual([
      'email',
      'name',
      'list.3',
      'first',
      'other',
    ])
  })

  it('a name of the path is none of the body', async () => {
    const w = await echo({ path: '/echo/:id', input: { ':id': 'id' } })
    expect((await w.post('/echo/7', { ':id': '8' })).fields).toEqual(['?id'])
    expect((await w.post('/echo/7', { id: '8' })).fields).toEqual(['id'])
  })

  it('answers a code with another status, another body, or both; for one line or for all', async () => {
    const failing = (code: 'forbidden' | 'busy' | 'login_failed') => async () => {
      throw new InviteError(code, code === 'busy' ? { retryAfterSeconds: 3 } : {})
    }
    const refusals = {
      forbidden: 404,
      busy: { body: () => 'later' },
      login_failed: { status: 400, body: () => [1] },
    } as const
    const answered = async (code: Parameters<typeof failing>[0], own: object, all: object, headers = {}) => {
      const routes: readonly Route[] = defineContract({ refusals: all }, (line) => [
        line({
          method: 'POST',
          path: '/x',
          session: 'none',
          status: 200,
          takes: 'json',
          input: {},
          call: failing(code),
          refusals: own,
        }),
      ])
      const w = await open({ handler: { routes } })
      const response = await w.mounted.send(new Request('https://app.example.com/api/x', { method: 'POST', headers }))
      return [
        response.status,
        response.headers.get('content-type'),
        await response.json(),
        response.headers.get('retry-after'),
      ]
    }
    const problem = 'application/problem+json; charset=utf-8'
    const json = 'application/json; charset=utf-8'
    expect(await answered('forbidden', refusals, {})).toEqual([
      404,
      problem,
      expect.objectContaining({ status: 404, code: 'forbidden' }),
      null,
    ])
    expect(await answered('busy', {}, refusals)).toEqual([503, json, 'later', '3'])
    expect(await answered('login_failed', refusals, { login_failed: 418 })).toEqual([400, json, [1], null])
    expect((await answered('login_failed', {}, { login_failed: 418 })).slice(0, 2)).toEqual([418, problem])
    const french = await answered('forbidden', {}, {}, { 'accept-language': 'fr' })
    expect(french[2]).toMatchObject({ detail: expect.stringContaining('autorisé') })
  })

  it('answers an error that is no refusal in its own way too, and tells nothing', async () => {
    const broken = async () => {
      throw new Error('hunter2')
    }
    const w = await echo({ call: broken }, { refusal: ({ code }) => ({ oops: code }) })
    const answer = await w.mounted.send(new Request('https://app.example.com/api/echo', { method: 'POST' }))
    expect([answer.status, await answer.text()]).toEqual([500, '{"oops":"internal"}'])
    expect(w.problems).toHaveLength(1)
  })

  it('takes a query, and no body beside it', async () => {
    const w = await echo({ takes: 'query', method: 'GET', input: { q: { required: true } } })
    expect((await w.get('/echo?q=a%20b')).body).toEqual({ q: 'a b' })
    expect((await w.get('/echo')).fields).toEqual(['q'])
    expect((await w.get('/echo?q=')).fields).toEqual(['q'])
    expect((await w.get('/echo?q=1&q=2')).fields).toEqual(['q'])
    expect((await w.get('/echo?q=1&x=2')).fields).toEqual(['x'])
    const changing = await echo({ takes: 'query', input: { q: 'q' } })
    expect((await changing.post('/echo?q=1', { q: 1 })).fields).toEqual(['q'])
    expect(() => defineContract({}, (line) => [line({ ...noInput, method: 'GET', takes: 'json' })])).toThrow(/GET \/x/)
  })

  it('where the token is enough, the store is not asked', async () => {
    const counting = countingStorage()
    const routes = defineContract({}, (line) => [
      line({
        ...noInput,
        method: 'GET',
        takes: 'query',
        session: 'token',
        call: async (_, { actor }) => actor.id,
        answer: (id) => ({ id }),
      }),
    ])
    const w = await open({ handler: { routes }, storage: counting.wrap })
    const owner = await w.person('owner')
    counting.taken()
    expect((await w.get('/x', owner)).body).toEqual({ id: owner.id })
    expect((await w.get('/x')).code).toBe('not_authenticated')
    expect((await w.call('GET', '/x', { headers: { authorization: 'Bearer x' } })).code).toBe('not_authenticated')
    expect(counting.taken()).toEqual([])
  })
})

const noInput = { path: '/x', session: 'none', status: 200, input: {}, call: async () => null } as const

it('everyItem reads page after page', async () => {
  const pages = [['a', 'b'], ['c'], []]
  const asked: (string | undefined)[] = []
  const items = await everyItem(async ({ after }) => {
    asked.push(after)
    const n = Number(after ?? 0)
    return { items: pages[n] ?? [], next: n < 2 ? String(n + 1) : null }
  })
  expect([items, asked]).toEqual([
    ['a', 'b', 'c'],
    [undefined, '1', '2'],
  ])
})
