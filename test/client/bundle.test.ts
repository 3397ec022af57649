import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'tsup'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
let inputs: readonly string[]
let code: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'invitekit-client-'))
  await build({
    entry: { client: join(import.meta.dirname, '../../src/client.ts') },
    outDir: folder,
    format: ['esm'],
    platform: 'browser',
    noExternal: [/.*/],
    minify: true,
    metafile: true,
    silent: true,
    config: false,
    dts: false,
  })
  code = readFileSync(join(folder, 'client.js'))
  inputs = Object.keys(JSON.parse(readFileSync(join(folder, 'metafile-esm.json'), 'utf8')).inputs)
})
afterAll(() => rmSync(folder, { recursive: true }))

it('a page loads the description of the routes and the client, and no dependency', () => {
  const foreign = inputs.filter((file) => !/(^|\/)src\/(client|http\/endpoints)/.test(file))
  expect(foreign).toEqual([expect.stringMatching(/src\/domain\/password-policy\.ts$/)])
})

it('in under 3 kB', () => {
  expect(gzipSync(code).length).toBeLessThan(3000)
})
