import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256, sha256Of } from '../../src/tokens/sha256.ts'

const runtimes = {
  Node: globalThis,
  'a runtime without process': {},
  'a runtime that has no built-in modules': { process: { getBuiltinModule: () => undefined } },
  'a runtime whose hash is a stub that throws': {
    process: {
      getBuiltinModule: () => ({
        hash: () => {
          throw new Error('not implemented')
        },
      }),
    },
  },
  'a runtime whose hash gives something else': { process: { getBuiltinModule: () => ({ hash: () => 'hash' }) } },
}

describe.each(Object.entries(runtimes))('SHA-256 in %s', (_, runtime) => {
  it('is that of the text in UTF-8, in hex', () => {
    const digest = sha256Of(runtime)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(digest(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'))
      }),
    )
  })

  it('is the same for half of a surrogate pair', () => {
    expect(sha256Of(runtime)('\ud800')).toBe(sha256('\ufffd'))
  })
})
