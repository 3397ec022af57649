import nodeCrypto from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPasswordHasher } from '../../src/defaults/password-hasher.ts'

const runtimeWith = (changes: object) => ({
  process: { getBuiltinModule: () => ({ ...nodeCrypto, ...changes }) },
})
const oldNode = runtimeWith({ argon2: undefined, argon2Sync: undefined })

const no = { ok: false, upgrade: false }
const yes = { ok: true, upgrade: false }
const weak = { ok: true, upgrade: true }

const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '')
const sixteen = Buffer.from('sixteen bytes ok')

function argon2idHash(password: string, m: number, t: number, { p = 1, salt = sixteen, length = 32 } = {}): string {
  const cost = { memory: m, passes: t, parallelism: p, tagLength: length }
  const tag = nodeCrypto.argon2Sync('argon2id', { message: password, nonce: salt, ...cost })
  return `$argon2id$v=19$m=${m},t=${t},p=${p}$${unpadded(salt)}$${unpadded(tag)}`
}

function scryptHash(password: string, ln: number, r: number, p: number): string {
  const tag = nodeCrypto.scryptSync(password, sixteen, 32, { N: 2 ** ln, r, p, maxmem: 2 ** 30 })
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(sixteen)}$${unpadded(tag)}`
}

// Node 24.7 and newer; the tests run there.
const hasher = createPasswordHasher()
const scryptHasher = createPasswordHasher(oldNode)

describe('hash', () => {
  it('makes an argon2id PHC string with a salt of 16 bytes and a tag of 32', async () => {
    const hash = await hasher.hash('correct horse battery staple')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(await hasher.verify('correct horse battery staple', hash)).toEqual(yes)
    expect(await hasher.verify('correct horse battery stapl', hash)).toEqual(no)
  })

  it('makes a scrypt PHC string where argon2 is missing', async () => {
    const hash = await scryptHasher.hash('correct horse battery staple')
    expect(hash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(await scryptHasher.verify('correct horse battery staple', hash)).toEqual(yes)
    expect(await scryptHasher.verify('Correct horse battery staple', hash)).toEqual(no)
  })

  it('makes a scrypt PHC string where argon2 is there but fails, as with an old OpenSSL', async () => {
    const fail = () => {
      throw new Error('Argon2 algorithm not supported')
    }
    const fallback = createPasswordHasher(runtimeWith({ argon2: fail, argon2Sync: fail }))
    expect(await fallback.hash('correct horse battery staple')).toMatch(/^\$scrypt\$/)
  })

  it('takes a new salt each time', async () => {
    const hashes = await Promise.all([hasher.hash('same'), hasher.hash('same')])
    expect(new Set(hashes.map((hash) => hash.split('$')[4])).size).toBe(2)
  })

  it('keeps every byte: neither space, nor case, nor what stands after a NUL or the 72nd byte is lost', async () => {
    const base = 'x'.repeat(80)
    const hash = await hasher.hash(base)
    const others = [`${base} `, ` ${base}`, `${base}\0`, base.toUpperCase(), base.slice(1), `${base.slice(1)}y`]
    expect(await Promise.all(others.map((other) => hasher.verify(other, hash)))).toEqual(others.map(() => no))
    const withNul = await hasher.hash('left\0right')
    expect(await hasher.verify('left\0wrong', withNul)).toEqual(no)
  })

  it('leaves the event loop free', async () => {
    for (const each of [hasher, scryptHasher]) {
      let turns = 0
      let busy = true
      const turn = () => {
        turns += 1
        if (busy) setImmediate(turn)
      }
      setImmediate(turn)
      await each.hash('correct horse battery staple')
      busy = false
      expect(turns).toBeGreaterThan(3)
    }
  })

  it('rejects if the computation fails', async () => {
    const argon2 = (_: string, __: object, done: (error: Error) => void) => done(new Error('no memory'))
    const broken = createPasswordHasher(runtimeWith({ argon2 }))
    await expect(broken.hash('x')).rejects.toThrow('no memory')
    await expect(broken.verify('x', argon2idHash('x', 8, 1))).rejects.toThrow('no memory')
  })
})

describe('verify: known answers', () => {
  // From test.c of the reference implementation of argon2, version 19.
  const reference = [
    ['password', 'm=65536,t=2,p=1', 'c29tZXNhbHQ', '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
    ['password', 'm=256,t=2,p=1', 'c29tZXNhbHQ', '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
    ['password', 'm=256,t=2,p=2', 'c29tZXNhbHQ', '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
    ['password', 'm=65536,t=1,p=1', 'c29tZXNhbHQ', 'f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98'],
    [
      'differentpassword',
      'm=65536,t=2,p=1',
      'c29tZXNhbHQ',
      '0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde',
    ],
    ['password', 'm=65536,t=2,p=1', 'ZGlmZnNhbHQ', 'bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c'],
  ] as const

  it.each(reference)('argon2id of %s with %s and salt %s', async (password, cost, salt, tag) => {
    const hash = `$argon2id$v=19$${cost}$${salt}$${unpadded(Buffer.from(tag, 'hex'))}`
    expect((await hasher.verify(password, hash)).ok).toBe(true)
    expect(await hasher.verify(`${password}!`, hash)).toEqual(no)
  })

  it('scrypt of RFC 7914, section 12', async () => {
    const tag =
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887'
    const hash = `$scrypt$ln=14,r=8,p=1$${unpadded(Buffer.from('SodiumChloride'))}$${unpadded(Buffer.from(tag, 'hex'))}`
    expect((await hasher.verify('pleaseletmein', hash)).ok).toBe(true)
    expect((await scryptHasher.verify('pleaseletmein', hash)).ok).toBe(true)
  })
})

describe('verify: upgrade', () => {
  it.each([
    ['our own', argon2idHash('x', 19_456, 2), yes],
    ['47,104 KiB once', argon2idHash('x', 47_104, 1), yes],
    ['12,288 KiB three times', argon2idHash('x', 12_288, 3), yes],
    ['more of both', argon2idHash('x', 65_536, 3, { p: 4 }), yes],
    ['less memory', argon2idHash('x', 19_455, 2), weak],
    ['one pass', argon2idHash('x', 19_456, 1), weak],
    ['many passes in little memory', argon2idHash('x', 4_096, 10), weak],
    ['a short salt', argon2idHash('x', 19_456, 2, { salt: Buffer.alloc(8) }), weak],
    ['a short tag', argon2idHash('x', 19_456, 2, { length: 16 }), weak],
    ['scrypt', scryptHash('x', 17, 8, 1), weak],
  ])('with argon2id at hand, for %s', async (_, hash, answer) => {
    expect(await hasher.verify('x', hash)).toEqual(answer)
    expect(await hasher.verify('y', hash)).toEqual(no)
  })

  it.each([
    ['our own', scryptHash('x', 17, 8, 1), yes],
    ['2^16 twice', scryptHash('x', 16, 8, 2), yes],
    ['2^15 three times', scryptHash('x', 15, 8, 3), yes],
    ['2^16 once', scryptHash('x', 16, 8, 1), weak],
    ['smaller blocks', scryptHash('x', 17, 4, 1), weak],
    ['the default of Node', scryptHash('x', 14, 8, 1), weak],
    ['argon2id, which cannot be checked', argon2idHash('x', 19_456, 2), no],
  ])('with scrypt only, for %s', async (_, hash, answer) => {
    expect(await scryptHasher.verify('x', hash)).toEqual(answer)
  })
})

describe('verify: spelling', () => {
  const composed = 'une phrase très serrée'.normalize('NFC')
  const decomposed = composed.normalize('NFD')

  it('takes the composed and the decomposed form for one password', async () => {
    const hash = await hasher.hash(decomposed)
    expect(await hasher.verify(composed, hash)).toEqual(yes)
    expect(await hasher.verify(decomposed, hash)).toEqual(yes)
  })

  it('finds an imported hash of the decomposed form, and asks for a better one', async () => {
    const imported = argon2idHash(decomposed, 19_456, 2)
    expect(await hasher.verify(decomposed, imported)).toEqual(weak)
    expect(await hasher.verify(composed, imported)).toEqual(no)
  })

  it('computes once for a password in its composed form, twice at most for another', async () => {
    let computed = 0
    const argon2: typeof nodeCrypto.argon2 = (...all) => {
      computed += 1
      nodeCrypto.argon2(...all)
    }
    const counting = createPasswordHasher(runtimeWith({ argon2 }))
    const hash = argon2idHash('another', 8, 1)
    await counting.verify(composed, hash)
    expect(computed).toBe(1)
    await counting.verify(decomposed, hash)
    expect(computed).toBe(3)
  })
})

describe('verify: what is no hash', () => {
  const hash = argon2idHash('x', 8, 1)

  it.each([
    '',
    'x',
    '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW',
    hash.replace('m=8', 'm=4294967295'),
    hash.replace('t=1', 't=11'),
    hash.replace('v=19', 'v=16'),
    hash.slice(0, -1),
    '$scrypt$ln=31,r=8,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('matches nothing and does not reject: %s', async (other) => {
    expect(await hasher.verify('x', other)).toEqual(no)
  })

  it('nor does a damaged one', async () => {
    const damage = fc.tuple(fc.nat({ max: hash.length - 1 }), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))
    await fc.assert(
      fc.asyncProperty(damage, async ([at, char]) => {
        const damaged = hash.slice(0, at) + char + hash.slice(at + 1)
        expect((await hasher.verify('x', damaged)).ok).toBe(damaged === hash)
      }),
      { numRuns: 300 },
    )
  })

  it('nor what is no string', async () => {
    expect(await hasher.verify('x', null as never)).toEqual(no)
  })
})

describe('createPasswordHasher', () => {
  it.each([
    ['no process', {}],
    ['no getBuiltinModule', { process: {} }],
    ['no node:crypto', { process: { getBuiltinModule: () => undefined } }],
  ])('throws a TypeError that names the option in a runtime with %s', (_, runtime) => {
    expect(() => createPasswordHasher(runtime)).toThrow(TypeError)
    expect(() => createPasswordHasher(runtime)).toThrow('"passwordHasher"')
  })
})
