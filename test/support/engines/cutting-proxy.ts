import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A proxy in front of a database server that can cut a connection at the worst moment. */
export interface CuttingProxy {
  /** The same database, through the proxy. */
  readonly address: string
  /**
   * Cuts the connection that speaks next: before the server hears it, or after the server has answered and before the
   * answer arrives.
   */
  cut(when: 'before' | 'after'): void
  /** How many connections it has cut. */
  readonly cuts: () => number
  close(): Promise<void>
}

export async function cuttingProxy(address: string): Promise<CuttingProxy> {
  const next: ('before' | 'after')[] = []
  let cuts = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target(address))
    const both = [client, upstream]
    let isDoomed = false
    const end = () => {
      for (const socket of both) socket.destroy()
    }
    for (const socket of both) {
      open.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    client.on('data', (chunk) => {
      const how = isDoomed ? undefined : next.shift()
      if (how !== undefined) cuts++
      if (how === 'before') return end()
      if (how === 'after') isDoomed = true
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => (isDoomed ? end() : client.write(chunk)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  const port = typeof at === 'object' ? at?.port : 0
  return {
    address: through(address, port ?? 0),
    cut: (when) => void next.push(when),
    cuts: () => cuts,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Where the server of an address listens: at a port, or at a socket in a folder. */
function target(address: string) {
  const url = new URL(address)
  const folder = url.searchParams.get('host')
  if (folder !== null) return { path: `${folder}/.s.PGSQL.5432` }
  const standard = url.protocol === 'mysql:' ? 3306 : 5432
  return { host: url.hostname, port: Number(url.port || standard) }
}

function through(address: string, port: number): string {
  const url = new URL(address)
  const user = url.searchParams.get('user') ?? url.username
  const password = url.password ? `:${url.password}` : ''
  return `${url.protocol}//${user}${password}@127.0.0.1:${port}${url.pathname}`
}
