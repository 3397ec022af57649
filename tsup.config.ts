import type { Options } from 'tsup'

/** The public paths: `invitekit` is `index`, `invitekit/http` is `http`. The test of the architecture compares them with package.json. */
export const entries = {
  index: 'src/index.ts',
  http: 'src/http.ts',
  client: 'src/client.ts',
  react: 'adapters/react/index.ts',
  memory: 'adapters/storage/memory/index.ts',
  kysely: 'adapters/storage/kysely/index.ts',
  airtable: 'adapters/storage/airtable/index.ts',
  bcrypt: 'adapters/passwords/bcrypt/index.ts',
  express: 'adapters/web/express/index.ts',
  hono: 'adapters/web/hono/index.ts',
  next: 'adapters/web/next/index.ts',
  nodemailer: 'adapters/mail/nodemailer/index.ts',
  'rate-limiter-flexible': 'adapters/rate-limits/index.ts',
  testing: 'src/testing.ts',
}

/** Entries that must also run where there is no Node: they reach built-ins through `process.getBuiltinModule` only. */
const edgeSafe = entries

export default [
  {
    // One build with splitting: the entries share chunks, so there is one InviteError class however it is imported.
    entry: entries,
    format: ['esm'],
    target: 'node22',
    splitting: true,
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: false,
    removeNodeProtocol: false,
    // Of zod what is used goes into the package: imported as it is, it loads its texts in fifty languages, which takes longer
    // than all the rest.
    noExternal: [/^zod\//],
  },
  {
    // Not shipped: on the neutral platform esbuild cannot resolve a built-in, so an accidental `node:` import fails here.
    name: 'edge check',
    entry: edgeSafe,
    outDir: 'node_modules/.cache/invitekit-edge-check',
    format: ['esm'],
    target: 'es2024',
    platform: 'neutral',
    splitting: true,
    treeshake: false,
    removeNodeProtocol: false,
    silent: true,
  },
] satisfies Options[]
