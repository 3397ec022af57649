import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// A process that runs the bundle of `workers.ts` in Cloudflare's runtime.

const [folder = '', bundle = ''] = process.argv.slice(2)
const require = createRequire(`${folder}/package.json`)
const { Miniflare } = await import(pathToFileURL(require.resolve('miniflare')).href)
const runtime = new Miniflare({
  modules: true,
  modulesRules: [{ type: 'ESModule', include: ['**/*.js'] }],
  scriptPath: bundle,
  host: '127.0.0.1',
  port: 0,
  compatibilityDate: '2026-07-01',
})
console.log(`port ${(await runtime.ready).port}`)
