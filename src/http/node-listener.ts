import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FetchHandler } from './fetch-handler.ts'

/** A request of `node:http`, with what a body parser of the host's may have left on it. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown }

/** A listener for `http.createServer`, Express, or a handler below `pages/api`. */
export type NodeListener = (request: NodeRequest, response: ServerResponse) => Promise<void>

/**
 * A fetch handler as a listener of `node:http`. It may stand before or after a body parser of the host's: what that has
 * read is taken from `request.body`. The client's address is the socket's; no header says where the request came from.
 *
 * @example
 * const server = http.createServer(nodeListener(createFetchHandler(service)))
 */
export function nodeListener(handler: FetchHandler): NodeListener {
  return async (incoming, outgoing) => {
    const gone = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort()
    })
    try {
      const from = incoming.socket.remoteAddress ?? null
      await send(await handler(requestOf(incoming, gone.signal), { from }), outgoing)
    } catch {
      // The handler answers its own errors. What is left is an answer that nobody takes any more.
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500).end()
    }
  }
}

/** `Request` has no such methods, and neither has any route: asked as another of those, they get the same answer. */
const FORBIDDEN = new Set(['CONNECT', 'TRACE', 'TRACK'])

function requestOf(incoming: NodeRequest, signal: AbortSignal): Request {
  const { method = 'GET', url = '' } = incoming
  // Links come from the configuration: what a client calls this host is not even looked at.
  const target = `http://localhost${url.startsWith('/') ? url : '/'}`
  const headers = nodeHeaders(incoming)
  const init = { method: FORBIDDEN.has(method) ? 'OPTIONS' : method, headers, signal }
  if (method === 'GET' || method === 'HEAD') return new Request(target, init)
  const body = incoming.readableDidRead && incoming.body !== undefined ? parsed(incoming.body, headers) : sent(incoming)
  return new Request(target, { ...init, body, duplex: 'half' } as RequestInit)
}

/**
 * The headers of a request of `node:http` as the fetch standard has them. Those of one name stay several: two
 * `Authorization` headers are not one.
 *
 * @example
 * const guard = createSessionGuard(service)
 * http.createServer(async (request, response) => {
 *   const session = await guard.session(nodeHeaders(request), { changes: false })
 *   response.end(session === null ? 'nobody' : session.account.email)
 * })
 */
export function nodeHeaders({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): Headers {
  const headers = new Headers()
  for (let n = 0; n < rawHeaders.length; n += 2) headers.append(rawHeaders[n] ?? '', rawHeaders[n + 1] ?? '')
  return headers
}

function sent(incoming: IncomingMessage): ReadableStream<Uint8Array> | null {
  const { headers } = incoming
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return null
  const chunks = incoming[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}

/** What a parser of the host's made of the body, as it was before. */
function parsed(body: unknown, headers: Headers): BodyInit {
  headers.delete('content-length')
  if (typeof body === 'string' || body instanceof Uint8Array) return body as BodyInit
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(headers.get('content-type') ?? ''))
    return JSON.stringify(body)
  headers.set('content-type', 'application/x-www-form-urlencoded')
  const form = new URLSearchParams()
  // A form is flat: what a parser made deeper than that is a name that no route knows.
  for (const [name, value] of Object.entries(Object(body)))
    for (const one of Array.isArray(value) ? value : [value])
      form.append(typeof one === 'string' ? name : `${name}[]`, String(one))
  return form.toString()
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers)
    if (name === 'set-cookie') outgoing.appendHeader(name, value)
    else outgoing.setHeader(name, value)
  const reader = response.body?.getReader()
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    if (outgoing.destroyed) return reader?.cancel()
    if (!outgoing.write(next.value)) await room(outgoing)
  }
  outgoing.end()
}

const room = (outgoing: ServerResponse): Promise<void> =>
  new Promise((done) => {
    const ready = () => {
      outgoing.off('drain', ready).off('close', ready)
      done()
    }
    outgoing.on('drain', ready).on('close', ready)
  })
