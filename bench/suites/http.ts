import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { http } from '../budgets.ts'
import type { Engine } from '../engines/store.ts'
import { ratio, sideBySide, type Work } from '../measure.ts'
import type { BenchOptions } from '../options.ts'
import type { Row } from '../report.ts'

/** Validation behind our router, and the same SQL behind two lines of Hono, by one server. */
export async function* httpRows(engine: Engine, options: BenchOptions): AsyncGenerator<Row> {
  const server = fork(new URL('http-server.ts', import.meta.url), engine.url === null ? [] : [engine.url])
  const [{ port, paths }] = (await once(server, 'message')) as [{ port: number; paths: Record<string, string[]> }]
  const [hand, ours] = Object.entries(paths).map(([path, tokens]) => posts(port, path, tokens))
  if (!hand || !ours) throw new TypeError('The server has not two paths')
  for (const concurrency of options.concurrency) {
    const timings = await sideBySide({ hand, ours }, { ...options, concurrency })
    yield {
      on: engine.kind,
      what: 'validate through HTTP',
      atOnce: concurrency,
      budget: http,
      measured: ratio(timings.ours, timings.hand),
      unit: '×',
      timings,
    }
  }
  server.send('stop')
  await once(server, 'exit')
}

/** The least client there can be: what it costs would make both look alike. */
function posts(port: number, path: string, tokens: readonly string[]): Work {
  const requests = tokens.map((token) => {
    const body = JSON.stringify({ token })
    return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  })
  const idle: Socket[] = []
  return async () => async (n) => {
    const socket = idle.pop() ?? connect({ port, host: '127.0.0.1', noDelay: true })
    socket.write(requests[n % requests.length] ?? '')
    const status = await answer(socket)
    if (status !== '200') throw new Error(`${path} answered ${status}`)
    idle.push(socket)
  }
}

/** Reads one answer, by its length or to its last chunk, and gives its status. */
function answer(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  const read = (chunk: Buffer) => {
    text += chunk.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1]
    const isWhole = length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= head + 4 + Number(length)
    if (!isWhole) return
    socket.off('data', read).off('error', reject)
    resolve(text.slice(9, 12))
  }
  socket.on('data', read).on('error', reject)
  return promise
}
