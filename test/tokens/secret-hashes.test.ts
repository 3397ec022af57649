import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashSecret, type SecretPurpose } from '../../src/tokens/secret.ts'
import { createSecretHashes, type Pepper } from '../../src/tokens/secret-hashes.ts'

const purposes = ['invitation', 'activation', 'reset', 'email', 'session', 'refresh'] as const
const one = { id: 'p1', key: 'b7Zq0m2Y5w1kR8sXcV4nT6uJ9hLfD3aGeP+/oIyQzEk=' }
const two = { id: 'p2', key: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }
const purposeAndSecret = [fc.constantFrom<SecretPurpose>(...purposes), fc.string({ unit: 'grapheme' })] as const

const hmacOf = ({ id, key }: typeof one, purpose: string, secret: string) =>
  `${id}:${createHmac('sha256', key).update(`${purpose}\0${secret}`).digest('hex')}`

describe('what is stored of a secret', () => {
  it('without a pepper is the plain hash, and nothing else is looked for', () => {
    const hashes = createSecretHashes()
    fc.assert(
      fc.property(...purposeAndSecret, (purpose, secret) => {
        expect(hashes.stored(purpose, secret)).toBe(hashSecret(purpose, secret))
        expect(hashes.possible(purpose, secret)).toEqual([hashSecret(purpose, secret)])
      }),
    )
  })

  it('with a pepper is HMAC-SHA-256 behind the id of the key: a known one', () => {
    expect(createSecretHashes({ current: one }).stored('invitation', 'a secret')).toBe(
      'p1:30ebce67dbce6764f0259d502d65cdbba8be862c73a9b79a34de6fe029a7475d',
    )
  })

  it('with a pepper is what everybody else calls HMAC-SHA-256, for every purpose apart', () => {
    const { stored, possible } = createSecretHashes({ current: one })
    fc.assert(
      fc.property(...purposeAndSecret, (purpose, secret) => {
        expect(stored(purpose, secret)).toBe(hmacOf(one, purpose, secret))
        expect(possible(purpose, secret)).toEqual([stored(purpose, secret)])
        expect(new Set(purposes.map((other) => stored(other, secret))).size).toBe(purposes.length)
      }),
    )
  })

  it.each<[string, Pepper, readonly string[]]>([
    ['two keys', { current: two, also: one }, [hmacOf(two, 'session', 's'), hmacOf(one, 'session', 's')]],
    ['switched on', { current: one, also: 'none' }, [hmacOf(one, 'session', 's'), hashSecret('session', 's')]],
    ['about to be', { current: 'none', also: one }, [hashSecret('session', 's'), hmacOf(one, 'session', 's')]],
    ['plain, said aloud', { current: 'none' }, [hashSecret('session', 's')]],
  ])('may be of two kinds while one takes over from the other: %s', (_, pepper, expected) => {
    const { stored, possible } = createSecretHashes(pepper)
    expect(possible('session', 's')).toEqual(expected)
    expect(stored('session', 's')).toBe(expected[0])
  })
})

describe('a pepper that is none', () => {
  const hex = two.key
  const wrong: readonly [string, unknown, string][] = [
    ['nothing', null, '"pepper"'],
    ['a key alone', one.key, '"pepper"'],
    ['no current key', {}, '"pepper.current.id"'],
    ['no key', { current: { id: 'p1' } }, '"pepper.current.key"'],
    ['a variable that is not set', { current: { id: 'p1', key: undefined } }, '"pepper.current.key"'],
    ['null', { current: null }, '"pepper.current.id"'],
    ['off, misspelt', { current: 'off' }, '"pepper.current.id"'],
    ['an empty key', { current: { id: 'p1', key: '' } }, '"pepper.current.key"'],
    ['16 bytes in hex', { current: { id: 'p1', key: hex.slice(0, 32) } }, '"pepper.current.key"'],
    ['42 characters', { current: { id: 'p1', key: one.key.slice(0, 42) } }, '"pepper.current.key"'],
    ['a line end behind it', { current: { id: 'p1', key: `${one.key}\n` } }, '"pepper.current.key"'],
    ['a blank inside', { current: { id: 'p1', key: `${hex.slice(0, 20)} ${hex.slice(20)}` } }, '"pepper.current.key"'],
    ['letters beyond ASCII', { current: { id: 'p1', key: `${one.key}é` } }, '"pepper.current.key"'],
    ['one letter', { current: { id: 'p1', key: 'a'.repeat(64) } }, '"pepper.current.key"'],
    ['a word', { current: { id: 'p1', key: 'change-me-'.repeat(6) } }, '"pepper.current.key"'],
    ['bytes', { current: { id: 'p1', key: new Uint8Array(32) } }, '"pepper.current.key"'],
    ['no id', { current: { key: one.key } }, '"pepper.current.id"'],
    ['an empty id', { current: { ...one, id: '' } }, '"pepper.current.id"'],
    ['an id with the separator', { current: { ...one, id: 'p:1' } }, '"pepper.current.id"'],
    ['an id with a wildcard', { current: { ...one, id: 'p%' } }, '"pepper.current.id"'],
    ['an id in capitals', { current: { ...one, id: 'P1' } }, '"pepper.current.id"'],
    ['a long id', { current: { ...one, id: 'p'.repeat(17) } }, '"pepper.current.id"'],
    ['a short second key', { current: one, also: { id: 'p2', key: 'short' } }, '"pepper.also.key"'],
    ['a second key without an id', { current: one, also: { key: two.key } }, '"pepper.also.id"'],
    ['null beside a key', { current: one, also: null }, '"pepper.also.id"'],
    ['one id for two keys', { current: one, also: { ...two, id: 'p1' } }, '"pepper.also"'],
    ['one key under two ids', { current: one, also: { ...one, id: 'p2' } }, '"pepper.also"'],
    ['none and none', { current: 'none', also: 'none' }, '"pepper.also"'],
  ]
  it.each(wrong)('is refused by name: %s', (_, pepper, option) => {
    const work = () => createSecretHashes(pepper as Pepper)
    expect(work).toThrow(TypeError)
    expect(work).toThrow(option)
  })

  it('is never printed', () => {
    for (const [, pepper] of wrong) {
      const shown = errorOf(() => createSecretHashes(pepper as Pepper))
      for (const key of keysIn(pepper)) expect(shown).not.toContain(key)
    }
    const shown = inspect(createSecretHashes({ current: two, also: one }), { depth: 20, showHidden: true })
    expect(shown).toContain('stored')
    expect(shown).not.toContain(one.key)
    expect(shown).not.toContain(two.key)
  })
})

describe('a pepper that will do', () => {
  it.each([
    ['32 bytes in base64', one.key],
    ['32 bytes in base64url', one.key.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')],
    ['32 bytes in hex', two.key],
    ['a long sentence without blanks', 'seven-tangerine-bicycles-under-47-lanterns-of-Quimper!'],
  ])('%s', (_, key) => {
    expect(createSecretHashes({ current: { id: 'a', key } }).stored('reset', 's')).toMatch(/^a:[0-9a-f]{64}$/)
  })

  it('is any 32 random bytes, as openssl would write them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        fc.pre(new Set(bytes).size > 20) // chance, and not fast-check's fondness for zeros
        for (const format of ['base64', 'base64url', 'hex'] as const) {
          const key = Buffer.from(bytes).toString(format)
          expect(() => createSecretHashes({ current: { id: 'p', key } })).not.toThrow()
        }
      }),
    )
  })
})

function errorOf(work: () => unknown): string {
  try {
    work()
    return ''
  } catch (error) {
    return inspect(error, { depth: 20, showHidden: true })
  }
}

/** The texts under `key`, and a text that was given as the whole, at whatever depth. */
function keysIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length > 6 ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysIn) : []
}
