import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import express, { type RequestHandler } from 'express'
import { Hono } from 'hono'
import { inviteRouter as expressRouter } from '../../../adapters/web/express/index.ts'
import { inviteRouter as honoRouter } from '../../../adapters/web/hono/index.ts'
import { createFetchHandler, type HandlerOptions, nodeListener } from '../../../src/http.ts'
import type { InviteOptions, InviteService } from '../../../src/index.ts'
import type { TestFlag, TestRole } from '../../support/service.ts'

export type MountedService = InviteService<TestFlag, TestRole>

/** A way to the routes: the suite of HTTP cases is the same through every one of them. */
export interface Mount {
  readonly name: string
  /** `given` is what the service was made of, for a mount that makes one elsewhere. */
  open(service: MountedService, options: HandlerOptions, given: InviteOptions<TestFlag, TestRole>): Promise<Mounted>
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

/** What a host has behind the mount: everything that is no route of ours, it answers as we would. */
const elsewhere = (service: MountedService, options: HandlerOptions) =>
  createFetchHandler(service, { ...options, routes: [] })

function honoApp(service: MountedService, options: HandlerOptions, onSocket: boolean): Hono {
  const router = honoRouter(service, { ...options, ...(onSocket && { getConnInfo }) })
  const host = elsewhere(service, options)
  return new Hono().route(options.prefix ?? '/', router).notFound(({ req }) => host(req.raw))
}

/** A Hono app, in this process. */
export const honoInProcess: Mount = {
  name: 'Hono',
  open: async (service, options) => {
    const app = honoApp(service, options, false)
    return { send: async (request) => app.request(request), port: null, close: nothing }
  },
}

/** A Hono app on a real socket. */
export const honoOnSocket: Mount = {
  name: 'Hono on a socket',
  open: (service, options) =>
    onServer(createAdaptorServer({ fetch: honoApp(service, options, true).fetch }) as ReturnType<typeof createServer>),
}

/** An Express app on a real socket, with what stands before the routes. */
export const expressOnSocket = (name: string, ...before: readonly RequestHandler[]): Mount => ({
  name,
  open: (service, { prefix = '/', ...options }) => {
    const app = express().disable('x-powered-by')
    for (const handler of before) app.use(handler)
    app.use(prefix, expressRouter(service, { ...options, publicPath: prefix }))
    app.use(nodeListener(elsewhere(service, options)))
    return onSocket(app)
  },
})

/** Bare `node:http`. */
export const nodeHttp: Mount = {
  name: 'node:http',
  open: (service, options) => onSocket(nodeListener(createFetchHandler(service, options))),
}

/** Listens on a port of this machine. */
export const onSocket = (listener: RequestListener): Promise<Mounted> => onServer(createServer(listener))

async function onServer(server: ReturnType<typeof createServer>): Promise<Mounted> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    send: (request) => overSocket(request, port),
    port,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

/** Sends a request to a port, with its path as it is. */
export async function overSocket(request: Request, port: number): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const { method, headers } = request
  const body = headers.has('content-length') ? await request.arrayBuffer() : request.body
  return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === null ? {} : { body, duplex: 'half' }),
  } as RequestInit)
}
