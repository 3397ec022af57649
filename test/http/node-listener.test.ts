import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import express, { type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { defineContract, type FetchHandler, type NodeRequest, nodeListener } from '../../src/http.ts'
import { stores } from '../support/stores.ts'
import { expressOnSocket, nodeHttp, onSocket, overSocket } from './support/mounts.ts'
import { password, type World, wholeStore, worlds } from './support/world.ts'

const [memory] = stores
if (memory === undefined) throw new TypeError('A store is wanted')

/** Sends bytes to a port as they are, and gives what comes back. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((done, failed) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', failed)
    socket.on('close', () => done(answer))
  })

const lines = (...head: readonly string[]) => `${head.join('\r\n')}\r\nhost: evil.example\r\nconnection: close\r\n\r\n`
const statusOf = (answer: string): number => Number(answer.split(' ')[1])

/** A handler that says what it was asked. */
const mirror: FetchHandler = async (request, info) =>
  Response.json({
    url: request.url,
    method: request.method,
    from: info?.from,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  })

const listening = async <T>(handler: FetchHandler, work: (port: number) => Promise<T>): Promise<T> => {
  const mounted = await onSocket(nodeListener(handler))
  try {
    return await work(mounted.port ?? 0)
  } finally {
    await mounted.close()
  }
}

describe('nodeListener', () => {
  it('says nothing of the host that was called, and knows the socket (F10, F14)', async () => {
    const seen = await listening(mirror, async (port) => {
      const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'ftp' }
      return (await fetch(`http://127.0.0.1:${port}/a?b=1`, { headers })).json()
    })
    expect(seen).toMatchObject({ url: 'http://localhost/a?b=1', from: '127.0.0.1', method: 'GET', body: '' })
  })

  it('keeps two headers of one name apart from one', async () => {
    const answer = await listening(mirror, (port) =>
      raw(
        port,
        lines('GET / HTTP/1.1', 'authorization: Bearer a', 'authorization: Bearer b', 'cookie: a=1', 'cookie: b=2'),
      ),
    )
    expect(answer).toContain('"authorization":"Bearer a, Bearer b"')
    expect(answer).toContain('"cookie":"a=1; b=2"')
  })

  it('takes methods and targets that no fetch can send', async () => {
    await listening(mirror, async (port) => {
      expect(await raw(port, lines('TRACE /a HTTP/1.1'))).toContain('"method":"OPTIONS"')
      expect(await raw(port, lines('GET http://evil.example/b HTTP/1.1'))).toContain('"url":"http://localhost/"')
      expect(await raw(port, lines('OPTIONS * HTTP/1.1'))).toContain('"url":"http://localhost/"')
      expect(await raw(port, lines('GET //evil.example/b HTTP/1.1'))).toContain(
        '"url":"http://localhost//evil.example/b"',
      )
      expect(statusOf(await raw(port, lines('GET a HTTP/1.1')))).toBe(400)
    })
  })

  it('writes several cookies, and beside those of the host', async () => {
    const handler: FetchHandler = async () => {
      const headers = new Headers()
      headers.append('set-cookie', 'a=1')
      headers.append('set-cookie', 'b=2')
      return new Response('x', { status: 201, headers })
    }
    const server = createServer((request, response) => {
      response.setHeader('set-cookie', 'host=1')
      void nodeListener(handler)(request, response)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect([answer.status, answer.headers.getSetCookie(), await answer.text()]).toEqual([
      201,
      ['host=1', 'a=1', 'b=2'],
      'x',
    ])
    server.closeAllConnections()
    server.close()
  })

  it('streams an answer, and stops when nobody takes it any more', async () => {
    let produced = 0
    let cancelled = false
    const handler: FetchHandler = async () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            produced++
            controller.enqueue(new Uint8Array(100_000))
          },
          cancel: () => {
            cancelled = true
          },
        }),
      )
    await listening(handler, async (port) => {
      const reader = (await fetch(`http://127.0.0.1:${port}/`)).body?.getReader()
      await reader?.read()
      await reader?.cancel()
      await expect.poll(() => cancelled).toBe(true)
    })
    expect(produced).toBeLessThan(1000)
  })

  it('aborts the request of somebody who has gone away', async () => {
    let aborted = false
    let asked: (() => void) | undefined
    const begun = new Promise<void>((done) => {
      asked = done
    })
    const handler: FetchHandler = (request) =>
      new Promise((done) => {
        request.signal.addEventListener('abort', () => {
          aborted = true
          done(new Response())
        })
        asked?.()
      })
    await listening(handler, async (port) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'))
      await begun
      socket.destroy()
      await expect.poll(() => aborted).toBe(true)
    })
  })

  it('a handler that throws is a plain 500', async () => {
    const broken: FetchHandler = async () => {
      throw new Error('hunter2')
    }
    const answer = await listening(broken, (port) => raw(port, lines('GET / HTTP/1.1')))
    expect(statusOf(answer)).toBe(500)
    expect(answer).not.toContain('hunter2')
  })
})

