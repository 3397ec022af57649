import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { prepareExample } from './support/example-app.ts'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

beforeAll(() => prepareExample('radio'))

it.each(['.', 'front'])('the types of radio hold, against the package as it is built: %s', (project) => {
  const tsc = () =>
    execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', project], {
      cwd: at('examples/radio'),
    })
  expect(String(tsc())).toBe('')
})
