import { getConnInfo } from 'hono/deno'
import { createApp } from './app.ts'

interface Serve {
  serve(
    options: { hostname: string; port: number; onListen(address: { port: number }): void },
    fetch: (request: Request, info: object) => unknown,
  ): unknown
}

const { Deno } = globalThis as unknown as { readonly Deno: Serve }
const onListen = ({ port }: { port: number }) => console.log(`port ${port}`)
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, createApp(getConnInfo).fetch)
