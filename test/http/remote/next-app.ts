import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleFor, packInto } from '../../support/packed.ts'
import type { Frame, RemoteApp } from './remote-mount.ts'
import { startApp } from './start-app.ts'

export const nextFolder = fileURLToPath(new URL('../../../tools/next-mount', import.meta.url))
const next = join(nextFolder, 'node_modules/next/dist/bin/next')
const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' } as const

/** Builds the app of `tools/next-mount` with the library as it is now. */
export async function buildNext(): Promise<void> {
  await packInto(nextFolder)
  const remote = join(nextFolder, 'node_modules/invitekit-remote')
  mkdirSync(remote, { recursive: true })
  writeFileSync(join(remote, 'package.json'), '{"type":"module","exports":"./index.js"}')
  const entry = { index: fileURLToPath(new URL('./remote-world.ts', import.meta.url)) }
  await bundleFor(nextFolder, { entry, outDir: remote })
  const { PATH = '', HOME = '' } = process.env
  execFileSync(process.execPath, [next, 'build'], { cwd: nextFolder, env: { PATH, HOME, ...env }, stdio: 'pipe' })
}

/** `next start`. */
export const startNext = (): Promise<RemoteApp> =>
  startApp({
    command: process.execPath,
    args: [next, 'start', '--hostname', '127.0.0.1', '--port', '0'],
    cwd: nextFolder,
    env,
    port: /Local:\s+http:\/\/[\w.]+:(\d+)/,
  })

/** What Next.js does by itself, before a route of the app hears of a request. */
export const answeredByNext: NonNullable<Frame['answers']> = ({ method, url }) => {
  const { pathname, searchParams } = new URL(url)
  if (!pathname.startsWith('/api/')) return 'there is no route of the app'
  if (/\/\/|\\/.test(pathname)) return 'it redirects to the path with single slashes'
  if (pathname.endsWith('/')) return 'it redirects to the path without its last slash'
  if (!isDecodable(pathname)) return 'it refuses what cannot be decoded'
  if (searchParams.has('__proto__')) return 'it leaves that name out of a query'
  if (!/^(GET|HEAD|POST|PATCH|DELETE|PUT|OPTIONS)$/.test(method)) return 'it knows no other methods'
  return null
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
