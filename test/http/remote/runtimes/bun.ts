import { getConnInfo } from 'hono/bun'
import { createApp } from './app.ts'

interface Serve {
  serve(options: { hostname: string; port: number; fetch(request: Request, server: unknown): unknown }): {
    port: number
  }
}

const { Bun } = globalThis as unknown as { readonly Bun: Serve }
const app = createApp(getConnInfo)
const { port } = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request, server) => app.fetch(request, { server }),
})
console.log(`port ${port}`)
