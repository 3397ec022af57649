import { fileURLToPath } from 'node:url'

// The dependencies of the library stand in the root of the repository.
const root = fileURLToPath(new URL('../..', import.meta.url))

export default { turbopack: { root }, outputFileTracingRoot: root, poweredByHeader: false }
