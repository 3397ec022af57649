import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { inviteRouter } from '../../../adapters/web/hono/index.ts'
import { createFetchHandler, type HandlerOptions } from '../../../src/http.ts'
import type { InviteService } from '../../../src/index.ts'
import type { TestFlag, TestRole } from '../../support/service.ts'

/** A way to the routes: the suite of HTTP cases is the same through every one of them. */
export interface Mount {
  readonly name: string
  open(service: InviteService<TestFlag, TestRole>, options: HandlerOptions): Promise<Mounted>
}

export interface Mounted {
  /** Sends a request, whatever its host. One that says its `content-length` goes in one piece, any other in chunks. */
  send(request: Request): Promise<Response>
  /** Where a socket listens; null in this process. */
  readonly port: number | null
  close(): Promise<void>
}

const nothing = async () => undefined

/** The fetch handler, called as a function. */
export const plainHandler: Mount = {
  name: 'the fetch handler',
  open: async (service, options) => ({ send: createFetchHandler(service, options), port: null, close: nothing }),
}

const honoApp = (service: InviteService<TestFlag, TestRole>, options: HandlerOptions): Hono =>
  new Hono().route(options.prefix ?? '/', inviteRouter(service, options))

/** A Hono app, in this process. */
export const honoInProcess: Mount = {
  name: 'Hono',
  open: async (service, options) => {
    const app = honoApp(service, options)
    return { send: async (request) => app.request(request), port: null, close: nothing }
  },
}

/** A Hono app on a real socket. */
export const honoOnSocket: Mount = {
  name: 'Hono on a socket',
  open: async (service, options) => {
    const server = createAdaptorServer({ fetch: honoApp(service, options).fetch })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    return {
      send: (request) => overSocket(request, port),
      port,
      close: () => new Promise((done) => server.close(() => done())),
    }
  },
}

async function overSocket(request: Request, port: number): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const { method, headers } = request
  const body = headers.has('content-length') ? await request.arrayBuffer() : request.body
  // Its own connection: a server that closes must not wait for one that idles.
  headers.set('connection', 'close')
  return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === null ? {} : { body, duplex: 'half' }),
  } as RequestInit)
}
