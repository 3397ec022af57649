// What is loaded when it is first needed (the list of common passwords, the document of the routes) is no part of an import.
const lazy = /common-password-list|obvious-password|document-/

export default [
  {
    // What is used of zod, 7 kB, goes into the package (tsup.config.ts).
    name: 'core with its part of zod, beside its other dependencies',
    path: 'dist/index.js',
    limit: '46 kB',
    gzip: true,
    ignore: ['@noble/hashes', 'jose'],
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
