import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HandlerOptions } from '../../../src/http.ts'
import { InviteError, type InviteOptions } from '../../../src/index.ts'
import { madeOf } from '../contracts/contract-of.ts'
import { type Ending, type Functions, packed, type Setting } from './message.ts'

/** What is served to one remote world. */
export interface Ports {
  /** What a request says to the process that serves it. */
  setting(request: Request): Setting
  close(): void
}

export interface PortServer {
  open(service: InviteOptions, mount: HandlerOptions): Ports
  close(): Promise<void>
}

/** Answers the calls of remote worlds: their storage, their mailer and the rest are the test's. */
export async function servePorts(): Promise<PortServer> {
  const worlds = new Map<string, Functions>()
  const server = createServer(async (incoming, outgoing) => {
    const [, id = '', name = ''] = (incoming.url ?? '').split('/')
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const ending = await endingOf(() => worlds.get(id)?.get(name)?.(...JSON.parse(String(Buffer.concat(chunks)))))
    outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(ending))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    open: ({ clock, ...service }, { onError, routes, ...rest }) => {
      const mount = { ...rest, ...(onError && { onError: (message: unknown) => onError(new Error(String(message))) }) }
      const id = crypto.randomUUID()
      const functions: Functions = new Map()
      const data = {
        service: packed(service, 'service', functions),
        mount: packed(mount, 'mount', functions),
        contract: packed(madeOf(routes) ?? null, 'contract', functions),
      }
      samePlans(functions)
      worlds.set(id, functions)
      return {
        setting: (request) => ({
          id,
          url: `http://127.0.0.1:${port}`,
          now: clock?.now() ?? 0,
          address: rest.clientAddress?.(request, '127.0.0.1') ?? null,
          ...data,
        }),
        close: () => void worlds.delete(id),
      }
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

/** A plan is a constant that a storage compiles once, by identity: of one text, the first is taken each time. */
function samePlans(functions: Functions): void {
  const plans = new Map<string, unknown>()
  const same = (plan: unknown): unknown => {
    const text = JSON.stringify(plan)
    if (!plans.has(text)) plans.set(text, plan)
    return plans.get(text)
  }
  const load = functions.get('service.storage.load')
  if (load) functions.set('service.storage.load', (plan, inputs) => load(same(plan), inputs))
}

async function endingOf(call: () => unknown): Promise<Ending> {
  try {
    return { value: (await call()) ?? null }
  } catch (error) {
    if (error instanceof InviteError) return { refusal: { code: error.code, params: error.params } }
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