describe('behind a body parser of the host’s', () => {
  const bodyOf = async (parser: RequestHandler, body: BodyInit | null, headers: Record<string, string>) => {
    const app = express().use(parser, (request, response) => nodeListener(mirror)(request as NodeRequest, response))
    const mounted = await onSocket(app)
    try {
      const answer = await overSocket(
        new Request('https://app.example.com/', { method: 'POST', body, headers }),
        mounted.port ?? 0,
      )
      return (await answer.json()) as { readonly body: string; readonly headers: Readonly<Record<string, string>> }
    } finally {
      await mounted.close()
    }
  }
  const json = { 'content-type': 'application/json' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  it('takes JSON, text, bytes and forms as they were', async () => {
    expect((await bodyOf(express.json(), '{"a":[1]}', json)).body).toBe('{"a":[1]}')
    expect((await bodyOf(express.json({ strict: false }), 'null', json)).body).toBe('null')
    expect((await bodyOf(express.text({ type: '*/*' }), '{"a" :1}', json)).body).toBe('{"a" :1}')
    expect((await bodyOf(express.raw({ type: '*/*' }), '{"a" :1}', json)).body).toBe('{"a" :1}')
    expect((await bodyOf(express.urlencoded(), 'a=1&a=2&b=%26', form)).body).toBe('a=1&a=2&b=%26')
    const deep = await bodyOf(express.urlencoded({ extended: true }), 'a[b]=1', form)
    expect(deep.body).toBe('a%5B%5D=%5Bobject+Object%5D')
  })

  it('reads what the parser left alone', async () => {
    expect((await bodyOf(express.json(), 'a=1', form)).body).toBe('a=1')
    expect((await bodyOf((_request, _response, next) => next(), '{"a":1}', json)).body).toBe('{"a":1}')
    const left: RequestHandler = (request, _response, next) => {
      request.body = {}
      next()
    }
    expect((await bodyOf(left, '{"a":1}', json)).body).toBe('{"a":1}')
  })

  it('says no length that is not its own any more', async () => {
    const { headers } = await bodyOf(express.json(), '{ "a" : 1 }', json)
    expect(headers).not.toHaveProperty('content-length')
  })
})

describe('what is no proper HTTP', () => {
  const open = worlds(nodeHttp, memory)
  const send = (w: World, text: string) => raw(w.mounted.port ?? 0, text)
  const post = (path: string, body: string, ...headers: readonly string[]) =>
    `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers.join('\r\n')}\r\n\r\n${body}`
  const forgot = '/api/password/forgot'
  const JSON_TYPE = 'content-type: application/json'

  it('is a 4xx, writes nothing, and is no error of ours', async () => {
    const w = await open()
    const { token, email } = await w.person('owner')
    const body = JSON.stringify({ email })
    const length = `content-length: ${body.length}`
    const before = await wholeStore(w.store)
    for (const text of [
      post(forgot, body, JSON_TYPE, length, `authorization: Bearer ${token}`, `authorization: Bearer ${token}`),
      post(forgot, body, JSON_TYPE, length, 'content-encoding: gzip'),
      post(forgot, body, JSON_TYPE, 'content-length: 999999999'),
      post(forgot, body, JSON_TYPE, 'content-length: -1'),
      post(forgot, body, JSON_TYPE, length, 'content-length: 1'),
      post(forgot, body, JSON_TYPE, length, 'transfer-encoding: chunked'),
      post(forgot, 'ffffff\r\n{}', JSON_TYPE, 'transfer-encoding: chunked').replace('ffffff', 'zz'),
      post('/api/password/forgot/', body, JSON_TYPE, length),
      post('//api/password/forgot', body, JSON_TYPE, length),
      post('/API/password/forgot', body, JSON_TYPE, length),
      post('/api/password%2Fforgot', body, JSON_TYPE, length),
      post('/api%2fpassword/forgot', body, JSON_TYPE, length),
      post('/api/password/forgot;x', body, JSON_TYPE, length),
      post('/api/password/forgot%00', body, JSON_TYPE, length),
      post('http://app.example.com/api/password/forgot', body, JSON_TYPE, length),
      post('/api/session', body, JSON_TYPE, length, 'x-http-method-override: GET'),
      `get /api/session HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      `TRACE /api/login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    ]) {
      const status = statusOf(await send(w, text))
      expect(status, text).toBeGreaterThanOrEqual(400)
      expect(status, text).toBeLessThan(500)
    }
    expect(await wholeStore(w.store)).toBe(before)
    expect(w.problems).toEqual([])
  })

  it('a method in a header, a query or a field is none', async () => {
    const w = await open()
    const owner = await w.person('owner')
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }
    expect((await w.call('GET', '/sessions?_method=DELETE', { as: owner, headers })).status).toBe(400)
    expect((await w.call('GET', '/sessions', { as: owner, headers })).status).toBe(200)
    expect((await w.call('POST', '/login', { body: { email: 'x', password, _method: 'GET' } })).fields).toEqual([
      '_method',
    ])
    expect((await w.get('/session', owner)).status).toBe(200)
  })

  it('a bomb is not unpacked', async () => {
    const w = await open()
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '))
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect((await w.call('POST', '/password/forgot', { raw: bomb, headers })).code).toBe('unsupported_media_type')
  })

  it('a body that stops in the middle writes nothing, and is no error of ours', async () => {
    const w = await open()
    const socket = connect(w.mounted.port ?? 0, '127.0.0.1')
    socket.write(post(forgot, '{"email":', JSON_TYPE, 'content-length: 100'))
    // An answer to something else says that the server has seen it.
    await w.get('/session')
    socket.destroy()
    await w.get('/session')
    expect(await w.store.rows('message')).toEqual([])
    await expect.poll(() => w.problems).toEqual([])
  })
})

