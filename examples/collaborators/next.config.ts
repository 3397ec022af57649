import { fileURLToPath } from 'node:url'
import type { NextConfig } from 'next'

// The library is a link to the root of the repository, and its dependencies stand there.
const root = fileURLToPath(new URL('../..', import.meta.url))

export default {
  turbopack: { root },
  outputFileTracingRoot: root,
  poweredByHeader: false,
  // `npm run typecheck` does that, and the build need not wait for it.
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig
