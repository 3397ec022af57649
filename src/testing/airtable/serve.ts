import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AirtableServer } from './emulator.ts'
import { written } from './fetch-in-process.ts'
import type { Handler } from './handle.ts'

/** Longer than the longest URL: the emulator refuses those itself. */
const maxHeaderSize = 2 ** 17

/** The emulator on a port of this machine. */
export async function serve(handle: Handler['handle'], port: number): Promise<AirtableServer> {
  const http = globalThis.process?.getBuiltinModule?.('node:http')
  if (!http) throw new TypeError('There is no node:http in this runtime')
  const server = http.createServer({ maxHeaderSize }, (request, response) => void answer(handle, request, response))
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function answer(handle: Handler['handle'], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  const outcome = await handle({
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://127.0.0.1'),
    authorization: request.headers.authorization ?? null,
    body: new TextDecoder().decode(joined(chunks)),
  })
  if (typeof outcome === 'string') return void request.socket.resetAndDestroy()
  const { status, headers, text } = written(outcome)
  response.writeHead(status, headers).end(text)
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
