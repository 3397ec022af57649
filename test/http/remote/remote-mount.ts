import { expect } from 'vitest'
import { createFetchHandler } from '../../../src/http.ts'
import { type Mount, overSocket } from '../support/mounts.ts'
import { WORLD } from './message.ts'
import { type PortServer, servePorts } from './serve-ports.ts'

/** An app in another process, whose worlds are those of `worldOf`. */
export interface RemoteApp {
  readonly port: number
  stop(): Promise<void>
}

/** What the framework around an app does by itself. */
export interface Frame {
  /** Where the app has the routes, where that is not where the test has them. */
  readonly prefix?: string
  /** What the framework does with a request before the routes hear of it, so that they answer another one or none; null where it does nothing. */
  answers?(request: Request): string | null
  /** Puts something alike in the place of what cannot reach the routes there. */
  adapt?(headers: Headers): void
}

/** The routes as another process serves them. The library runs there, all of it; its storage and its mailer are the test's. */
export function remoteMount(name: string, start: () => Promise<RemoteApp>, frame: Frame = {}) {
  let app: RemoteApp | undefined
  let ports: PortServer | undefined
  const mount: Mount = {
    name,
    open: async (service, options, given) => {
      app ??= await start()
      ports ??= await servePorts()
      const { port } = app
      const prefix = frame.prefix ?? options.prefix ?? ''
      const world = ports.open(given, { ...options, prefix })
      const here = createFetchHandler(service, options)
      const send = async (request: Request): Promise<Response> => {
        const moved = movedTo(prefix, options.prefix ?? '', request)
        frame.adapt?.(moved.headers)
        moved.headers.set(WORLD, encodeURIComponent(JSON.stringify(world.setting(request))))
        const response = await overSocket(moved, port)
        const why = frame.answers?.(moved)
        if (!why) return response
        // Nobody is served anything by that. What the routes would have said, the plain handler says.
        // Beside the mount the pages are the framework's: some forms that are sent to one that is not there are a 500 of Next.js.
        const isBelow = new URL(moved.url).pathname.startsWith(`${prefix}/`)
        if (isBelow) expect(response.status, `${moved.method} ${moved.url}: ${why}`).toBeLessThan(500)
        expect(response.headers.getSetCookie()).toEqual([])
        await response.body?.cancel()
        const { method, headers } = request
        return here(new Request(request.url, { method, headers }))
      }
      return { send, port, close: async () => world.close() }
    },
  }
  const stop = async () => {
    await app?.stop()
    await ports?.close()
  }
  return { mount, stop }
}

function movedTo(prefix: string, from: string, request: Request): Request {
  const url = new URL(request.url)
  if (prefix === from || !url.pathname.startsWith(`${from}/`)) return request
  url.pathname = prefix + url.pathname.slice(from.length)
  return new Request(url, request)
}
