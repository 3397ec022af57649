import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPhc, type PhcHash, parsePhc } from '../../src/defaults/phc.ts'

const salt = 'c29tZXNhbHQ'
const tag = 'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
const argon2id = (cost: string) => `$argon2id$v=19$${cost}$${salt}$${tag}`
const scrypt = (cost: string) => `$scrypt$${cost}$${salt}$${tag}`

describe('parsePhc', () => {
  it('reads argon2id and scrypt', () => {
    const somesalt = new TextEncoder().encode('somesalt')
    expect(parsePhc(argon2id('m=65536,t=2,p=1'))).toMatchObject({
      id: 'argon2id',
      m: 65_536,
      t: 2,
      p: 1,
      salt: somesalt,
    })
    expect(parsePhc(scrypt('ln=17,r=8,p=1'))).toMatchObject({ id: 'scrypt', ln: 17, r: 8, p: 1, salt: somesalt })
  })

  it.each([
    ...['m=262144,t=10,p=8', 'm=8,t=1,p=1', 'm=64,t=1,p=8'].map(argon2id),
    ...['ln=10,r=1,p=1', 'ln=20,r=2,p=8', 'ln=18,r=8,p=8', 'ln=17,r=16,p=1'].map(scrypt),
  ])('reads what is just within its limits: %s', (hash) => {
    expect(parsePhc(hash)).toBeDefined()
  })

  it.each([
    ...['m=262145,t=2,p=1', 'm=19456,t=11,p=1', 'm=19456,t=2,p=9', 'm=7,t=1,p=1', 'm=63,t=1,p=8'].map(argon2id),
    ...['m=0,t=2,p=1', 'm=19456,t=0,p=1', 'm=19456,t=2,p=0', 'm=99999999999,t=2,p=1', 'm=1e5,t=2,p=1'].map(argon2id),
    ...['ln=9,r=8,p=1', 'ln=21,r=1,p=1', 'ln=10,r=17,p=1', 'ln=17,r=8,p=9', 'ln=19,r=8,p=1', 'ln=18,r=9,p=1'].map(
      scrypt,
    ),
    ...['ln=0,r=8,p=1', 'ln=17,r=0,p=1', 'ln=17,r=8,p=0', 'ln=2000000,r=8,p=1'].map(scrypt),
  ])('refuses what is beyond its limits: %s', (hash) => {
    expect(parsePhc(hash)).toBeUndefined()
  })

  it.each([
    ['nothing', ''],
    ['a plain password', 'password'],
    ['bcrypt', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
    ['argon2i', `$argon2i$v=19$m=65536,t=2,p=1$${salt}$${tag}`],
    ['argon2id, version 16', `$argon2id$v=16$m=65536,t=2,p=1$${salt}$${tag}`],
    ['argon2id without a version', `$argon2id$m=65536,t=2,p=1$${salt}$${tag}`],
    ['another order', argon2id('t=2,m=65536,p=1')],
    ['a parameter too many', argon2id('m=65536,t=2,p=1,keyid=1')],
    ['a leading zero', argon2id('m=065536,t=2,p=1')],
    ['a sign', argon2id('m=+65536,t=2,p=1')],
    ['a space', `${argon2id('m=65536,t=2,p=1')} `],
    ['a line after it', `${argon2id('m=65536,t=2,p=1')}\n`],
    ['text before it', `x${argon2id('m=65536,t=2,p=1')}`],
    ['no tag', `$argon2id$v=19$m=65536,t=2,p=1$${salt}`],
    ['an empty tag', `$argon2id$v=19$m=65536,t=2,p=1$${salt}$`],
    ['padded base64', `$argon2id$v=19$m=65536,t=2,p=1$${salt}==$${tag}`],
    ['base64 for URLs', `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhb-_$${tag}`],
    ['base64 of an impossible length', `$argon2id$v=19$m=65536,t=2,p=1$${salt}$${tag}AA`],
    ['base64 with bits to spare', `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR$${tag}`],
    ['a salt of 7 bytes', `$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAA$${tag}`],
    ['a tag of 15 bytes', `$argon2id$v=19$m=65536,t=2,p=1$${salt}$${'A'.repeat(20)}`],
    ['a tag of 65 bytes', `$argon2id$v=19$m=65536,t=2,p=1$${salt}$${'A'.repeat(87)}`],
    ['a very long string', argon2id('m=65536,t=2,p=1').padEnd(100_000, 'A')],
  ])('refuses %s', (_, hash) => {
    expect(parsePhc(hash)).toBeUndefined()
  })

  it('refuses what is no string', () => {
    expect([null, undefined, 7, {}, [argon2id('m=8,t=1,p=1')]].map((value) => parsePhc(value as never))).toEqual(
      Array(5).fill(undefined),
    )
  })

  it('takes any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parsePhc(text) === undefined))
    const parts = fc.constantFrom('$', 'argon2id', 'scrypt', 'v=19', 'm=8,t=1,p=1', 'ln=10,r=1,p=1', salt, tag, '=')
    fc.assert(fc.property(fc.array(parts, { maxLength: 12 }), (found) => parsePhc(found.join('')) !== null))
  })
})

describe('formatPhc', () => {
  const p = fc.integer({ min: 1, max: 8 })
  const saltAndTag = {
    salt: fc.uint8Array({ minLength: 8, maxLength: 64 }),
    tag: fc.uint8Array({ minLength: 16, maxLength: 64 }),
  }
  const m = fc.integer({ min: 64, max: 262_144 })
  const t = fc.integer({ min: 1, max: 10 })
  const ln = fc.integer({ min: 10, max: 17 })
  const r = fc.integer({ min: 1, max: 16 })
  const hash: fc.Arbitrary<PhcHash> = fc.oneof(
    fc.record({ id: fc.constant('argon2id' as const), m, t, p, ...saltAndTag }),
    fc.record({ id: fc.constant('scrypt' as const), ln, r, p, ...saltAndTag }),
  )

  it('writes what parsePhc reads, in one spelling', () => {
    fc.assert(
      fc.property(hash, (value) => {
        expect(parsePhc(formatPhc(value))).toEqual(value)
      }),
    )
  })

  it('writes base64 without padding', () => {
    const bytes = new TextEncoder().encode('somesalt')
    expect(formatPhc({ id: 'scrypt', ln: 17, r: 8, p: 1, salt: bytes, tag: bytes })).toBe(
      `$scrypt$ln=17,r=8,p=1$${salt}$${salt}`,
    )
  })
})
