// The list of common passwords is loaded when the first password is judged: it is no part of what an import costs.
const lazy = /common-password-list|obvious-password/

export default [
  {
    name: 'core, beside its two dependencies',
    path: 'dist/index.js',
    limit: '29 kB',
    gzip: true,
    ignore: ['zod', '@noble/hashes'],
    modifyRolldownConfig: (config) => ({ ...config, external: [config.external, lazy] }),
  },
]
