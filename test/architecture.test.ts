import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { inspectName, inspectSource } from '../tools/architecture.ts'
import { entries } from '../tsup.config.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(`${root}/${file}`, 'utf8')
const find = (pattern: string) => globSync(pattern, { cwd: root }).toSorted()
const sources = find('{src,adapters}/**/*.{ts,tsx}')
const entryFiles = Object.values(entries)

const pathOf = (name: string) => (name === 'index' ? '.' : `./${name}`)
const exported: Record<string, unknown> = JSON.parse(read('package.json')).exports

describe('the code', () => {
  test('keeps its layers, forms and sizes', () => {
    expect(sources.flatMap((file) => inspectSource(file, read(file), entryFiles))).toEqual([])
  })

  test('has kebab-case file names', () => {
    expect(find('{src,adapters,test}/**/*').flatMap(inspectName)).toEqual([])
  })
})

describe('the public paths', () => {
  test('are the same in package.json and tsup.config.ts', () => {
    const built = Object.keys(entries).map((name) => [
      pathOf(name),
      { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
    ])
    expect(exported).toEqual({ ...Object.fromEntries(built), './package.json': './package.json' })
  })

  test('are the same in typedoc.json', () => {
    expect(JSON.parse(read('typedoc.json')).entryPoints).toEqual(entryFiles)
  })

  test('exist where the README mentions them', () => {
    const readme = existsSync(`${root}/README.md`) ? read('README.md') : ''
    const mentioned = [...readme.matchAll(/['"`]invitekit(\/[\w./-]+)?['"`]/g)].map(([, path = '']) => `.${path}`)
    expect(mentioned.filter((path) => !(path in exported))).toEqual([])
  })
})

describe('the inspection finds', () => {
  const long = '\n'.repeat(250)
  test.each([
    ['an import that points outward', 'src/domain/a.ts', `import type { A } from '../service/a.ts'`],
    ['the same as a re-export', 'src/ports/a.ts', `export { a } from '../tokens/a.ts'`],
    ['the same as a dynamic import', 'src/service/a.ts', `const a = await import('../http/a.ts')`],
    ['the same as a type', 'src/tokens/a.ts', `type A = import('../service/a.ts').A`],
    ['an import of an entry from within', 'src/service/a.ts', `import { a } from '../index.ts'`],
    ['an import of an adapter', 'src/service/a.ts', `import { a } from '../../adapters/web/hono/index.ts'`],
    ['a package in the domain', 'src/domain/a.ts', `import { z } from 'zod'`],
    ['an adapter that reaches into the core', 'adapters/web/hono/a.ts', `import { a } from '../../../src/http/a.ts'`],
    ['an adapter that imports another', 'adapters/web/hono/a.ts', `import { a } from '../../storage/memory/index.ts'`],
    ['an export * in an entry', 'src/index.ts', `export * from './domain/a.ts'`],
    ['a namespace export in an entry', 'src/index.ts', `export * as a from './domain/a.ts'`],
    ['code in an entry', 'src/index.ts', 'export const a = 1'],
    ['code in the entry of an adapter', 'adapters/web/hono/index.ts', 'export const a = 1'],
    ['a default export', 'src/service/a.ts', 'export default 1'],
    ['a default function', 'src/service/a.ts', 'export default function a() {}'],
    ['a renamed default export', 'src/service/a.ts', 'const a = 1; export { a as default }'],
    ['an enum', 'src/service/a.ts', 'enum A { b }'],
    ['a namespace', 'src/service/a.ts', 'namespace A {}'],
    ['a class', 'src/service/a.ts', 'class A {}'],
    ['Date.now', 'src/domain/a.ts', 'const a = Date.now()'],
    ['new Date()', 'src/service/a.ts', 'const a = new Date()'],
    ['Math.random', 'src/tokens/a.ts', 'const a = Math.random'],
    ['setTimeout', 'src/http/a.ts', 'setTimeout(() => {}, 1)'],
    ['setInterval', 'src/http/a.ts', 'globalThis.setInterval(() => {}, 1)'],
    ['process.env', 'src/service/a.ts', `const a = process.env['A']`],
    ['crypto.getRandomValues', 'src/tokens/a.ts', 'globalThis.crypto.getRandomValues(a)'],
    ['a long file', 'src/service/a.ts', `${long}const a = 1`],
    ['a mount that has room for rules', 'adapters/web/hono/a.ts', `${'\n'.repeat(100)}const a = 1`],
    ['a folder without a layer', 'src/helpers/a.ts', 'const a = 1'],
  ])('%s', (_, file, text) => {
    expect(inspectSource(file, text, entryFiles)).toHaveLength(1)
  })

  test('nothing in what is allowed', () => {
    const service = `import type { S } from '../ports/storage.ts'\nimport { z } from 'zod'\nconst a = new Date(0) // Date.now()`
    expect(inspectSource('src/service/a.ts', service, entryFiles)).toEqual([])
    expect(inspectSource('src/domain/errors.ts', 'export class InviteError extends Error {}', entryFiles)).toEqual([])
    expect(inspectSource('src/defaults/clock.ts', 'export const now = () => Date.now()', entryFiles)).toEqual([])
    expect(inspectSource('src/passwords/data/common.ts', `${long}const a = 1`, entryFiles)).toEqual([])
    expect(inspectSource('adapters/web/hono/a.ts', `import { a } from '../../../src/http.ts'`, entryFiles)).toEqual([])
    expect(inspectName('src/domain/Records.ts')).toHaveLength(1)
  })
})
