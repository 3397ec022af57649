import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'test/docs/.generated')

/** The TypeScript of a document, its blocks one after the other as a reader would type them. */
function codeOf(document: string): string {
  const text = readFileSync(join(root, document), 'utf8')
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code ?? '')
  expect(blocks.length).toBeGreaterThan(0)
  return blocks.join('\n')
}

/** What the comments behind `console.log` lines say will be printed. */
const promised = (code: string): readonly string[] =>
  [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, output]) => output ?? '')

describe('documents', () => {
  afterEach(() => vi.restoreAllMocks())

  it.each([
    'README.md',
    'docs/guide.md',
    'docs/client.md',
    'docs/airtable.md',
    'docs/databases.md',
    'docs/http.md',
    'docs/mounting.md',
    'docs/sessions.md',
    'docs/testing.md',
  ])('%s: its code runs, and prints what it says', async (document) => {
    const code = codeOf(document)
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `${document.replaceAll(/\W/g, '-')}.ts`)
    writeFileSync(file, code)
    const printed: string[] = []
    vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => void printed.push(values.join(' ')))
    await import(file)
    expect(promised(code).length).toBeGreaterThan(0)
    expect(printed).toEqual(promised(code))
  })
})
