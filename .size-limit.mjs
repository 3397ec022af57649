// The list of common passwords is loaded when the first password is judged: it is no part of what an import costs.
const lazy = /common-password-list|obvious-password/

export default [
  {
    name: 'core, beside its three dependencies',
    path: 'dist/index.js',
    limit: '29 kB',
    gzip: true,
    ignore: ['zod', '@noble/hashes', 'jose'],
    modifyRolldownConfig: (config) => ({ ...config, external: [config.external, lazy] }),
  },
  {
    // What a page loads: no crypto, no zod, no SQL (test/client/bundle.test.ts).
    name: 'client',
    path: 'dist/client.js',
    limit: '3 kB',
    gzip: true,
  },
]