describe('a contract with a form, behind parsers of the host’s', () => {
  const open = worlds(expressOnSocket('Express', express.json(), express.urlencoded({ extended: true })), memory)
  const routes = defineContract({}, (line) => [
    line({
      method: 'POST',
      path: '/echo',
      session: 'none',
      status: 200,
      takes: 'form',
      input: { a: 'a' },
      call: async (input) => input,
      answer: (input) => input,
    }),
  ])
  it('is read as it was sent', async () => {
    const w = await open({ handler: { routes } })
    const echo = (raw: BodyInit, headers: Record<string, string> = {}) => w.call('POST', '/echo', { raw, headers })
    const form = new FormData()
    form.set('a', 'é')
    expect((await echo(new URLSearchParams({ a: 'b c&d' }))).body).toEqual({ a: 'b c&d' })
    expect((await echo(form)).body).toEqual({ a: 'é' })
    expect((await echo('a=1&a=2', { 'content-type': 'application/x-www-form-urlencoded' })).code).toBe('invalid_input')
    expect((await echo('a[b]=1', { 'content-type': 'application/x-www-form-urlencoded' })).fields).toEqual(['a??'])
    expect((await echo('{"a":"1"}', { 'content-type': 'application/json' })).code).toBe('unsupported_media_type')
  })
})
