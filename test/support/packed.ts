import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Options } from 'tsup'
import configs, { entries } from '../../tsup.config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const [library] = configs
const quiet = { config: false, dts: false, sourcemap: false, silent: true } satisfies Options

/** Installs the package, as it is built from the sources of this moment, in a folder that has its own `node_modules`. */
export async function packInto(folder: string): Promise<void> {
  const installed = join(folder, 'node_modules/invitekit')
  mkdirSync(installed, { recursive: true })
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'))
  await build({ ...library, ...quiet, outDir: join(installed, 'dist') })
}

interface Bundle {
  readonly entry: Readonly<Record<string, string>>
  readonly outDir: string
  /** Nothing is left to be resolved where it runs. */
  readonly whole?: boolean
}

/** Bundles what a test runs in another process: in it, our sources are the package that `packInto` installed. */
export async function bundleFor(folder: string, { entry, outDir, whole = false }: Bundle): Promise<void> {
  const installed = join(folder, 'node_modules/invitekit')
  await build({
    ...quiet,
    format: ['esm'],
    treeshake: false,
    removeNodeProtocol: false,
    entry,
    outDir,
    target: 'es2024',
    ...(whole ? { platform: 'neutral', noExternal: [/.*/] } : { platform: 'node', skipNodeModulesBundle: true }),
    esbuildPlugins: [
      {
        name: 'the installed package',
        setup: ({ onResolve }) => {
          // What is taken from the examples imports the package by its name.
          if (whole)
            onResolve({ filter: /^invitekit(\/|$)/ }, ({ path }) => ({
              path: join(installed, `dist/${path === 'invitekit' ? 'index' : path.slice('invitekit/'.length)}.js`),
            }))
          onResolve({ filter: /\/(src|adapters)\/.*\.ts$/ }, ({ path, resolveDir }) => {
            const file = join(resolveDir, path)
            const found = Object.entries(entries).find(([, source]) => join(root, source) === file)
            if (found === undefined) return undefined
            const [name] = found
            return whole
              ? { path: join(installed, `dist/${name}.js`) }
              : { path: name === 'index' ? 'invitekit' : `invitekit/${name}`, external: true }
          })
        },
      },
    ],
  })
}
