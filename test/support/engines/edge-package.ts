import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// The folder has a lock of its own: what is in it is heavy, and only the proof needs it.
const require = createRequire(new URL('../../../tools/edge-stores/package.json', import.meta.url))

/** A package of `tools/edge-stores`, once `npm ci --prefix tools/edge-stores` has run. */
export async function edgePackage<T>(name: string): Promise<T> {
  return import(pathToFileURL(pathOf(name)).href)
}

function pathOf(name: string): string {
  try {
    return require.resolve(name)
  } catch {
    throw new Error('tools/edge-stores is not installed')
  }
}
