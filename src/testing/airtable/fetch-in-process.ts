import type { Handler, Outcome } from './handle.ts'
import type { Answer } from './refusals.ts'

const origin = 'https://api.airtable.com'

/** A `fetch` that asks the emulator, and nobody else. */
export const fetchInProcess =
  (handle: Handler['handle']): typeof fetch =>
  async (input, init) => {
    const isPlain = !(input instanceof Request) && (typeof init?.body === 'string' || !init?.body)
    // Where nothing has to be read first, requests arrive in the order in which they were made.
    const request = isPlain ? plain(input, init) : await read(new Request(input, init))
    const { url, signal } = request
    if (url.origin !== origin) throw new TypeError(`The emulator answers for ${origin}, not for ${url.origin}`)
    signal?.throwIfAborted()
    return responseTo(await unlessAborted(handle(request), signal))
  }

const plain = (input: string | URL, init: RequestInit = {}) => ({
  method: (init.method ?? 'GET').toUpperCase(),
  url: new URL(input),
  authorization: new Headers(init.headers).get('authorization'),
  body: typeof init.body === 'string' ? init.body : '',
  signal: init.signal ?? null,
})

const read = async (request: Request) => ({
  method: request.method,
  url: new URL(request.url),
  authorization: request.headers.get('authorization'),
  body: await request.text(),
  signal: request.signal,
})

/** Who stops waiting does not stop the request: it is on its way. */
async function unlessAborted(outcome: Promise<Outcome>, signal: AbortSignal | null): Promise<Outcome> {
  if (!signal) return outcome
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([outcome, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function responseTo(outcome: Outcome): Response {
  if (typeof outcome !== 'string') {
    const { status, headers, text } = written(outcome)
    return new Response(text, { status, headers })
  }
  const code = outcome === 'reset' ? 'ECONNRESET' : 'ETIMEDOUT'
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(`read ${code}`), { code }) })
}

/** An answer as it goes over the wire. */
export const written = ({ status, body, headers }: Answer) => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  text: typeof body === 'string' ? body : JSON.stringify(body),
})
