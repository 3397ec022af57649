import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digest, hashSecret, isSecret, mintSecret, type SecretPurpose } from '../../src/tokens/secret.ts'

const tags: { readonly [purpose in SecretPurpose]: string } = {
  invitation: 'ik_inv_',
  activation: 'ik_act_',
  reset: 'ik_rst_',
  email: 'ik_eml_',
  session: 'ik_ses_',
  refresh: 'ik_ref_',
}
const purposes = Object.keys(tags) as SecretPurpose[]

/** The same bytes each time. */
const fixed = (bytes: Uint8Array) => ({ bytes: (length: number) => bytes.slice(0, length) })
const counting = fixed(Uint8Array.from({ length: 32 }, (_, n) => n))
const chances = fc.uint8Array({ minLength: 32, maxLength: 32 })

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a secret', () => {
  it('is tag, 32 bytes in base64url and a checksum: a known one', () => {
    expect(mintSecret('invitation', counting)).toBe('ik_inv_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8e92ca53f')
    expect(hashSecret('invitation', mintSecret('invitation', counting))).toBe(
      'aa87aca9e6b35c7ca0fddac93f81c19ffbb6ec533477847a8f35bf643294db8b',
    )
  })

  it('takes 32 bytes of chance, once', () => {
    const asked: number[] = []
    mintSecret('reset', {
      bytes: (length) => {
        asked.push(length)
        return new Uint8Array(length)
      },
    })
    expect(asked).toEqual([32])
  })

  it.each(purposes)('for %s has its form, and is the same for the same chance', (purpose) => {
    fc.assert(
      fc.property(chances, (bytes) => {
        const secret = mintSecret(purpose, fixed(bytes))
        expect(secret).toMatch(/^ik_[a-z]{3}_[A-Za-z0-9_-]{43}[0-9a-f]{8}$/)
        expect(secret.startsWith(tags[purpose])).toBe(true)
        expect(Buffer.from(secret.slice(7, 50), 'base64url')).toEqual(Buffer.from(bytes))
        expect(secret.slice(50)).toBe(sha256(secret.slice(0, 50)).slice(0, 8))
        expect(mintSecret(purpose, fixed(bytes))).toBe(secret)
        expect(isSecret(purpose, secret)).toBe(true)
      }),
    )
  })

  it('is of one purpose: the same chance gives others others, and nobody takes one for another', () => {
    const secrets = purposes.map((purpose) => mintSecret(purpose, counting))
    expect(new Set(secrets).size).toBe(purposes.length)
    for (const [n, secret] of secrets.entries())
      for (const [m, purpose] of purposes.entries()) expect(isSecret(purpose, secret)).toBe(n === m)
    for (const secret of secrets)
      expect(new Set(purposes.map((purpose) => hashSecret(purpose, secret))).size).toBe(purposes.length)
  })

  it('with one character changed, cut off or added is none', () => {
    const index = fc.nat(57)
    fc.assert(
      fc.property(chances, index, fc.constantFrom(...'Aa0_-9zZ=/+ \n'), (bytes, at, other) => {
        const secret = mintSecret('invitation', fixed(bytes))
        const changed = secret.slice(0, at) + other + secret.slice(at + 1)
        expect(isSecret('invitation', changed)).toBe(changed === secret)
        expect(isSecret('invitation', secret.slice(0, at))).toBe(false)
        expect(isSecret('invitation', secret.slice(0, at) + other + secret.slice(at))).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('is one text for 32 bytes: the last letter has no bits to spare', () => {
    const secret = mintSecret('invitation', counting)
    const last = secret.charAt(49)
    const head = secret.slice(0, 49)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const same = [...alphabet].filter(
      (letter) =>
        Buffer.from(head.slice(7) + letter, 'base64url').toString('hex') ===
        Buffer.from(counting.bytes(32)).toString('hex'),
    )
    expect(same).toContain(last)
    expect(same).toHaveLength(4)
    // The checksum covers the text, so that of the four only the minted one is a secret.
    const minted = same.filter((letter) => isSecret('invitation', head + letter + secret.slice(50)))
    expect(minted).toEqual([last])
  })

  it('is one text for 32 bytes, whoever writes the checksum', () => {
    const head = mintSecret('invitation', counting).slice(0, 49)
    const accepted = ['8', '9', '-', '_'].filter((letter) =>
      isSecret('invitation', head + letter + digest(head + letter).slice(0, 8)),
    )
    expect(accepted).toEqual(['8'])
  })

  it('is told from everything else without an error', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(isSecret('session', value)).toBe(false)
      }),
    )
    const secret = mintSecret('session', counting)
    for (const value of [[secret], { 0: secret, length: 1 }, new String(secret), null, undefined, '', 0])
      expect(isSecret('session', value)).toBe(false)
  })
})

describe('what is stored of a secret', () => {
  it('is SHA-256 over purpose, a zero byte and the secret', () => {
    fc.assert(
      fc.property(fc.constantFrom(...purposes), fc.string({ unit: 'grapheme' }), (purpose, secret) => {
        expect(hashSecret(purpose, secret)).toBe(sha256(`${purpose}\0${secret}`))
      }),
    )
  })

  it('is a digest as everybody knows it', () => {
    expect(digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(digest('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(digest('é')).toBe(sha256('é'))
  })
})
