import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleFor, packInto } from '../../../support/packed.ts'
import type { RemoteApp } from '../remote-mount.ts'
import { startApp } from '../start-app.ts'

export const runtimesFolder = fileURLToPath(new URL('../../../../tools/runtimes', import.meta.url))

const bundles = join(runtimesFolder, 'node_modules/.invitekit')
const here = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
const at = (name: string) => join(bundles, `${name}.js`)
const bin = (name: string) => join(runtimesFolder, `node_modules/.bin/${name}`)

/** The runtimes on which the library runs, each with the command that serves the bundle of its entry. */
const commands = {
  'Node.js': [process.execPath, at('node')],
  Bun: [bin('bun'), at('bun')],
  Deno: [bin('deno'), 'run', '--quiet', '--allow-all', '--no-lock', at('deno')],
  Workers: [process.execPath, here('workers-in-miniflare'), runtimesFolder, at('workers')],
} as const

export type Runtime = keyof typeof commands

export const runtimes = Object.keys(commands) as readonly Runtime[]

/** Bundles the app of some runtimes with the library as it is now. */
export async function buildRuntimes(some: readonly Runtime[]): Promise<void> {
  await packInto(runtimesFolder)
  const entry = { node: here('node'), bun: here('bun'), deno: here('deno') }
  await bundleFor(runtimesFolder, { entry, outDir: bundles })
  if (some.includes('Workers'))
    await bundleFor(runtimesFolder, { entry: { workers: here('workers') }, outDir: bundles, whole: true })
}

export function startRuntime(runtime: Runtime): Promise<RemoteApp> {
  const [command, ...args] = commands[runtime]
  return startApp({ command, args, cwd: runtimesFolder, port: /port (\d+)/ })
}
